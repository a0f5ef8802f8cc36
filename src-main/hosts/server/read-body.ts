import type { IncomingMessage } from 'node:http';
import { JSON_TYPE } from '../../../src-shared/api/http.ts';
import { Refusal } from './refusal.ts';

/** Room for the largest argument, a draft's YAML of a million letters, as JSON. */
export const MAX_BODY_BYTES = 4 * 2 ** 20;

/** The request's JSON; undefined if it has no body. Forms of other pages cannot send this type. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== JSON_TYPE) throw new Refusal(415, `expected ${JSON_TYPE}, but found ${type ?? 'no type'}`);
  const text = await readText(request);
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new Refusal(400, 'expected JSON in the body of the request');
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function tooLarge(): Refusal {
  return new Refusal(413, `expected at most ${MAX_BODY_BYTES} bytes`);
}
