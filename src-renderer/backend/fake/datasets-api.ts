import type { DatasetsApi, SampleFilter } from '../../../src-shared/api/datasets.ts';
import type { DatasetDetail, DuplicateSet, SplitCounts } from '../../../src-shared/domain/dataset.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import type { SampleRecord } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { groupByPattern } from '../../../src-shared/lib/group-pattern.ts';
import { foldersOf, namedFolders } from '../../../src-shared/lib/dataset-folders.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import { indexingDataset, madeUpSample, phantomDataset } from './datasets.ts';
import type { FakeState } from './state.ts';

/** Folders on it are not there. */
const MISSING_DISK = '/media/gone/';

export function fakeDatasets(state: FakeState): DatasetsApi {
  const find = (datasetId: string): DatasetDetail => {
    const found = state.datasets.find(({ id }) => id === datasetId);
    if (!found) throw new BadInput(`expected a dataset, but found none of the id ${datasetId}`, { help: 'It may have been removed; go back to the list.' });
    return found;
  };
  const change = (datasetId: string, changes: Partial<DatasetDetail>): void => {
    state.datasets = state.datasets.map((each) => (each.id === datasetId ? { ...each, ...changes } : each));
    state.notices.tell({ topic: 'datasets', id: datasetId });
  };
  const add = (dataset: DatasetDetail): DatasetDetail => {
    state.datasets = [dataset, ...state.datasets.filter(({ id }) => id !== dataset.id)];
    state.notices.tell({ topic: 'datasets' });
    return dataset;
  };
  return {
    list: async () => state.datasets,
    get: async ({ datasetId }) => find(datasetId),
    add: async ({ folderId }) => add({ ...indexingDataset(), id: `ad${state.datasets.length}`, folder: folderId, name: folderId.split('/').at(-1) ?? folderId }),
    join: async ({ datasetId, folderIds }) => {
      const folders = [...(datasetId === undefined ? [] : foldersOf(namedFolders(find(datasetId)))), ...folderIds];
      const joined = folders.map((folder) => ({ name: folder.split('/').at(-1) ?? folder, folder }));
      return add({ ...indexingDataset(), id: `ad${state.datasets.length}`, folder: `/home/anna/.local/share/delira/joined/${state.datasets.length}`, parts: joined, name: joined.map(({ name }) => name).join(' + ') });
    },
    addDemo: async () => add(phantomDataset()),
    missing: async () => state.datasets.map((each) => ({ datasetId: each.id, folders: foldersOf(namedFolders(each)).filter((folder) => folder.startsWith(MISSING_DISK)) })).filter(({ folders }) => folders.length > 0),
    relink: async ({ datasetId, folderId }) => {
      const { parts } = find(datasetId);
      // The first that is not there is found to be the one.
      const moved = parts?.findIndex(({ folder }) => folder.startsWith(MISSING_DISK)) ?? -1;
      change(datasetId, { ...(parts ? { parts: parts.map((part, i) => (i === moved ? { ...part, folder: folderId } : part)) } : { folder: folderId }), status: 'ready', message: null });
      return find(datasetId);
    },
    rename: async ({ datasetId, name }) => change(datasetId, { name }),
    setLayout: async ({ datasetId, layout }) => {
      const { layout: found } = find(datasetId);
      if (found && layout !== 'auto') change(datasetId, { layout: { ...found, layout, alternatives: [found.layout] } });
    },
    reindex: async ({ datasetId }) => change(datasetId, { status: 'indexing', progress: { pass: 'scan', done: 0, total: null, filesPerSecond: 0, secondsLeft: null } }),
    cancelIndex: async ({ datasetId }) => change(datasetId, { status: 'cancelled', progress: null }),
    remove: async ({ datasetId }) => {
      state.removed.push(find(datasetId));
      state.datasets = state.datasets.filter(({ id }) => id !== datasetId);
      state.notices.tell({ topic: 'datasets' });
    },
    restore: async ({ datasetId }) => {
      const found = state.removed.find(({ id }) => id === datasetId);
      if (found) add(found);
    },
    samples: async ({ datasetId, filter, offset, limit }) => {
      const dataset = find(datasetId);
      const ids = matching(dataset, filter);
      return { total: ids.length, rows: Array.from(ids.slice(offset, offset + limit), (id) => madeUpSample(dataset, id)) };
    },
    faults: async ({ datasetId, offset, limit }) => {
      const dataset = find(datasetId);
      const rows = Array.from(matching(dataset, { faulty: true }), (id) => madeUpSample(dataset, id)).flatMap(({ id, path, fault }) => (fault === null ? [] : [{ sampleId: id, path, reason: fault }]));
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    duplicates: async ({ datasetId, offset, limit }) => {
      const dataset = find(datasetId);
      const rows = madeUpDuplicates(dataset);
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    previewGroups: async ({ datasetId, pattern }) => {
      const groupOf = groupByPattern(pattern);
      const dataset = find(datasetId);
      const rows = Array.from({ length: Math.min(12, dataset.samples) }, (_, id) => madeUpSample(dataset, id).path).map((path) => ({ path, group: groupOf(path) }));
      return { rows, groups: new Set(rows.flatMap(({ group }) => group ?? [])).size, without: rows.filter(({ group }) => group === null).length, samples: rows.length };
    },
    splitLeaks: async ({ datasetId, split }) => {
      const { groups } = find(datasetId);
      return groups > 0 && split.groupBy === 'none' ? { groups: Math.ceil(groups / 2), examples: ['p01', 'p02', 'p03'] } : { groups: 0, examples: [] };
    },
    splitCounts: async ({ datasetId, split }) => splitCounts(find(datasetId), split),
  };
}

/** A picture that stands on two sides, and one that stands twice on one. */
function madeUpDuplicates(dataset: DatasetDetail): readonly DuplicateSet[] {
  if (dataset.duplicates === 0) return [];
  const at = (id: number, side: 'train' | 'test') => {
    const { path, label, group } = madeUpSample(dataset, id);
    return { id, path, side, label, group };
  };
  return [
    { by: 'bytes', samples: [at(1, 'train'), at(4, 'test')], acrossSides: true },
    { by: 'pixels', samples: [at(2, 'train'), at(7, 'train')], acrossSides: false },
  ];
}

function matching(dataset: DatasetDetail, filter: SampleFilter): Int32Array {
  const all = Int32Array.from({ length: dataset.samples }, (_, id) => id);
  if (Object.values(filter).every((each) => each === undefined || each === '')) return all;
  return all.filter((id) => fits(madeUpSample(dataset, id), filter));
}

function fits(sample: SampleRecord, { label, side, faulty, search, group, shape, spacing }: SampleFilter): boolean {
  return (
    (label === undefined || sample.label === label) &&
    (side === undefined || (sample.side ?? 'none') === side) &&
    (faulty === undefined || (sample.fault !== null) === faulty) &&
    (search === undefined || sample.path.includes(search)) &&
    (group === undefined || sample.group === group) &&
    (shape === undefined || String(sample.shape) === String(shape)) &&
    (spacing === undefined || String(sample.spacingMm) === String(spacing))
  );
}

/** Near to what a drawn split gives: shares of each class. */
export function splitCounts({ classes, groups, samples }: DatasetDetail, split: SplitSpec): SplitCounts {
  const drawn = split.kind === 'random' || split.kind === 'k-fold';
  const sides = Object.fromEntries(SIDES.map((side) => [side, classes.map(({ bySide }) => (drawn ? 0 : (bySide[side] ?? 0)))])) as Record<(typeof SIDES)[number], number[]>;
  for (const [i, { count, bySide }] of classes.entries()) {
    const open = drawn ? count : (bySide.none ?? 0);
    const test = sides.test.some((each) => each > 0) && !drawn ? 0 : Math.round(open * (split.kind === 'k-fold' ? 1 / split.folds : split.test));
    const val = Math.min(open - test, Math.round(open * split.validation));
    sides.test[i] = (sides.test[i] ?? 0) + test;
    sides.val[i] = (sides.val[i] ?? 0) + val;
    sides.train[i] = (sides.train[i] ?? 0) + open - test - val;
  }
  const side = (byClass: readonly number[]) => {
    const count = byClass.reduce((sum, each) => sum + each, 0);
    return { samples: count, groups: Math.round((groups * count) / Math.max(1, samples)), byClass };
  };
  return { train: side(sides.train), val: side(sides.val), test: side(sides.test) };
}
