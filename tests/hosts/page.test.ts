import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Page } from '../../src-main/hosts/page.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function builtPage(): string {
  const folder = join(temporaryFolder(), 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<meta property="csp-nonce" nonce="delira-nonce"><link nonce="delira-nonce"><script src="/assets/main-1.js"></script>');
  writeFileSync(join(folder, 'assets', 'main-1.js'), 'export {};');
  writeFileSync(join(folder, 'build.key'), 'not a page file');
  writeFileSync(join(folder, '..', 'secret.js'), 'outside');
  return folder;
}

const textOf = async (page: Page, path: string) => (await page.file(path))?.bytes.toString() ?? null;

describe('the built page', () => {
  it('gets a nonce of its own for every load, the same in the page and in its policy', async () => {
    const page = new Page(builtPage());
    const loads = await Promise.all([page.file('/'), page.file('/')]);
    const nonces = loads.map((load) => /'nonce-([^']+)'/.exec(load?.headers['Content-Security-Policy'] ?? '')?.[1] ?? '');
    expect(new Set(nonces).size).toBe(2);
    for (const [i, load] of loads.entries()) {
      expect(load?.bytes.toString().match(/nonce="([^"]+)"/g)).toEqual([`nonce="${nonces[i]}"`, `nonce="${nonces[i]}"`]);
    }
  });

  it('allows no script that is not a file of its own', async () => {
    const policy = (await new Page(builtPage()).file('/'))?.headers['Content-Security-Policy'] ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
  });

  it('serves its views below any address without an extension', async () => {
    const page = new Page(builtPage());
    for (const path of ['/', '/index.html', '/runs', '/runs/0190-ab/images', '/assets']) expect(await textOf(page, path), path).toContain('csp-nonce');
  });

  it('serves scripts by type, to be kept for ever since their name changes with them', async () => {
    const script = await new Page(builtPage()).file('/assets/main-1.js');
    expect(script?.headers).toMatchObject({ 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'public, max-age=31536000, immutable', 'X-Content-Type-Options': 'nosniff' });
  });

  it.each(['/../secret.js', '/assets/../../secret.js', '/assets/%2e%2e/%2e%2e/secret.js', '\\..\\secret.js', '/secret.js', '/link.js', '/build.key', '//assets/main-1.js'])(
    'has nothing at %s',
    async (path) => {
      const folder = builtPage();
      symlinkSync(join(folder, '..', 'secret.js'), join(folder, 'link.js'));
      expect(await new Page(folder).file(path)).toBeNull();
    },
  );

  it('says how to build it where it is missing', () => {
    expect(() => new Page(join(temporaryFolder(), 'none'))).toThrow('expected the built page');
  });
});
