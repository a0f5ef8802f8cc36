import type { ClassCount, DatasetDetail, DatasetSummary, IndexProgress, IndexStatus, LayoutFinding, VolumeKind } from '../../src-shared/domain/dataset.ts';
import type { DType } from '../../src-shared/domain/array.ts';
import type { Side } from '../../src-shared/domain/sample.ts';
import type { Vector3 } from '../../src-shared/domain/volume.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { GROUP_SIZES, isWithinRange } from '../../src-shared/lib/group-sizes.ts';
import { maskClasses } from '../../src-shared/lib/mask-classes.ts';
import type { MaskCount } from '../../src-shared/lib/mask-classes.ts';
import { taskOfLayout } from '../../src-shared/lib/task.ts';
import { DATASET_FORMAT_VERSION } from '../../src-shared/schema/dataset-file.ts';
import type { DatasetFile } from '../../src-shared/schema/dataset-file.ts';
import type { Reading } from '../../src-shared/schema/reading.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';

export interface DatasetRow {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly layout_choice: DatasetFile['layout'];
  readonly manifest_choice: string | null;
  readonly reading: string | null;
  readonly status: IndexStatus;
  readonly message: string | null;
  readonly finding: string | null;
  readonly progress: string | null;
  readonly indexing_by: string | null;
  readonly wants_index: 0 | 1;
  readonly next_sample: number;
  readonly arrangement: number;
  readonly added_ms: number;
  readonly indexed_ms: number | null;
  readonly removed_ms: number | null;
}

/** A dataset by its id, also one that has been removed. */
export function requireDataset(db: Database, id: string): DatasetRow {
  const row = sql<DatasetRow>(db, 'SELECT * FROM datasets WHERE id = ?').get(id);
  if (!row) throw new BadInput(`expected the id of a dataset, but found ${id}`, { help: 'It may have been removed: look for it under Datasets.' });
  return row;
}

/** What the user said of a dataset, as its file keeps it. */
export function toDatasetFile(row: DatasetRow): DatasetFile {
  return {
    formatVersion: DATASET_FORMAT_VERSION,
    id: row.id,
    name: row.name,
    folder: row.folder,
    layout: row.layout_choice,
    manifest: row.manifest_choice,
    ...(row.reading !== null && { reading: JSON.parse(row.reading) as Reading }),
    addedMs: row.added_ms,
    removedMs: row.removed_ms,
  };
}

/** In the order in which they were added, without the removed. */
export function listDatasets(db: Database): readonly DatasetSummary[] {
  return sql<DatasetRow>(db, 'SELECT * FROM datasets WHERE removed_ms IS NULL ORDER BY added_ms, key')
    .all()
    .map((row) => toSummary(db, row));
}

export function datasetSummary(db: Database, { datasetId }: { readonly datasetId: string }): DatasetSummary {
  return toSummary(db, requireDataset(db, datasetId));
}

/** The summary with the distributions over what the header pass found. */
export function datasetDetail(db: Database, { datasetId }: { readonly datasetId: string }): DatasetDetail {
  const row = requireDataset(db, datasetId);
  return { ...toSummary(db, row), ...kindsOf(db, row.key), bySide: sidesOf(db, row.key), ...contentsOf(db, row.key) };
}

interface Counts {
  readonly samples: number;
  readonly faults: number;
  readonly sizeBytes: number;
  readonly classes: readonly ClassCount[];
}

function toSummary(db: Database, row: DatasetRow): DatasetSummary {
  const layout = row.finding === null ? null : (JSON.parse(row.finding) as LayoutFinding);
  const counted = countsOf(db, row.key);
  const masked = classesOfMasks(db, row);
  const counts = masked === null ? counted : { ...counted, classes: masked };
  return {
    id: row.id,
    name: row.name,
    folder: row.folder,
    status: row.status,
    message: row.message,
    progress: row.status === 'indexing' && row.progress !== null ? (JSON.parse(row.progress) as IndexProgress) : null,
    layout,
    files: counts.samples + counts.faults,
    ...counts,
    preview: previewOf(db, row.key, counted.classes),
    addedMs: row.added_ms,
    indexedMs: row.indexed_ms,
  };
}

/** Of a file that cannot be read only the fault counts: it is no sample, and of no class. */
function countsOf(db: Database, dataset: number): Counts {
  const rows = sql<{ label: string; side: Side | ''; faulty: 0 | 1; count: number; size_bytes: number }>(
    db,
    'SELECT label, side, faulty, count, size_bytes FROM sample_counts WHERE dataset = ? AND count > 0',
  ).all(dataset);
  const bySide = new Map<string, Partial<Record<Side | 'none', number>>>();
  for (const { label, side, faulty, count } of rows) {
    if (faulty === 1 || label === '') continue;
    bySide.set(label, { ...bySide.get(label), [side === '' ? 'none' : side]: count });
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    samples: sum(rows.map(({ faulty, count }) => (faulty === 1 ? 0 : count))),
    faults: sum(rows.map(({ faulty, count }) => (faulty === 1 ? count : 0))),
    sizeBytes: sum(rows.map(({ size_bytes }) => size_bytes)),
    classes: [...bySide.keys()].sort().map((label) => {
      const sides = bySide.get(label) ?? {};
      return { label, count: sum(Object.values(sides)), bySide: sides };
    }),
  };
}

/** Null where images have classes. */
function classesOfMasks(db: Database, { key, finding }: DatasetRow): readonly ClassCount[] | null {
  const layout = finding === null ? null : (JSON.parse(finding) as LayoutFinding);
  return layout !== null && taskOfLayout(layout) === 'segmentation' ? maskClasses(maskCounts(db, key), layout.names) : null;
}

/** The number that stands for a label in a dataset's masks, -1 for an unknown one; null where images have labels. */
export function maskValueOf(db: Database, row: DatasetRow, label: string): number | null {
  const classes = classesOfMasks(db, row);
  return classes === null ? null : (classes.find((each) => each.label === label)?.value ?? -1);
}

function maskCounts(db: Database, dataset: number): readonly MaskCount[] {
  const rows = sql<{ value: number; side: Side | ''; count: number }>(db, 'SELECT value, side, count FROM mask_counts WHERE dataset = ? AND count > 0').all(dataset);
  return rows.map(({ value, side, count }) => ({ value, side: side === '' ? 'none' : side, count }));
}

const PREVIEWED = 8;

/** The first samples of each class in turn, or of the whole where there are no classes. */
function previewOf(db: Database, dataset: number, classes: readonly ClassCount[]): readonly number[] {
  const shown = classes.slice(0, PREVIEWED);
  if (shown.length === 0) return firstIds(db, dataset, null, PREVIEWED);
  const columns = shown.map(({ label }) => firstIds(db, dataset, label, Math.ceil(PREVIEWED / shown.length)));
  const turns = Array.from({ length: PREVIEWED }, (_, turn) => columns.flatMap((column) => column.slice(turn, turn + 1)));
  return turns.flat().slice(0, PREVIEWED);
}

function firstIds(db: Database, dataset: number, label: string | null, limit: number): readonly number[] {
  const ofLabel = label === null ? '' : ' AND label = @label';
  return sql<{ id: number }>(db, `SELECT id FROM samples WHERE dataset = @dataset AND fault IS NULL${ofLabel} ORDER BY id LIMIT @limit`)
    .all({ dataset, limit, ...(label === null ? {} : { label }) })
    .map(({ id }) => id);
}

function kindsOf(db: Database, dataset: number): Pick<DatasetDetail, 'shapes' | 'dtypes' | 'grids'> {
  const shapes = sql<{ shape: string; count: number }>(
    db,
    'SELECT shape, sum(count) AS count FROM sample_kinds WHERE dataset = ? AND count > 0 GROUP BY shape ORDER BY count DESC, shape',
  ).all(dataset);
  const dtypes = sql<{ dtype: DType; count: number }>(
    db,
    'SELECT dtype, sum(count) AS count FROM sample_kinds WHERE dataset = ? AND count > 0 GROUP BY dtype ORDER BY count DESC, dtype',
  ).all(dataset);
  const grids = sql<{ spacing: string; orientation: string; count: number }>(
    db,
    'SELECT spacing, orientation, count FROM sample_grids WHERE dataset = ? AND count > 0 ORDER BY count DESC, spacing, orientation',
  ).all(dataset);
  return {
    shapes: shapes.map(({ shape, count }) => ({ shape: JSON.parse(shape) as number[], count })),
    dtypes,
    grids: grids.map(({ spacing, orientation, count }) => ({ spacingMm: JSON.parse(spacing) as Vector3, orientation, count })),
  };
}

/** By shape and grid together, which the counts of both apart cannot tell. */
export function volumeKinds(db: Database, { datasetId }: { readonly datasetId: string }): readonly VolumeKind[] {
  const { key } = requireDataset(db, datasetId);
  const rows = sql<{ shape: string; spacing: string; orientation: string; count: number }>(
    db,
    `SELECT shape, spacing, orientation, count(*) AS count FROM samples
     WHERE dataset = ? AND fault IS NULL AND shape IS NOT NULL AND spacing IS NOT NULL AND orientation IS NOT NULL
     GROUP BY shape, spacing, orientation ORDER BY count DESC, shape, spacing, orientation`,
  ).all(key);
  return rows.map(({ shape, spacing, orientation, count }) => ({ shape: JSON.parse(shape) as number[], spacingMm: JSON.parse(spacing) as Vector3, orientation, count }));
}

function sidesOf(db: Database, dataset: number): DatasetDetail['bySide'] {
  const rows = sql<{ side: Side | ''; count: number }>(
    db,
    'SELECT side, sum(count) AS count FROM sample_counts WHERE dataset = ? AND faulty = 0 GROUP BY side HAVING sum(count) > 0',
  ).all(dataset);
  return Object.fromEntries(rows.map(({ side, count }) => [side === '' ? 'none' : side, count]));
}

/** Counted over indexes alone: a tenth of a second for a million samples. */
function contentsOf(db: Database, dataset: number): Pick<DatasetDetail, 'groups' | 'groupSizes' | 'duplicates' | 'hashed'> {
  const sizes = sql<{ size: number; groups: number }>(
    db,
    'SELECT size, count(*) AS groups FROM (SELECT count(*) AS size FROM samples WHERE dataset = ? AND "group" IS NOT NULL GROUP BY "group") GROUP BY size',
  ).all(dataset);
  const groupsOf = (rows: typeof sizes) => rows.reduce((sum, { groups }) => sum + groups, 0);
  const groupSizes = GROUP_SIZES.map((range) => ({ range, groups: groupsOf(sizes.filter(({ size }) => isWithinRange(size, range))) })).filter(({ groups }) => groups > 0);
  const contents = sql<{ hashed: number | null; duplicates: number | null }>(
    db,
    `SELECT sum(copies) AS hashed, sum(copies) FILTER (WHERE copies > 1) AS duplicates
     FROM (SELECT count(*) AS copies FROM samples WHERE dataset = ? AND hash IS NOT NULL GROUP BY hash)`,
  ).get(dataset);
  return { groups: groupsOf(sizes), groupSizes, duplicates: contents?.duplicates ?? 0, hashed: contents?.hashed ?? 0 };
}
