import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends just these headers and this path, as no browser and no `fetch` would. */
export function send(port: number, path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a page of ours sends with each call. */
export function ownHeaders(port: number, cookie?: string): Record<string, string> {
  return {
    origin: `http://127.0.0.1:${port}`,
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
    ...(cookie === undefined ? {} : { cookie }),
  };
}

/** Opens the address as a browser would; gives the cookie that it then sends. */
export async function openAddress(port: number, address: string): Promise<string> {
  const token = new URL(address).hash.replace('#token=', '');
  const { status, headers } = await send(port, '/session', { method: 'POST', headers: ownHeaders(port), body: JSON.stringify({ token }) });
  if (status !== 204) throw new Error(`expected a session, but found ${status}`);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
