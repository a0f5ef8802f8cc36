import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { ANSWER_TYPE, HTTP_PATHS, JSON_TYPE, NO_SESSION, NO_SESSION_STATUS } from '../../../src-shared/api/http.ts';
import { parseImagePath } from '../../../src-shared/api/images.ts';
import { BadInput, flattenError } from '../../../src-shared/lib/bad-input.ts';
import type { FlatError } from '../../../src-shared/lib/bad-input.ts';
import { encodeWire } from '../../../src-shared/lib/wire.ts';
import type { Services } from '../../services/contract.ts';
import { callApi } from '../call-api.ts';
import { DATA_POLICY, SAFE_HEADERS } from '../page.ts';
import type { Page } from '../page.ts';
import type { Gate } from './gate.ts';
import { readJsonBody } from './read-body.ts';
import { Refusal } from './refusal.ts';
import type { Sessions } from './sessions.ts';

export interface Surface {
  readonly services: Services;
  readonly page: Page;
  readonly gate: Gate;
  readonly sessions: Sessions;
  /** A browser has used the token up; there is a new one for the next. */
  onSession(): void;
  /** Something broke: for whoever runs the server, with its stack. */
  onError(error: FlatError): void;
}

/** How long a wrong token waits for its answer, after ten of them in a minute. */
const SIEGE_MS = 1000;

const DATA_HEADERS = { ...SAFE_HEADERS, 'Content-Security-Policy': DATA_POLICY, 'Cache-Control': 'no-store' };

/** Logged images never change; samples may, when their folder is read again. */
const PICTURE_CACHE = { logged: 'private, max-age=31536000, immutable', sample: 'private, max-age=60', overlay: 'private, max-age=60', thumbnail: 'private, max-age=60', predicted: 'private, max-age=60' } as const;

/** Answers a request, whatever becomes of it. */
export async function answer(surface: Surface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await route(surface, request, response);
  } catch (error) {
    refuse(surface, response, error);
  }
}

async function route(surface: Surface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!surface.gate.knowsHost(request)) throw new Refusal(421, 'expected a request for this server by its own name');
  const path = pathOf(request);
  if (path === HTTP_PATHS.session) return beginSession(surface, request, response);
  if (path.startsWith(HTTP_PATHS.api)) return call(surface, path.slice(HTTP_PATHS.api.length), request, response);
  if (path.startsWith(HTTP_PATHS.data)) return sendPicture(surface, path.slice(HTTP_PATHS.data.length), request, response);
  return sendPage(surface, path, request, response);
}

async function beginSession({ gate, sessions, onSession }: Surface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  expectOwnPost(gate, request);
  const body = await readJsonBody(request);
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null;
  const cookie = typeof token === 'string' ? sessions.exchange(token) : null;
  if (cookie === null) {
    if (sessions.besieged) await setTimeout(SIEGE_MS);
    throw new Refusal(403, 'expected the token of the address that the app printed last: each opens it once', NO_SESSION);
  }
  response.writeHead(204, { ...DATA_HEADERS, 'Set-Cookie': gate.setCookie(cookie) }).end();
  onSession();
}

async function call({ gate, services }: Surface, name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  expectOwnPost(gate, request);
  expectSession(gate, request);
  const argument = await readJsonBody(request);
  const { head, parts } = encodeWire(await callApi(services.api, name, argument));
  send(response, 200, ANSWER_TYPE, [Buffer.from(head), ...parts]);
}

async function sendPicture({ gate, services }: Surface, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  expectMethod(request, 'GET');
  if (!gate.mayFetch(request)) throw new Refusal(403, 'expected a request of the app itself');
  expectSession(gate, request);
  const ref = parseImagePath(path);
  if (ref === null) throw new Refusal(404, 'expected the address of a picture');
  const { mediaType, bytes } = await services.api.images.read({ path });
  send(response, 200, mediaType, [bytes], { 'Cache-Control': PICTURE_CACHE[ref.kind] });
}

/** The page itself holds nothing of the user's: it is sent without a session, so that it can begin one. */
async function sendPage({ page }: Surface, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  expectMethod(request, 'GET', 'HEAD');
  const file = await page.file(path);
  if (file === null) throw new Refusal(404, 'expected the address of a page');
  response.writeHead(200, { ...file.headers, 'Content-Length': file.bytes.length }).end(request.method === 'HEAD' ? undefined : file.bytes);
}

function pathOf({ url = '' }: IncomingMessage): string {
  if (!url.startsWith('/') || !URL.canParse(url, 'http://host')) throw new Refusal(400, 'expected an address that begins with /');
  return new URL(url, 'http://host').pathname;
}

function expectMethod({ method = '' }: IncomingMessage, ...known: readonly string[]): void {
  if (!known.includes(method)) throw new Refusal(405, `expected ${known.join(' or ')}, but found ${method}`);
}

function expectOwnPost(gate: Gate, request: IncomingMessage): void {
  expectMethod(request, 'POST');
  if (!gate.knowsOrigin(request)) throw new Refusal(403, 'expected a request of the app itself');
}

function expectSession(gate: Gate, request: IncomingMessage): void {
  if (!gate.hasSession(request)) throw new Refusal(NO_SESSION_STATUS, 'expected a session, but this page has none or one that is over: the app was perhaps started anew', NO_SESSION);
}

function refuse({ onError }: Surface, response: ServerResponse, error: unknown): void {
  const flat = flattenError(error);
  const status = statusOf(error);
  if (status === 500) onError(flat);
  const told: FlatError = { ...flat, kind: error instanceof Refusal ? error.kind : flat.kind, stack: null };
  if (response.headersSent) response.destroy();
  else send(response, status, JSON_TYPE, [Buffer.from(JSON.stringify(told))], status === 413 ? { Connection: 'close' } : {});
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  return error instanceof BadInput ? 400 : 500;
}

function send(response: ServerResponse, status: number, type: string, parts: readonly Uint8Array[], headers: Readonly<Record<string, string>> = {}): void {
  const body = Buffer.concat(parts);
  response.writeHead(status, { ...DATA_HEADERS, 'Content-Type': type, 'Content-Length': body.length, ...headers }).end(body);
}
