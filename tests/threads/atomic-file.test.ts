import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restBeforeRetry, writeAtomically, writeAtomicallyLater } from '../../src-main/threads/atomic-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe.each([
  ['at once', async (path: string, text: string) => writeAtomically(path, text)],
  ['later', writeAtomicallyLater],
])('a file that is written %s', (_, write) => {
  it('takes the place of what was there, and leaves nothing beside it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'settings.json');
    writeFileSync(path, 'a longer old text');
    await write(path, 'new');
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['new', ['settings.json']]);
  });

  it('leaves nothing behind where it cannot take its place', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'settings.json'));
    await expect(write(join(folder, 'settings.json'), 'new')).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY/);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('comes from one of many writers, whole', async () => {
    const path = join(temporaryFolder(), 'settings.json');
    const texts = Array.from({ length: 20 }, (__, i) => String(i).repeat(10_000));
    await Promise.all(texts.map((text) => write(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
  });
});

describe('a rename that Windows refuses', () => {
  const refused = (code: string) => Object.assign(new Error(code), { code });

  it('is tried again for a second, as long as another program may be reading the file', () => {
    const rests = Array.from({ length: 10 }, (_, i) => restBeforeRetry(refused('EPERM'), i + 1, 'win32'));
    expect(rests).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, null]);
    expect([restBeforeRetry(refused('EBUSY'), 1, 'win32'), restBeforeRetry(refused('EACCES'), 1, 'win32')]).toEqual([20, 20]);
  });

  it('is told at once for any other reason, and on other systems', () => {
    expect([restBeforeRetry(refused('ENOENT'), 1, 'win32'), restBeforeRetry(refused('EPERM'), 1, 'linux')]).toEqual([null, null]);
  });
});
