import { expect, it } from 'vitest';
import { shellWord } from '../../../src-main/hosts/cli/shell-word.ts';

it('a folder with blanks or signs of the shell is one word of the command that is told', () => {
  expect(['/data/a_b-1.2', '/data/my images', "/data/anna's", '/data/a\\b', '/data/$HOME'].map((folder) => shellWord(folder, 'linux'))).toEqual(['/data/a_b-1.2', "'/data/my images'", "'/data/anna'\\''s'", "'/data/a\\b'", "'/data/$HOME'"]);
  expect(['C:\\data', 'C:\\my data'].map((folder) => shellWord(folder, 'win32'))).toEqual(['C:\\data', '"C:\\my data"']);
});
