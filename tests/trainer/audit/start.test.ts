import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';
import { splitFileSchema } from '../../../src-shared/schema/run-file.ts';
import type { SplitSample } from '../../../src-shared/schema/run-file.ts';
import { checkStart } from '../../../src-main/trainer/audit/start.ts';
import { createRun } from '../../../src-main/trainer/create-run.ts';
import type { CreatedRun } from '../../../src-main/trainer/create-run.ts';
import { sealSplit } from '../../../src-main/trainer/sealed-split.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runPlan } from '../plans.ts';

const sample = (key: string, group: string | null = null): SplitSample => ({ key, path: `${key}.png`, label: 0, group });

interface Sides {
  readonly train: SplitSample[];
  readonly val?: SplitSample[];
  readonly test?: SplitSample[];
}

/** A run in a folder of its own, with a model.json as its only checkpoint. */
function run(name: string, { train, val = [], test = [] }: Sides, { folder = '/data', startFrom = null }: { readonly folder?: string; readonly startFrom?: ExperimentInput['startFrom'] } = {}): CreatedRun {
  const created = createRun(temporaryFolder(), { ...runPlan({ folder, samples: [], spec: { name, startFrom: startFrom ?? null } }), split: { train, val, test } });
  const checkpoint = join(created.folder, 'checkpoints/epoch-0001');
  mkdirSync(checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, 'model.json'), JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest: [{ paths: [], weights: [] }] }));
  return created;
}

/** As a run of another data folder is: groups by what stands for them, and places under a key that is not known here. */
function sealedWithAnother(created: CreatedRun): CreatedRun {
  const path = join(created.folder, 'split.json');
  const split = splitFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  writeFileSync(path, JSON.stringify({ ...split, ...sealSplit(split, 'ab'.repeat(32)) }));
  return created;
}

const checkpointOf = ({ folder }: CreatedRun) => join(folder, 'checkpoints/epoch-0001');
const audited = (created: CreatedRun, { train, val = [], test = [] }: Sides) => checkStart(created.run, { formatVersion: 1, train, val, test });

describe('an audit of where a run started', () => {
  const sides = { train: [sample('new')], val: [sample('a', 'anna'), sample('b', 'ben')], test: [sample('c', 'carl'), sample('d')] };

  it('fails with the images and patients that the run before was trained on', () => {
    const before = run('before', { train: [sample('a', 'anna'), sample('x', 'carl'), sample('y')] });
    expect(audited(run('after', sides, { startFrom: checkpointOf(before) }), sides)).toEqual({
      name: 'start',
      passed: false,
      text: 'Start: "before", with whose weights it began, was trained on 1 image and 2 groups of the 4 images that it is held against.',
      numbers: { runs: 1, trainedOn: 3, held: 4, images: 1, groups: 2 },
      examples: ['val: a.png'],
    });
  });

  it('passes where it was trained on others, though it was validated on these', () => {
    const before = run('before', { train: [sample('x', 'xaver')], val: [sample('a', 'anna')] });
    expect(audited(run('after', sides, { startFrom: join(checkpointOf(before), 'model.json') }), sides)).toMatchObject({ passed: true, numbers: { images: 0, groups: 0 } });
  });

  it('goes back through all runs before', () => {
    const first = run('first', { train: [sample('d', 'dora')] });
    const second = run('second', { train: [sample('x', 'xaver')] }, { startFrom: checkpointOf(first) });
    const found = audited(run('third', sides, { startFrom: checkpointOf(second) }), sides);
    expect([found.passed, found.text, found.examples]).toEqual([false, 'Start: "second" and 1 run before it, with whose weights it began, was trained on 1 image of the 4 images that it is held against.', ['test: d.png']]);
  });

  it('takes equal names of groups of two datasets for one only where they stand for a patient', () => {
    const patient = 'patient-0a1b-0123456789abcdef';
    const before = run('before', { train: [sample('x', 'anna'), sample('y', patient)] }, { folder: '/other' });
    const held = { train: [sample('new')], val: [sample('a', 'anna'), sample('b', patient)] };
    expect(audited(run('after', held, { startFrom: checkpointOf(before) }), held)).toMatchObject({ passed: false, numbers: { images: 0, groups: 1 }, examples: ['val: b.png'] });
  });

  it('does not pass where groups of the two cannot be compared, and says so', () => {
    const untold = (before: CreatedRun, held: Sides) => audited(run('after', held, { startFrom: checkpointOf(before) }), held);
    const words = 'Start: "before", with whose weights it began, was trained on no image of the 1 image that it is held against; whether they share groups (patients) cannot be told, for those of both could not be compared.';
    const grouped = { train: [sample('new')], val: [sample('a', 'anna')] };
    const ungrouped = { train: [sample('new')], val: [sample('a')] };
    const elsewhere = run('before', { train: [sample('x', 'anna')] }, { folder: '/other' });
    const unnamed = run('before', { train: [sample('x')] });
    const sealed = sealedWithAnother(run('before', { train: [sample('x', 'anna')] }));
    for (const [before, held] of [[elsewhere, grouped], [unnamed, grouped], [sealed, grouped], [elsewhere, ungrouped]] as const) expect(untold(before, held)).toMatchObject({ passed: false, text: words, numbers: { images: 0, groups: 0 } });
    expect(untold(unnamed, ungrouped)).toMatchObject({ passed: true });
  });

  it('does not pass where a run before cannot be read', () => {
    const before = run('before', { train: [sample('x', 'xaver')] });
    const after = run('after', sides, { startFrom: checkpointOf(before) });
    writeFileSync(join(before.folder, 'run.json'), '{"formatVersion": 1');
    const found = audited(after, sides);
    expect([found.passed, found.text]).toEqual([false, expect.stringMatching(/^Start: the run at .*, whose weights it began with, cannot be read \(.*run\.json.*\), so what they were trained on cannot be told\.$/)]);
  });

  it('fails where that run is gone, and passes weights that are of no run, saying that nothing tells', () => {
    const before = run('before', { train: [sample('x')] });
    const after = run('after', sides, { startFrom: checkpointOf(before) });
    rmSync(before.folder, { recursive: true });
    expect(audited(after, sides)).toMatchObject({ passed: false, text: `Start: the run that the weights of ${checkpointOf(before)} are of is not there any more, so what they were trained on cannot be told.` });
    const file = join(temporaryFolder(), 'model.json');
    writeFileSync(file, JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest: [{ paths: [], weights: [] }] }));
    expect(audited(run('after', sides, { startFrom: file }), sides)).toMatchObject({ passed: true, text: `Start: nothing tells what the weights of ${file} were trained on.` });
  });
});
