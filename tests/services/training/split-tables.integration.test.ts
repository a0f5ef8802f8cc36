import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Notice } from '../../../src-shared/api/index.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { SplitFile } from '../../../src-shared/schema/run-file.ts';
import { SplitTables } from '../../../src-main/services/training/split-tables.ts';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import { datasetDetail } from '../../../src-main/store/datasets.request.ts';
import type { SplitRow } from '../../../src-main/store/samples.request.ts';
import type { Store } from '../../../src-main/store/start.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const COUNT = 30_000;

/** A store with one dataset of so many samples of two classes, given in two parts. */
function storeOf(count: number): { readonly store: Pick<Store, 'call' | 'onNotice'>; tell(notice: Notice): void } {
  const rows: SplitRow[] = Array.from({ length: count }, (_, i) => ({ key: createHash('sha256').update(String(i)).digest('hex').slice(0, 32), path: `${i}.png`, label: i % 2 === 0 ? 'a' : 'b', group: null, side: null, mask: null }));
  const dataset = { id: 'd', name: 'Dataset', folder: '/d', status: 'ready', message: null, progress: null, classes: [{ label: 'a' }, { label: 'b' }], shapes: [], grids: [], dtypes: [] };
  const listeners = new Set<(notice: Notice) => void>();
  const call = (request: { readonly id: string }, { from }: { readonly from: number }) => {
    const half = Math.ceil(count / 2);
    return Promise.resolve(request.id === datasetDetail.id ? dataset : { rows: rows.slice(from, from + half), next: from + half < count ? from + half : null });
  };
  return { store: { call: call as Store['call'], onNotice: (listener) => (listeners.add(listener), () => listeners.delete(listener)) }, tell: (notice) => listeners.forEach((each) => each(notice)) };
}

function open(count: number): { readonly tables: SplitTables; tell(notice: Notice): void } {
  const { store, tell } = storeOf(count);
  const tables = new SplitTables(store, () => 'ab'.repeat(32));
  onTestFinished(() => tables.close());
  return { tables, tell };
}

const spec = experimentSchema.parse({ dataset: { folder: '/d' }, split: { kind: 'random', validation: 0.2, test: 0.2 } });

it('lets the host answer others while a large dataset is split', async () => {
  const { tables } = open(COUNT);
  const table = await tables.get('d');
  let turns = 0;
  const clock = setInterval(() => turns++, 1);
  const { train, val, test } = await tables.counts(table, spec.split);
  clearInterval(clock);
  expect([train.samples, val.samples, test.samples]).toEqual([18_000, 6000, 6000]);
  expect(turns).toBeGreaterThan(5);
});

it('makes runs of the samples that it counted, in the order of their contents', async () => {
  const { tables } = open(40);
  const table = await tables.get('d');
  const counts = await tables.counts(table, spec.split);
  const resolved = resolveExperiment(spec, { ...table.dataset, sides: table.sides, groups: table.groups, hasValidation: true });
  const { folder } = await tables.createRun(table, spec.split, temporaryFolder(), { spec: resolved, dataset: { id: 'd', name: 'Dataset', folder: '/d' }, classes: table.classes, counts, appVersion: '0.0.0', experimentId: undefined });
  const split = JSON.parse(readFileSync(join(folder, 'split.json'), 'utf8')) as SplitFile;
  expect([split.train.length, split.val.length, split.test.length]).toEqual([counts.train.samples, counts.val.samples, counts.test.samples]);
  const keys = split.train.map(({ key }) => key);
  expect(keys).toEqual([...keys].sort());
  const few = await tables.samples(table, spec.split, 'train', 6);
  expect(few.map(({ key }) => key)).toEqual([0, 4, 8, 12, 16, 20].map((place) => keys[place]));
});

it('goes on with a dataset that is told to have changed meanwhile, and reads it again for whoever asks next', async () => {
  const { tables, tell } = open(40);
  const before = await tables.get('d');
  tell({ topic: 'datasets', id: 'd' });
  const after = await tables.get('d');
  expect(after.number).not.toBe(before.number);
  expect(await tables.counts(before, spec.split)).toEqual(await tables.counts(after, spec.split));
});
