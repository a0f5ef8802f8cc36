import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SplitSample } from '../../../../src-shared/schema/run-file.ts';
import { expectSiblings } from '../../../../src-main/services/training/split-thread/expect-siblings.ts';
import { decideRun, makeRun } from '../../../../src-main/trainer/launch.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { runPlan } from '../../../trainer/plans.ts';

const SAMPLES: readonly SplitSample[] = Array.from({ length: 12 }, (_, i) => ({ key: i.toString(16).padStart(32, '0'), path: `${i}.png`, label: i % 2, group: null }));

/** One of three folds: every third sample is tested, the others are trained on. */
function fold(member: number, fingerprint = 'f'.repeat(64)) {
  const plan = runPlan({ folder: '/data', samples: SAMPLES });
  const tested = (i: number) => i % 3 === member - 1;
  return decideRun({ ...plan, dataset: { ...plan.dataset, fingerprint }, split: { train: SAMPLES.filter((_, i) => !tested(i)), val: [], test: SAMPLES.filter((_, i) => tested(i)) } });
}

/** The folders of the first two folds, of which the third is missing. */
function twoFolds(): readonly [string, string] {
  const output = temporaryFolder();
  return [makeRun(output, fold(1)).folder, makeRun(output, fold(2)).folder];
}

const expectThird = (folders: readonly string[], third = fold(3)) => expectSiblings(third, { kind: 'k-fold', name: 'chest', member: 3, runs: folders.map((folder, i) => ({ member: i + 1, folder })) });
const inRunFile = (folder: string, change: (text: string) => string) => writeFileSync(join(folder, 'run.json'), change(readFileSync(join(folder, 'run.json'), 'utf8')));

describe('a fold that is made beside others', () => {
  it('goes with those of its split, and not with one that tests its images or was made of other ones', async () => {
    const folders = twoFolds();
    await expectThird(folders);
    await expect(expectThird(folders, fold(2))).rejects.toThrow('beside run 2, 4 samples are on the test sides of both');
    await expect(expectThird(folders, fold(3, 'e'.repeat(64)))).rejects.toThrow('expected the images of "two kinds" as they were when "chest" was started');
  });

  it('is held against those that can be read, where one is damaged, of a newer version or gone', async () => {
    const breaks: readonly ((folder: string) => void)[] = [
      (folder) => inRunFile(folder, (text) => text.slice(0, 40)),
      (folder) => inRunFile(folder, (text) => text.replace('"formatVersion": 1', '"formatVersion": 99')),
      (folder) => writeFileSync(join(folder, 'split.json'), '{"train": 7}'),
      (folder) => rmSync(folder, { recursive: true }),
    ];
    for (const damage of breaks) {
      const folders = twoFolds();
      damage(folders[0]);
      await expectThird(folders);
      await expect(expectThird(folders, fold(2))).rejects.toThrow('beside run 2, 4 samples are on the test sides of both');
    }
  });

  it('is refused where none of them can be read, with the reason', async () => {
    const [first, second] = twoFolds();
    rmSync(second, { recursive: true });
    inRunFile(first, (text) => text.slice(0, 40));
    const refused = expectThird([first, second]);
    await expect(refused).rejects.toMatchObject({
      message: 'expected the files of a run of "chest", to see whether run 3 goes with it, but none can be read',
      cause: { message: `expected JSON in ${join(first, 'run.json')}` },
      help: 'Start it anew as a whole.',
    });
    rmSync(first, { recursive: true });
    await expect(expectThird([first, second])).rejects.toThrow('but none can be read');
  });
});
