import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { build } from 'vite';

/** A built main side as the window needs it: the real preload script, and a page of one line. */
export async function builtApp(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'delira-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Delira</title>');
  const root = join(import.meta.dirname, '../../..');
  await build({ configFile: join(root, 'vite.preload.config.ts'), build: { outDir: join(folder, 'main') } });
  return join(folder, 'main');
}
