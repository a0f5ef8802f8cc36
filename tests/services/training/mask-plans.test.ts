import { describe, expect, it } from 'vitest';
import { planExperiment } from '../../../src-main/services/training/plan.ts';
import type { SplitTable, SplitTables } from '../../../src-main/services/training/split-tables.ts';

const side = (samples: number) => ({ samples, groups: 0, byClass: [samples, samples, 1] });

/** A plan for 20 images of 64 x 64 whose masks show background and liver, and few of them a tumour. */
async function planned(changes: object, groups = 0) {
  const dataset = { id: 'd', name: 'Livers', folder: '/d', layout: null, faults: 0, samples: 20, duplicates: 0, shapes: [{ shape: [64, 64, 1], count: 20 }], grids: [], dtypes: [{ dtype: 'uint8', count: 20 }] };
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
