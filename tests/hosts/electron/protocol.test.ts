import { describe, expect, it } from 'vitest';
import type { Session } from 'electron';
import { serve } from '../../../src-main/hosts/electron/protocol.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { desk, session } from '../../helpers/electron/stand-in.ts';

describe('the scheme of the app', () => {
  const asked: string[] = [];
  serve(session.defaultSession as unknown as Session, {
    page: {
      file: (pathname) => Promise.resolve(pathname === '/' ? { bytes: Buffer.from('<!doctype html>'), headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': "script-src 'self'" } } : null),
    },
    images: {
      read: ({ path }) => {
        asked.push(path);
        if (path === 'logged/b/1') return Promise.reject(new BadInput('expected a readable picture'));
        return Promise.resolve({ mediaType: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]) });
      },
    },
  });

  it('gives the page with its headers', async () => {
    const response = await desk.fetch('app://delira/');
    expect([response.status, response.headers.get('content-security-policy'), await response.text()]).toEqual([200, "script-src 'self'", '<!doctype html>']);
  });

  it('gives a picture by its ids, as a picture and nothing else', async () => {
    const response = await desk.fetch('app://delira/data/thumbnail/a1/7');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([137, 80, 78, 71]));
    expect(asked).toEqual(['thumbnail/a1/7']);
  });

  it('says that there is no picture where the file cannot be read', async () => {
    expect((await desk.fetch('app://delira/data/logged/b/1')).status).toBe(404);
  });

  it.each([
    'app://delira/data/',
    'app://delira/data/thumbnail/a1/../../etc',
    'app://delira/data/sample/a1/%2e%2e%2fpasswd',
    'app://delira/data/file/etc/passwd',
    'app://delira/data/sample//etc/passwd',
    'app://delira/none.js',
    'app://elsewhere/',
  ])('knows nothing at %s', async (address) => {
    const before = asked.length;
    expect((await desk.fetch(address)).status).toBe(404);
    expect(asked.length).toBe(before);
  });

  it('takes nothing in', async () => {
    expect((await desk.fetch('app://delira/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});
