import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealSplit, unsealSplit, withAliases } from '../../src-main/trainer/sealed-split.ts';
import type { SplitFile, SplitSample } from '../../src-shared/schema/run-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const secret = randomBytes(32).toString('hex');
const sample = (key: string, path: string, more: Partial<SplitSample> = {}): SplitSample => ({ key: key.padEnd(32, '0'), path, label: 0, group: null, ...more });
const sides = {
  train: [sample('aa', 'anna/1.nii', { group: 'anna', mask: { path: 'anna/mask.nii', key: 'mm' } }), sample('bb', 'ben/1.dcm', { group: 'anna', files: ['ben/1.dcm', 'ben/2.dcm'] })],
  val: [sample('aa', 'copy of anna.nii')],
  test: [sample('cc', 'carl.png', { group: 'carl' })],
};

function keyFile(text: string): string {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, `${text}\n`);
  return path;
}

describe('a sealed split', () => {
  const file: SplitFile = { formatVersion: 1, ...sealSplit(sides, secret) };

  it('tells neither paths nor groups, but which samples there are and which belong together', () => {
    expect(JSON.stringify(file)).not.toMatch(/anna|ben|carl|nii|dcm/);
    expect(file.train.map(({ path, key }) => [path, key.slice(0, 2)])).toEqual([['sample-aa00000000000000', 'aa'], ['sample-bb00000000000000', 'bb']]);
    // Equal contents have names of their own.
    expect(file.val.map(({ path }) => path)).toEqual(['sample-aa00000000000000-2']);
    expect([file.train[0]?.group === file.train[1]?.group, file.test[0]?.group === file.train[0]?.group, file.val[0]?.group]).toEqual([true, false, null]);
  });

  it('gives the places of all files back to whoever has the key, with the same aliases', () => {
    const { train, val, test } = unsealSplit(file, 'split.json', keyFile(secret));
    expect({ train, val, test }).toEqual({ train: withAliases(sides.train), val: [{ ...sides.val[0], alias: 'sample-aa00000000000000-2' }], test: withAliases(sides.test) });
  });

  it('calls equal contents the same in every fold, whichever side they are on', () => {
    const [first, second] = [sample('aa', 'a.png'), sample('aa', 'b.png')];
    const namesIn = (split: typeof sides) => {
      const { train, val, test } = unsealSplit({ formatVersion: 1, ...sealSplit(split, secret) }, 'split.json', keyFile(secret));
      return new Map([...train, ...val, ...test].map(({ path, alias }) => [path, alias]));
    };
    const names = namesIn({ train: [first], val: [], test: [second] });
    // Also those that a fold leaves out.
    expect(sealSplit({ train: [second], val: [], test: [] }, secret, [first]).train.map(({ path }) => path)).toEqual(['sample-aa00000000000000-2']);
    expect(names.get('b.png')).toBe('sample-aa00000000000000-2');
    expect(namesIn({ train: [second], val: [], test: [first] })).toEqual(names);
    expect(namesIn({ train: [], val: [second, first], test: [] })).toEqual(names);
  });

  it('is refused in a sentence without the key, with another one, and when it was changed', () => {
    expect(() => unsealSplit(file, 'split.json', null)).toThrow('expected the key that the places of the samples in split.json are sealed with, but found none');
    expect(() => unsealSplit(file, 'split.json', join(temporaryFolder(), 'gone'))).toThrow(/but found none$/);
    expect(() => unsealSplit(file, 'split.json', keyFile(randomBytes(32).toString('hex')))).toThrow(/^expected the key .* holds another$/);
    const changed = Buffer.from(file.sealed ?? '', 'base64');
    changed[40] = (changed[40] ?? 0) ^ 1;
    expect(() => unsealSplit({ ...file, sealed: changed.toString('base64') }, 'split.json', keyFile(secret))).toThrow(/holds another$/);
  });

  it('leaves a split as it is that was never sealed', () => {
    const plain: SplitFile = { formatVersion: 1, ...sides };
    expect(unsealSplit(plain, 'split.json', null)).toBe(plain);
  });
});
