import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../../src-main/services/training/plan.ts';
import type { SplitTable, SplitTables } from '../../../src-main/services/training/split-tables.ts';

const side = (samples: number) => ({ samples, groups: 0, byClass: [samples, samples, 1] });

/** A plan for 20 images of 64 x 64 whose masks show background and liver, and few of them a tumour. */
async function planned(changes: object, groups = 0, facts: object = {}) {
  const dataset = { id: 'd', name: 'Livers', folder: '/d', layout: null, faults: 0, samples: 20, duplicates: 0, shapes: [{ shape: [64, 64, 1], count: 20 }], grids: [], dtypes: [{ dtype: 'uint8', count: 20 }], ...facts };
  const table = { number: 0, dataset, volumes: [], classes: ['background', 'liver', 'tumour'], maskValues: [0, 1, 2], usable: 20, sides: [], groups } as unknown as SplitTable;
  const tables = { get: () => Promise.resolve(table), counts: () => Promise.resolve({ train: side(12), val: side(4), test: side(4) }), leaks: () => Promise.resolve({ groups: 0, examples: [] }) } as unknown as SplitTables;
  const spec = { dataset: { folder: '/d' }, model: { kind: 'unet2d' }, training: { epochs: 1 }, ...changes };
  return planExperiment(spec, { tables, findDataset: () => Promise.resolve('d'), untilRead: () => Promise.resolve(), outputProblem: () => null, isOpen: () => true, mayStartFrom: () => Promise.resolve(true), cacheFolder: '/cache' });
}

const problemsOf = async (changes: object, groups?: number) => {
  const answer = await planned(changes, groups);
  return answer.ok ? [] : answer.problems;
};

describe('plans for masks', () => {
  it('have as many steps as there are batches of images, not of the classes that they show', async () => {
    const answer = await planned({ loader: { batchSize: 4 } });
    expect(answer.ok && answer.planned.plan.stepsPerEpoch).toBe(3);
  });

  it.each(['prevalence-random', 'prevalence-sequential', 'stopping-prevalence-random', 'stopping-prevalence-sequential', 'weighted-prevalence'])('refuse the sampler %s by its name', async (kind) => {
    const message = `expected random for masks, which show several classes each and cannot be drawn by one, but found ${kind}`;
    expect(await problemsOf({ loader: { sampler: { kind } } })).toEqual([{ path: 'loader.sampler.kind', message }]);
  });

  it('refuse weights of classes, and take the samplers that do not look at classes', async () => {
    expect((await problemsOf({ loader: { sampler: { kind: 'weighted', weights: [1, 1, 9] } } })).map(({ path }) => path)).toEqual(['loader.sampler.kind']);
    for (const kind of ['random', 'random-with-replacement', 'sequential']) expect(await problemsOf({ loader: { sampler: { kind } } })).toEqual([]);
  });

  it('refuse a split by groups that nobody knows, and say how to give them', async () => {
    const message = 'expected auto or none, because no groups are known in "Livers", but found group: name folders or files by patients, as patient12/ or patient12_3.png, and index it again';
    expect(await problemsOf({ split: { groupBy: 'group' } })).toEqual([{ path: 'split.groupBy', message }]);
    expect(await problemsOf({ split: { groupBy: 'group' } }, 5)).toEqual([]);
  });

  it('say that slices of a patient may be parted where no groups are known', async () => {
    const note = 'No groups are known, so that slices of one patient may stand on two sides: name folders or files by patients, as patient12/ or patient12_3.png, and index again.';
    const notesOf = async (groups: number) => {
      const answer = await planned({}, groups);
      return answer.ok ? answer.planned.plan.notes : [];
    };
    expect(await notesOf(0)).toContain(note);
    expect(await notesOf(5)).not.toContain(note);
  });
});

describe('plans for patches', () => {
  const images = (...shapes: readonly (readonly number[])[]) => ({ shapes: shapes.map((shape) => ({ shape, count: 5 })) });
  const several = images([64, 64, 1], [200, 150, 1]);
  const notesOf = async (changes: object, more = {}) => {
    const answer = await planned(changes, 0, more);
    return answer.ok ? answer.planned.plan.notes : answer.problems.map(({ message }) => message);
  };

  it('take images of several sizes as they are, and tell what is trained on and what is validated', async () => {
    const answer = await planned({ loader: { batchSize: 2, patch: { size: [32, 48] } } }, 0, several);
    expect(answer.ok && answer.planned.plan.spec.prepare.map(({ kind }) => kind)).toEqual(['range']);
    expect(answer.ok && answer.planned.plan.notes).toEqual(expect.arrayContaining([
      'Trains on patches of 32 × 48, 1 of 2 in each batch around a pixel that is not background; validation and test take whole cases, by windows of that size.',
      'An epoch is a patch of each training image, 6 steps: set loader.batchesPerEpoch higher if validation takes most of the time; nnU-Net takes 250.',
    ]));
    expect((await notesOf({ loader: { batchSize: 1, patch: { size: [32, 48] } } }, several)).join()).toContain('1 of 1 in every 3rd batch');
    expect((await notesOf({ loader: { patch: { size: [32, 48], foreground: 0 }, batchesPerEpoch: 250 } }, several)).join()).not.toMatch(/around|An epoch/);
    expect((await notesOf({ loader: { patch: { size: [256, 256] } } }, several)).join()).toContain('No image is larger than a patch of 256 × 256');
    expect((await notesOf({ loader: { patch: { size: [32, 48] } } }, several)).join()).toContain('Batches of 8 patches.');
    expect((await notesOf({ augment: [{ kind: 'rotate' }], loader: { patch: { size: [32, 48] } } }, several)).join()).toContain('Patches are turned after they were cut out');
  });

  it('are what helps where images of several sizes are to be learnt whole', async () => {
    const answer = await planned({ prepare: [] }, 0, several);
    expect(answer.ok ? [] : answer.problems.map(({ message }) => message)).toEqual(['expected images of one shape, but found 2 (64 × 64 × 1, 200 × 150 × 1): add a resize step, and a channels step if some have colour, or set loader.patch to train on patches of them']);
  });

  it.each([
    ['of volumes, for images', { loader: { patch: { size: [32, 32, 32] } } }, 'loader.patch.size', 'expected 2 numbers for images (height, width), but found 3'],
    ['larger than any memory', { loader: { patch: { size: [1000, 1000, 1000] } } }, 'loader.patch.size', 'expected a patch of at most 134,217,728 pixels, such as 512 × 512 × 512, but found 1000 × 1000 × 1000: no memory would hold what a network makes of it'],
    ['of images whose channels differ', { prepare: [], loader: { patch: { size: [32, 32] } } }, 'prepare', 'expected images of one number of channels, but found 1 and 3: add a channels step'],
  ])('are refused %s', async (_, changes, path, message) => {
    const answer = await planned(changes, 0, images([64, 64, 1], [80, 90, 3]));
    expect(answer.ok ? [] : answer.problems).toContainEqual({ path, message });
  });

  it('are refused where no pixels are told apart', async () => {
    const answer = await planned({ model: { kind: 'cnn' }, loader: { patch: { size: [32, 32] } } });
    expect(answer.ok ? [] : answer.problems).toContainEqual({ path: 'loader.patch', message: 'expected no patches for classification, because only networks for masks learn them, but found some of 32 × 32: leave them out' });
  });
});
