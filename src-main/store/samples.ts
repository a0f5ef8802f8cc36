import { setImmediate } from 'node:timers/promises';
import type { SampleFilter } from '../../src-shared/api/datasets.ts';
import type { Page } from '../../src-shared/api/method.ts';
import type { DType } from '../../src-shared/domain/array.ts';
import type { Fault } from '../../src-shared/domain/dataset.ts';
import type { IndexedFile } from '../../src-shared/domain/index-event.ts';
import type { SampleRecord, Side } from '../../src-shared/domain/sample.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import type { KnownPart } from './datasets.request.ts';
import { requireDataset } from './datasets.ts';
import type { DatasetRow } from './datasets.ts';
import type { SplitPart, SplitRow } from './samples.request.ts';

interface SampleRow {
  readonly id: number;
  readonly path: string;
  readonly label: string | null;
  readonly group: string | null;
  readonly side: Side | null;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly shape: string | null;
  readonly dtype: DType | null;
  readonly hash: Buffer | null;
  readonly fault: string | null;
}

function toRecord(row: SampleRow): SampleRecord {
  return { id: row.id, ...toIndexed(row) };
}

function toIndexed(row: SampleRow): IndexedFile {
  return {
    path: row.path,
    label: row.label,
    group: row.group,
    side: row.side,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    shape: row.shape === null ? null : (JSON.parse(row.shape) as number[]),
    dtype: row.dtype,
    hash: row.hash?.toString('hex') ?? null,
    fault: row.fault,
  };
}

export interface SampleQuestion {
  readonly datasetId: string;
  readonly filter: SampleFilter;
  readonly offset: number;
  readonly limit: number;
}

/**
 * A page of the samples that fit a filter, in the order of their ids.
 *
 * @param signal stops a search through many paths.
 */
export async function listSamples(db: Database, { datasetId, filter, offset, limit }: SampleQuestion, signal?: AbortSignal): Promise<Page<SampleRecord>> {
  const dataset = requireDataset(db, datasetId);
  const { where, values } = conditions(dataset.key, filter);
  const marks = marksOf(db, dataset, filter);
  const total = filter.search === undefined || filter.search === '' ? countedTotal(db, dataset.key, filter) : await searchedTotal(db, where, values, marks, signal);
  if (offset >= total) return { total, rows: [] };
  await extend(db, where, values, marks, Math.floor(offset / STRIDE), signal);
  const from = marks.ids[Math.floor(offset / STRIDE)] ?? 0;
  const rows = sql<SampleRow>(db, `SELECT * FROM samples WHERE ${where} AND id >= @from ORDER BY id LIMIT @limit OFFSET @skip`);
  return { total, rows: rows.all({ ...values, from, limit, skip: offset % STRIDE }).map(toRecord) };
}

interface Conditions {
  readonly where: string;
  readonly values: Readonly<Record<string, string | number>>;
}

function conditions(dataset: number, { label, side, faulty, search }: SampleFilter): Conditions {
  const terms = ['dataset = @dataset'];
  const values: Record<string, string | number> = { dataset };
  if (label !== undefined) {
    terms.push('label = @label');
    values['label'] = label;
  }
  if (side !== undefined) terms.push(side === 'none' ? 'side IS NULL' : 'side = @side');
  if (side !== undefined && side !== 'none') values['side'] = side;
  if (faulty !== undefined) terms.push(faulty ? 'fault IS NOT NULL' : 'fault IS NULL');
  if (search !== undefined && search !== '') {
    terms.push('instr(lower(path), lower(@search)) > 0');
    values['search'] = search;
  }
  return { where: terms.join(' AND '), values };
}

/** From the counts that are kept beside the samples. */
function countedTotal(db: Database, dataset: number, { label, side, faulty }: SampleFilter): number {
  const row = sql<{ total: number | null }>(
    db,
    `SELECT sum(count) AS total FROM sample_counts
     WHERE dataset = @dataset AND label = coalesce(@label, label) AND side = coalesce(@side, side) AND faulty = coalesce(@faulty, faulty)`,
  ).get({ dataset, label: label ?? null, side: side === 'none' ? '' : (side ?? null), faulty: faulty === undefined ? null : Number(faulty) });
  return row?.total ?? 0;
}

/** Samples from one mark to the next. */
const STRIDE = 1000;
/** How long marks are set before other questions get their turn. */
const SLICE_MS = 10;

/**
 * The id of every thousandth sample that fits a filter, as far as pages have
 * asked: from there, a page is read without stepping through all before it.
 */
interface Marks {
  readonly arrangement: number;
  readonly ids: number[];
  /** Known once a search has gone through all samples. */
  total: number | null;
}

const MOST_FILTERS = 16;
const marksByFilter = new WeakMap<Database, Map<string, Marks>>();

function marksOf(db: Database, dataset: DatasetRow, { label, side, faulty, search }: SampleFilter): Marks {
  let known = marksByFilter.get(db);
  if (!known) marksByFilter.set(db, (known = new Map()));
  const name = JSON.stringify([dataset.key, label, side, faulty, search]);
  const before = known.get(name);
  const marks = before?.arrangement === dataset.arrangement ? before : { arrangement: dataset.arrangement, ids: [], total: null };
  known.delete(name);
  known.set(name, marks);
  const [oldest] = known.keys();
  if (known.size > MOST_FILTERS && oldest !== undefined) known.delete(oldest);
  return marks;
}

async function searchedTotal(db: Database, where: string, values: Conditions['values'], marks: Marks, signal?: AbortSignal): Promise<number> {
  if (marks.total === null) {
    await extend(db, where, values, marks, Infinity, signal);
    const last = sql<{ count: number }>(db, `SELECT count(*) AS count FROM samples WHERE ${where} AND id >= @from`).get({ ...values, from: marks.ids.at(-1) ?? 0 });
    marks.total = Math.max(0, marks.ids.length - 1) * STRIDE + (last?.count ?? 0);
  }
  return marks.total;
}

/** Sets marks up to a place, or to the end. */
async function extend(db: Database, where: string, values: Conditions['values'], marks: Marks, place: number, signal?: AbortSignal): Promise<void> {
  const first = sql<{ id: number }>(db, `SELECT id FROM samples WHERE ${where} ORDER BY id LIMIT 1`);
  const next = sql<{ id: number }>(db, `SELECT id FROM samples WHERE ${where} AND id >= @from ORDER BY id LIMIT 1 OFFSET ${STRIDE}`);
  for (let until = performance.now() + SLICE_MS; marks.ids.length <= place; ) {
    const from = marks.ids.at(-1);
    const found = from === undefined ? first.get(values) : next.get({ ...values, from });
    if (!found) return;
    marks.ids.push(found.id);
    if (performance.now() < until) continue;
    await setImmediate();
    signal?.throwIfAborted();
    until = performance.now() + SLICE_MS;
  }
}

export function listFaults(
  db: Database,
  { datasetId, offset, limit }: { readonly datasetId: string; readonly offset: number; readonly limit: number },
): Page<Fault> {
  const { key } = requireDataset(db, datasetId);
  const rows = sql<Fault>(
    db,
    'SELECT id AS sampleId, path, fault AS reason FROM samples WHERE dataset = ? AND fault IS NOT NULL ORDER BY id LIMIT ? OFFSET ?',
  ).all(key, limit, offset);
  return { total: countedTotal(db, key, { faulty: true }), rows };
}

/** A sample and the folder that its path is below; null if there is none of that number. */
export function findSample(
  db: Database,
  { datasetId, sampleId }: { readonly datasetId: string; readonly sampleId: number },
): { readonly folder: string; readonly sample: SampleRecord } | null {
  const { key, folder } = requireDataset(db, datasetId);
  const row = sql<SampleRow>(db, 'SELECT * FROM samples WHERE dataset = ? AND id = ?').get(key, sampleId);
  return row ? { folder, sample: toRecord(row) } : null;
}

/** Rows that cross to another thread at a time. */
const PART = 10_000;

export function knownPart(db: Database, { datasetId, from }: { readonly datasetId: string; readonly from: number }): KnownPart {
  const rows = sql<SampleRow>(db, `SELECT * FROM samples WHERE dataset = ? AND id > ? ORDER BY id LIMIT ${PART}`).all(requireDataset(db, datasetId).key, from);
  return { records: rows.map(toIndexed), next: nextOf(rows) };
}

export function splitPart(db: Database, { datasetId, from }: { readonly datasetId: string; readonly from: number }): SplitPart {
  const rows = sql<SplitRow & { id: number }>(
    db,
    `SELECT id, lower(hex(hash)) AS key, path, label, "group", side FROM samples
     WHERE dataset = ? AND id > ? AND hash IS NOT NULL AND label IS NOT NULL AND fault IS NULL ORDER BY id LIMIT ${PART}`,
  ).all(requireDataset(db, datasetId).key, from);
  return { rows: rows.map(({ key, path, label, group, side }) => ({ key, path, label, group, side })), next: nextOf(rows) };
}

function nextOf(rows: readonly { readonly id: number }[]): number | null {
  return rows.length < PART ? null : (rows.at(-1)?.id ?? null);
}
