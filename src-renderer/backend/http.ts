import { HTTP_PATHS, JSON_TYPE, NO_SESSION, NO_SESSION_STATUS, TOKEN_KEY } from '../../src-shared/api/http.ts';
import { imagePath } from '../../src-shared/api/images.ts';
import type { Notice } from '../../src-shared/api/index.ts';
import { BadInput, restoreError } from '../../src-shared/lib/bad-input.ts';
import type { FlatError } from '../../src-shared/lib/bad-input.ts';
import { decodeWire } from '../../src-shared/lib/wire.ts';
import type { Backend } from './backend.ts';
import { buildApi } from './build-api.ts';
import { HttpConnection } from './http-connection.ts';
import { followNotices } from './notice-socket.ts';

/** The server that the page came from. */
export async function httpBackend(): Promise<Backend> {
  await takeSession();
  const connection = new HttpConnection();
  const notices = followNotices(new URL(HTTP_PATHS.notices, location.href.replace(/^http/, 'ws')).href);
  notices.onConnection((reached) => connection.become(reached));
  return {
    api: buildApi((name, argument) => call(name, argument, connection)),
    onNotice: (listener: (notice: Notice) => void) => notices.onNotice(listener),
    onConnection: connection.onConnection,
    onNavigate: () => () => undefined,
    imageUrl: (ref) => `${HTTP_PATHS.data}${imagePath(ref)}`,
  };
}

/** Exchanges the token of the address for a cookie, and takes it out of the address and of the history. */
async function takeSession(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get(TOKEN_KEY);
  if (token === null) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  const answer = await post(HTTP_PATHS.session, { token });
  if (!answer.ok) throw await errorOf(answer);
}

async function call(name: string, argument: unknown, connection: HttpConnection): Promise<unknown> {
  const answer = await post(`${HTTP_PATHS.api}${name}`, argument).catch((error: unknown) => {
    // Whether it would still know us, it cannot tell.
    connection.heard(true);
    throw error;
  });
  connection.heard(answer.status !== NO_SESSION_STATUS);
  if (!answer.ok) throw await errorOf(answer);
  return decodeWire(new Uint8Array(await answer.arrayBuffer()), new TextDecoder());
}

async function post(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, { method: 'POST', headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(body) });
  } catch (cause) {
    throw new BadInput('expected an answer of the server, but it cannot be reached', {
      help: 'Look whether Delira still runs where you started it, and whether its tunnel is open.',
      cause,
    });
  }
}

async function errorOf(answer: Response): Promise<Error> {
  const text = await answer.text();
  const flat = readFlatError(text);
  if (flat?.kind === NO_SESSION) {
    return new BadInput(flat.message, { help: flat.help ?? 'Open the address that the app printed last where it was started, the whole of it.' });
  }
  return flat ? restoreError(flat) : new Error(`expected an answer of the server, but found status ${answer.status}: ${text.slice(0, 200)}`);
}

/** Null for what is no error of ours, such as a proxy's page. */
function readFlatError(text: string): FlatError | null {
  if (!text.startsWith('{')) return null;
  const value = JSON.parse(text) as Partial<FlatError>;
  if (typeof value.kind !== 'string' || typeof value.message !== 'string') return null;
  return { kind: value.kind, message: value.message, help: value.help ?? null, stack: value.stack ?? null };
}
