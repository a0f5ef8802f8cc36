import type { ClassCount, DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import type { SampleRecord, Side } from '../../../src-shared/domain/sample.ts';
import { random } from '../../../src-shared/lib/random.ts';

const DAY_MS = 86_400_000;
const added = Date.now() - 9 * DAY_MS;

const base = { status: 'ready', message: null, progress: null, groups: 0, groupSizes: [], duplicates: 0, addedMs: added, indexedMs: added + 40_000 } as const;

function classes(counts: Readonly<Record<string, Readonly<Partial<Record<Side | 'none', number>>>>>): readonly ClassCount[] {
  return Object.entries(counts).map(([label, bySide]) => ({ label, bySide, count: Object.values(bySide).reduce((sum, each) => sum + each, 0) }));
}

export function chestDataset(): DatasetDetail {
  return {
    ...base,
    id: 'c0ffee01',
    name: 'Chest X-ray, pneumonia',
    folder: '/home/anna/studies/2026/thorax/chest-xray-pneumonia-anonymised',
    layout: { layout: 'class-folders', manifest: null, reason: '3 folders under train/, val/ and test/ hold only images: each is a class.', alternatives: ['manifest'] },
    files: 5863,
    samples: 5856,
    faults: 4,
    sizeBytes: 1_240_000_000,
    classes: classes({ bacterial: { train: 2538, val: 8, test: 242 }, normal: { train: 1341, val: 8, test: 234 }, viral: { train: 1337, val: 0, test: 148 } }),
    preview: [11, 402, 1203, 3000, 4410, 5100],
    shapes: [
      { shape: [1024, 1024, 1], count: 4812 },
      { shape: [1152, 896, 1], count: 731 },
      { shape: [2090, 1858, 3], count: 313 },
    ],
    dtypes: [
      { dtype: 'uint8', count: 5543 },
      { dtype: 'uint16', count: 313 },
    ],
    grids: [],
    bySide: {},
    groups: 3142,
    groupSizes: [{ range: [1, 1], groups: 1804 }, { range: [2, 5], groups: 1210 }, { range: [6, 20], groups: 128 }],
    duplicates: 16,
    hashed: 5856,
  };
}

export function hippocampusDataset(): DatasetDetail {
  return {
    ...base,
    id: 'c0ffee02',
    name: 'Hippocampus slices with a name as long as the study that it comes from, second reading',
    folder: '/media/research-nas/neuroradiology/projects/hippocampus-volumetry/export-2026-11-02/second-reading/slices',
    layout: { layout: 'manifest', manifest: 'labels.csv', reason: 'labels.csv names 1,204 files with a label each; folders name no classes.', alternatives: [] },
    files: 1204,
    samples: 1204,
    faults: 0,
    sizeBytes: 61_000_000,
    classes: classes({ atrophy: { none: 402 }, normal: { none: 802 } }),
    preview: [2, 31, 77, 120, 444, 871],
    shapes: [{ shape: [256, 256, 1], count: 1204 }],
    dtypes: [{ dtype: 'uint8', count: 1204 }],
    grids: [],
    bySide: {},
    groups: 131,
    groupSizes: [{ range: [6, 20], groups: 131 }],
    hashed: 1204,
  };
}

export function phantomDataset(): DatasetDetail {
  return {
    ...base,
    id: 'c0ffee03',
    name: 'Demo: synthetic phantoms',
    folder: '/home/anna/.local/share/delira/demo',
    layout: { layout: 'class-folders', manifest: null, reason: '3 folders hold only images: each is a class.', alternatives: [] },
    files: 600,
    samples: 600,
    faults: 0,
    sizeBytes: 2_100_000,
    classes: classes({ cyst: { none: 200 }, healthy: { none: 200 }, nodule: { none: 200 } }),
    preview: [1, 101, 202, 303, 404, 505],
    shapes: [{ shape: [64, 64, 1], count: 600 }],
    dtypes: [{ dtype: 'uint8', count: 600 }],
    grids: [],
    bySide: {},
    hashed: 600,
  };
}

export function indexingDataset(): DatasetDetail {
  return {
    ...base,
    id: 'c0ffee04',
    name: 'Mammography, screening 2019 to 2025',
    folder: '/media/research-nas/mammography/screening',
    status: 'indexing',
    progress: { pass: 'header', done: 41_200, total: 70_000, filesPerSecond: 3120, secondsLeft: 9 },
    layout: { layout: 'class-folders', manifest: null, reason: '4 folders hold only images: each is a class.', alternatives: [] },
    files: 70_000,
    samples: 41_200,
    faults: 0,
    sizeBytes: 18_400_000_000,
    classes: classes({ 'BI-RADS 1': { none: 22_000 }, 'BI-RADS 2': { none: 14_100 }, 'BI-RADS 3': { none: 3900 }, 'BI-RADS 4': { none: 1200 } }),
    preview: [5, 6, 7, 8, 9, 10],
    shapes: [{ shape: [3328, 2560, 1], count: 41_200 }],
    dtypes: [{ dtype: 'uint16', count: 41_200 }],
    grids: [],
    bySide: {},
    hashed: 0,
    indexedMs: null,
  };
}

/** Of two folders, one of them on the disk that `moved` has gone. */
export function joinedDataset(): DatasetDetail {
  return {
    ...phantomDataset(),
    id: 'c0ffee06',
    name: 'Mainz + Heidelberg',
    folder: '/home/anna/.local/share/delira/joined/6f1c0a2b9d3e4f55',
    parts: [
      { name: 'heidelberg', folder: '/home/anna/studies/2026/heidelberg' },
      { name: 'mainz', folder: '/media/gone/mainz' },
    ],
    layout: { layout: 'class-folders', manifest: null, reason: '2 folders are one dataset. 3 folders hold only images: each is a class.', alternatives: [] },
  };
}

/** A million samples of a hundred classes. */
export function bigDataset(): DatasetDetail {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`finding ${String(i).padStart(2, '0')}`, { train: 8000, val: 1000, test: 1000 }]));
  return { ...chestDataset(), id: 'c0ffee05', name: 'A million patches', files: 1_000_000, samples: 1_000_000, classes: classes(many), sizeBytes: 412_000_000_000, faults: 1000, groups: 12_004 };
}

const REASONS = [
  'expected a PNG, but the file ends after 12,288 of about 845,000 bytes: copy it again from its source',
  'expected an image of a kind that is read, but found a GIF image',
  'permission denied: let your user read it',
  'expected 8 or 16 bits per channel, but found 1: save it as grey',
];

/** A dataset's sample of a number: the same at every call. */
export function madeUpSample(dataset: DatasetDetail, id: number): SampleRecord {
  const next = random(7, 'demo', 1, id);
  const { label, side } = placeOf(dataset, id);
  const fault = dataset.faults > 0 && id % Math.floor(dataset.samples / dataset.faults) === 7 ? (REASONS[id % REASONS.length] ?? null) : null;
  const patient = Math.floor(id / 2) + 1;
  const shape = dataset.shapes[Math.floor(next() ** 3 * dataset.shapes.length)]?.shape ?? null;
  return {
    id,
    path: `${side === 'none' ? '' : `${side}/`}${label}/person${patient}_${label}_${id}.png`,
    label,
    group: dataset.groups > 0 ? `person${patient}` : null,
    side: side === 'none' ? null : side,
    sizeBytes: Math.round(dataset.sizeBytes / dataset.samples),
    modifiedMs: added,
    shape: fault === null ? shape : null,
    dtype: fault === null ? (dataset.dtypes[0]?.dtype ?? null) : null,
    hash: id.toString(16).padStart(32, '0'),
    fault,
    mask: null,
  };
}

/** Samples are numbered class by class, side by side. */
function placeOf({ classes: all }: DatasetDetail, id: number): { readonly label: string; readonly side: Side | 'none' } {
  let left = id;
  for (const { label, bySide } of all) {
    for (const [side, count] of Object.entries(bySide)) {
      if (left < count) return { label, side: side as Side | 'none' };
      left -= count;
    }
  }
  return { label: all.at(-1)?.label ?? 'none', side: 'none' };
}
