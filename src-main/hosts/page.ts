import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { builtFolder } from '../threads/entry.ts';

/** What `vite.config.ts` writes where a nonce belongs. */
const NONCE_MARK = 'delira-nonce';

/** The types that a built page consists of; a file of any other is not served. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
};

export interface PageFile {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** On everything that a host answers with: no guessing of types, no framing, no address told to others. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** For answers that are no page: should one be opened as such, it can do nothing. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * The built page, for a host that serves it from the root of its origin.
 *
 * The files are listed once and looked up by their whole address, so that no
 * address leads elsewhere. An address that names no file and has no extension
 * is one of the page's own views and gets `index.html`.
 */
export class Page {
  readonly #folder: string;
  readonly #files: ReadonlyMap<string, string>;

  /** @param folder where the page was built to; `dist/renderer` beside the running bundle unless said. */
  constructor(folder: string = join(builtFolder(), '..', 'renderer')) {
    this.#folder = folder;
    this.#files = new Map(list(folder).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]));
    if (!this.#files.has('/index.html')) {
      throw new BadInput(`expected the built page in ${folder}, but found no index.html`, { help: 'Build it first: npm run build.' });
    }
  }

  /** The file at an address's path, or null where there is none. */
  async file(pathname: string): Promise<PageFile | null> {
    const file = this.#files.get(pathname);
    const mediaType = MEDIA_TYPES[extname(pathname)];
    if (file !== undefined && mediaType !== undefined && pathname !== '/index.html') {
      const forever = pathname.startsWith('/assets/');
      const headers = { ...SAFE_HEADERS, 'Content-Type': mediaType, 'Content-Security-Policy': DATA_POLICY, 'Cache-Control': forever ? 'public, max-age=31536000, immutable' : 'no-cache' };
      return { bytes: await readFile(file), headers };
    }
    return pathname === '/index.html' || extname(pathname) === '' ? this.#index() : null;
  }

  async #index(): Promise<PageFile> {
    const nonce = randomBytes(16).toString('base64');
    const html = await readFile(join(this.#folder, 'index.html'), 'utf8');
    const headers = { ...SAFE_HEADERS, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': pagePolicy(nonce), 'Cache-Control': 'no-store' };
    return { bytes: Buffer.from(html.replaceAll(NONCE_MARK, nonce)), headers };
  }
}

/** The nonce is for the style elements that the UI library injects; scripts come from files only. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((each) => (each.isFile() ? [join(each.parentPath, each.name)] : []));
  } catch (cause) {
    throw new BadInput(`expected the built page in ${folder}, but found no such folder`, { help: 'Build it first: npm run build.', cause });
  }
}
