import { setImmediate } from 'node:timers/promises';
import type { SampleFilter } from '../../src-shared/api/datasets.ts';
import type { Page } from '../../src-shared/api/method.ts';
import type { DType } from '../../src-shared/domain/array.ts';
import type { Fault } from '../../src-shared/domain/dataset.ts';
import type { IndexedFile } from '../../src-shared/domain/index-event.ts';
import type { MaskRecord, PartRecord, SampleRecord, Side } from '../../src-shared/domain/sample.ts';
import type { Vector3 } from '../../src-shared/domain/volume.ts';
import { parseAlias } from '../../src-shared/lib/alias.ts';
import { rowEvents } from '../../src-shared/lib/row-events.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import type { KnownPart } from './datasets.request.ts';
import { maskValueOf, requireDataset } from './datasets.ts';
import type { DatasetRow } from './datasets.ts';
import type { SplitPart, SplitRow } from './samples.request.ts';
import { firstPlaceFrom } from './series-writer.ts';

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
  readonly mask: string | null;
  readonly spacing: string | null;
  readonly orientation: string | null;
  readonly files: string | null;
  readonly targets: string | null;
  readonly parts: string | null;
  readonly pixels: Buffer | null;
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
    mask: row.mask === null ? null : (JSON.parse(row.mask) as MaskRecord),
    ...(row.spacing !== null && { spacingMm: JSON.parse(row.spacing) as Vector3 }),
    ...(row.orientation !== null && { orientation: row.orientation }),
    ...(row.files !== null && { files: JSON.parse(row.files) as string[] }),
    ...(row.targets !== null && { targets: JSON.parse(row.targets) as number[] }),
    ...(row.parts !== null && { parts: JSON.parse(row.parts) as PartRecord[] }),
    ...(row.pixels !== null && { pixels: row.pixels.toString('hex') }),
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
 * @param signal stops looking through many samples.
 */
export async function listSamples(db: Database, { datasetId, filter, offset, limit }: SampleQuestion, signal?: AbortSignal): Promise<Page<SampleRecord>> {
  const dataset = requireDataset(db, datasetId);
  const fit = conditions(dataset.key, filter, filter.label === undefined ? null : maskValueOf(db, dataset, filter.label));
  const blocks = blocksOf(db, dataset, filter);
  if (fit.isSearch) await countBlocks(db, fit, blocks, Infinity, signal);
  const total = fit.isSearch ? (blocks.before.at(-1) ?? 0) : countedTotal(db, dataset.key, filter);
  const end = Math.min(offset + limit, total);
  await countBlocks(db, fit, blocks, end, signal);
  return { total, rows: readRows(db, fit, blocks, offset, end).map(toRecord) };
}

interface Fit {
  readonly where: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** The counts beside the samples do not tell how many fit. */
  readonly isSearch: boolean;
}

/**
 * The groups of a block that have so many samples; of each no more are counted
 * than tell. Files that lie together are mostly of one group. The plus keeps
 * SQLite from walking the index of all groups for each block.
 */
const GROUPS_OF_SIZE = `SELECT name FROM (SELECT DISTINCT +b."group" AS name FROM samples b WHERE b.dataset = @dataset AND b.id >= @from AND b.id < @to) here
  WHERE (SELECT count(*) FROM (SELECT 1 FROM samples g WHERE g.dataset = @dataset AND g."group" = here.name LIMIT @enough)) BETWEEN @fewest AND @most`;

/** @param maskValue the number that stands for the wanted label in masks; null where images have labels. */
function conditions(dataset: number, { label, side, faulty, search = '', group, groupSize, shape, spacing }: SampleFilter, maskValue: number | null): Fit {
  const terms = ['dataset = @dataset', 'id >= @from', 'id < @to'];
  const values: Record<string, string | number> = { dataset };
  if (label !== undefined && maskValue === null) {
    terms.push('label = @label');
    values['label'] = label;
  }
  if (maskValue !== null) {
    terms.push("EXISTS (SELECT 1 FROM json_each(mask, '$.values') WHERE json_each.value = @maskValue)");
    values['maskValue'] = maskValue;
  }
  if (side !== undefined) terms.push(side === 'none' ? 'side IS NULL' : 'side = @side');
  if (side !== undefined && side !== 'none') values['side'] = side;
  if (faulty !== undefined) terms.push(faulty ? 'fault IS NOT NULL' : 'fault IS NULL');
  if (search !== '') {
    // What a run calls a sample begins with the digits of its contents' hash.
    const digits = parseAlias(search.trim())?.digits;
    terms.push(digits === undefined ? 'instr(lower(path), lower(@search)) > 0' : "lower(hex(hash)) LIKE @search || '%'");
    values['search'] = digits ?? search;
  }
  if (group !== undefined) {
    terms.push('"group" = @group');
    values['group'] = group;
  }
  if (groupSize !== undefined) {
    const [fewest, most] = groupSize;
    terms.push(`"group" IN (${GROUPS_OF_SIZE})`);
    Object.assign(values, { fewest, most: most ?? fewest, enough: most === null ? fewest : most + 1 });
  }
  if (shape !== undefined) {
    terms.push('shape = @shape AND fault IS NULL');
    values['shape'] = JSON.stringify(shape);
  }
  for (const [axis, size] of spacing?.entries() ?? []) {
    terms.push(`round(json_extract(spacing, '$[${axis}]'), 3) = @size${axis}`);
    values[`size${axis}`] = size;
  }
  return { where: terms.join(' AND '), values, isSearch: search !== '' || maskValue !== null || [group, groupSize, shape, spacing].some((each) => each !== undefined) };
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

/** Ids from one block to the next. */
const BLOCK = 1000;
/** How long blocks are counted before other questions get their turn. */
const SLICE_MS = 10;

/**
 * How many samples fit a filter before each block of a thousand ids, as far as
 * pages have asked: from there, a page is read without stepping through all
 * that lie before it. Block `i` holds the ids from `i * 1000` on.
 */
interface Blocks {
  readonly arrangement: number;
  readonly count: number;
  /** One more than the blocks that have been counted; the first is 0. */
  readonly before: number[];
}

const MOST_FILTERS = 16;
const blocksByFilter = new WeakMap<Database, Map<string, Blocks>>();

function blocksOf(db: Database, dataset: DatasetRow, filter: SampleFilter): Blocks {
  let known = blocksByFilter.get(db);
  if (!known) blocksByFilter.set(db, (known = new Map()));
  const { label, side, faulty, search, group, groupSize, shape, spacing } = filter;
  const name = JSON.stringify([dataset.key, label, side, faulty, search, group, groupSize, shape, spacing]);
  const earlier = known.get(name);
  const blocks = earlier?.arrangement === dataset.arrangement ? earlier : { arrangement: dataset.arrangement, count: Math.ceil(dataset.next_sample / BLOCK), before: [0] };
  known.delete(name);
  known.set(name, blocks);
  const [oldest] = known.keys();
  if (known.size > MOST_FILTERS && oldest !== undefined) known.delete(oldest);
  return blocks;
}

/** Counts blocks until as many samples as `wanted` lie in them, or to the end. */
async function countBlocks(db: Database, { where, values }: Fit, { before, count }: Blocks, wanted: number, signal?: AbortSignal): Promise<void> {
  const inBlock = sql<{ fitting: number }>(db, `SELECT count(*) AS fitting FROM samples WHERE ${where}`);
  for (let until = performance.now() + SLICE_MS; ; ) {
    const block = before.length - 1;
    const sum = before[block] ?? 0;
    if (block >= count || sum >= wanted) return;
    const fitting = inBlock.get({ ...values, from: block * BLOCK, to: (block + 1) * BLOCK })?.fitting ?? 0;
    before.push(sum + fitting);
    if (performance.now() < until) continue;
    await setImmediate();
    signal?.throwIfAborted();
    until = performance.now() + SLICE_MS;
  }
}

/** The fitting samples from place `offset` to `end`, out of the blocks that hold some. */
function readRows(db: Database, { where, values }: Fit, { before }: Blocks, offset: number, end: number): readonly SampleRow[] {
  const rows: SampleRow[] = [];
  const inBlock = sql<SampleRow>(db, `SELECT * FROM samples WHERE ${where} ORDER BY id LIMIT @limit OFFSET @skip`);
  for (let block = firstPlaceFrom(before.length, (i) => (before[i] ?? 0) <= offset) - 1; block < before.length - 1; block++) {
    const first = before[block] ?? 0;
    const at = offset + rows.length;
    if (at >= end) break;
    if (before[block + 1] === first) continue;
    rows.push(...inBlock.all({ ...values, from: block * BLOCK, to: (block + 1) * BLOCK, limit: end - at, skip: at - first }));
  }
  return rows;
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
/** Of rows whole, which take ten times as much on their way as what a split is made from. */
const KNOWN_PART = 2000;

export function knownPart(db: Database, { datasetId, from }: { readonly datasetId: string; readonly from: number }): KnownPart {
  const rows = sql<SampleRow>(db, `SELECT * FROM samples WHERE dataset = ? AND id > ? ORDER BY id LIMIT ${KNOWN_PART}`).all(requireDataset(db, datasetId).key, from);
  return { events: [...rowEvents(rows.map(toIndexed))], next: nextOf(rows, KNOWN_PART) };
}

/** Which rows a split is made from. */
export const TRAINABLE = 'hash IS NOT NULL AND (label IS NOT NULL OR mask IS NOT NULL OR targets IS NOT NULL) AND fault IS NULL';

export function splitPart(db: Database, { datasetId, from }: { readonly datasetId: string; readonly from: number }): SplitPart {
  const rows = sql<StoredSplitRow>(
    db,
    `SELECT id, lower(hex(hash)) AS key, path, label, "group", side, mask, files, targets, parts FROM samples
     WHERE dataset = ? AND id > ? AND ${TRAINABLE}
     ORDER BY id LIMIT ${PART}`,
  ).all(requireDataset(db, datasetId).key, from);
  return { rows: rows.map(toSplitRow), next: nextOf(rows, PART) };
}

interface StoredSplitRow extends Omit<SplitRow, 'mask' | 'files' | 'targets' | 'parts'> {
  readonly id: number;
  readonly mask: string | null;
  readonly files: string | null;
  readonly targets: string | null;
  readonly parts: string | null;
}

function toSplitRow({ key, path, label, group, side, mask, files, targets, parts }: StoredSplitRow): SplitRow {
  // Text files of numbers are not read again.
  const further = parts === null ? [] : (JSON.parse(parts) as PartRecord[]).filter(({ array }) => array !== 'target');
  return {
    ...(further.length > 0 && { parts: further.map(({ array, path: each, hash }) => ({ array, path: each, key: hash ?? '' })) }),
    ...{ key, path, label, group, side, mask: toSplitMask(mask) },
    ...(files !== null && { files: JSON.parse(files) as string[] }),
    ...(targets !== null && { targets: JSON.parse(targets) as number[] }),
  };
}

function toSplitMask(text: string | null): SplitRow['mask'] {
  if (text === null) return null;
  const { path, hash, values } = JSON.parse(text) as MaskRecord;
  return { path, key: hash ?? '', values: values ?? [] };
}

function nextOf(rows: readonly { readonly id: number }[], part: number): number | null {
  return rows.length < part ? null : (rows.at(-1)?.id ?? null);
}
