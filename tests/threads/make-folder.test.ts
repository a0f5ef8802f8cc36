import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../src-main/threads/make-folder.ts';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('a folder at a place that the user named', () => {
  it('is made with those above it, and only once', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    expect([makeFolder(folder), makeFolder(folder), statSync(folder).isDirectory()]).toEqual([true, false, true]);
  });

  it('is refused below a file, and where there is one, by the name of that file', () => {
    const file = join(temporaryFolder(), 'notes.txt');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'a', 'b')]) {
      expect(() => makeFolder(folder)).toThrow(`expected a folder that can be written to at ${folder}, but ${file} is a file`);
    }
  });

  it('is refused at once where the system takes none', (context) => {
    needs(context, existsSync('/proc/self'), 'needs /proc');
    expect(() => makeFolder('/proc/nope/runs', { what: 'a data folder' })).toThrow(/^expected a data folder that can be written to at \/proc\/nope\/runs, but \/proc (takes no folders|may not)/);
  });
});
