import type { IncomingMessage } from 'node:http';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Sessions } from './sessions.ts';

export interface GateOptions {
  readonly port: number;
  /** The origin under which a browser sees us through a tunnel: `https://gpu7.example.org`. */
  readonly publicOrigin: string | null;
  readonly sessions: Sessions;
}

/**
 * Decides which requests are heard. Other pages of the same browser can send
 * requests here too, and other names can be made to resolve to 127.0.0.1 (DNS
 * rebinding): so hosts and origins are compared as a whole, with a short list.
 */
export class Gate {
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;
  readonly #sessions: Sessions;
  /** Cookies are not told apart by port, so its name is. */
  readonly cookieName: string;
  readonly #secure: boolean;

  constructor({ port, publicOrigin, sessions }: GateOptions) {
    this.#origins = new Set([`http://127.0.0.1:${port}`, `http://localhost:${port}`, ...(publicOrigin === null ? [] : [publicOrigin])]);
    this.#hosts = new Set([...this.#origins].map((origin) => new URL(origin).host));
    this.#sessions = sessions;
    this.cookieName = `delira-${port}`;
    this.#secure = publicOrigin?.startsWith('https:') ?? false;
  }

  /** Whether it was meant for us: to be asked before anything else. */
  knowsHost({ headers }: IncomingMessage): boolean {
    return headers.host !== undefined && this.#hosts.has(headers.host.toLowerCase());
  }

  /** Whether a page of ours sent it. A missing or `null` origin is none of ours. */
  knowsOrigin({ headers }: IncomingMessage): boolean {
    return headers.origin !== undefined && this.#origins.has(headers.origin) && isOwnFetch(headers['sec-fetch-site']);
  }

  /** Whether a picture may be sent: browsers give no origin with those of their own page. */
  mayFetch({ headers }: IncomingMessage): boolean {
    return (headers.origin === undefined || this.#origins.has(headers.origin)) && isOwnFetch(headers['sec-fetch-site']);
  }

  hasSession(request: IncomingMessage): boolean {
    const cookie = cookieOf(request, this.cookieName);
    return cookie !== null && this.#sessions.use(cookie);
  }

  /** The `Set-Cookie` that begins a session. */
  setCookie(value: string): string {
    return `${this.cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict${this.#secure ? '; Secure' : ''}`;
  }
}

/** Browsers that say where a request comes from are taken at their word; `none` is the user's own typing. */
function isOwnFetch(site: string | string[] | undefined): boolean {
  return site === undefined || site === 'same-origin' || site === 'none';
}

function cookieOf({ headers }: IncomingMessage, name: string): string | null {
  for (const part of headers.cookie?.split(';') ?? []) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}

/** @throws BadInput unless the text is an origin and nothing else. */
export function parsePublicOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && ['http:', 'https:'].includes(url.protocol) && (url.origin === text || `${url.origin}/` === text)) return url.origin;
  throw new BadInput(`expected an origin such as https://gpu7.example.org or http://localhost:9000, but found ${JSON.stringify(text)}`, {
    help: 'Give the scheme, the host and the port as the browser shows them, and no path.',
  });
}
