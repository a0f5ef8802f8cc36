import type { CustomScheme, Session } from 'electron';
import { HTTP_PATHS } from '../../../src-shared/api/http.ts';
import type { ImagesApi } from '../../../src-shared/api/images.ts';
import { parseImagePath } from '../../../src-shared/api/images.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { DATA_POLICY, SAFE_HEADERS } from '../page.ts';
import type { PageFile } from '../page.ts';
import { SCHEME, isOurs } from './address.ts';

/** As an https page would be treated, without ways around its policy; told to Chromium before it starts. */
export const SCHEME_PRIVILEGES: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

export interface Shelf {
  readonly page: { file(pathname: string): Promise<PageFile | null> };
  readonly images: Pick<ImagesApi, 'read'>;
}

/** Serves the page and the pictures to the window's session, and nothing else. */
export function serve(session: Session, shelf: Shelf): void {
  session.protocol.handle(SCHEME, (request) => answer(request, shelf));
}

async function answer(request: Request, { page, images }: Shelf): Promise<Response> {
  if (request.method !== 'GET') return refusal(405, `expected GET, but found ${request.method}`);
  if (!isOurs(request.url)) return refusal(404, 'expected an address of the app');
  const { pathname } = new URL(request.url);
  if (pathname.startsWith(HTTP_PATHS.data)) return picture(pathname.slice(HTTP_PATHS.data.length), images);
  const file = await page.file(pathname);
  return file === null ? refusal(404, 'expected the address of a page') : new Response(body(file.bytes), { headers: file.headers });
}

async function picture(path: string, images: Pick<ImagesApi, 'read'>): Promise<Response> {
  if (parseImagePath(path) === null) return refusal(404, 'expected the address of a picture');
  try {
    const { mediaType, bytes } = await images.read({ path });
    return new Response(body(bytes), { headers: { ...DATA_HEADERS, 'Content-Type': mediaType } });
  } catch (error) {
    // The page draws a broken picture; what is wrong with the file stands in the dataset's faults.
    if (error instanceof BadInput) return refusal(404, error.message);
    throw error;
  }
}

const DATA_HEADERS = { ...SAFE_HEADERS, 'Content-Security-Policy': DATA_POLICY, 'Cache-Control': 'no-store' };

function refusal(status: number, sentence: string): Response {
  return new Response(sentence, { status, headers: { ...DATA_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } });
}

/** Bytes of our own memory: a view of a shared buffer is no body. */
const body = (bytes: Uint8Array) => (bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes));
