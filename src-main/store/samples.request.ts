import type { SampleFilter } from '../../src-shared/api/datasets.ts';
import type { Page } from '../../src-shared/api/method.ts';
import type { DuplicateSet, Fault } from '../../src-shared/domain/dataset.ts';
import type { SampleRecord, Side } from '../../src-shared/domain/sample.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import { request } from '../threads/request.ts';

export const listSamples = request<
  { readonly datasetId: string; readonly filter: SampleFilter; readonly offset: number; readonly limit: number },
  Page<SampleRecord>
>('samples.list');

export const listFaults = request<{ readonly datasetId: string; readonly offset: number; readonly limit: number }, Page<Fault>>('samples.faults');

export const listDuplicates = request<{ readonly datasetId: string; readonly offset: number; readonly limit: number }, Page<DuplicateSet>>('samples.duplicates');

/** Where a sample lies; null if there is none of that number. Also of a removed dataset. */
export const findSample = request<
  { readonly datasetId: string; readonly sampleId: number },
  { readonly folder: string; readonly sample: SampleRecord } | null
>('samples.find');

/** A sample that can be trained on: it has a label, a mask or numbers, and a hash, and no fault. */
export interface SplitRow {
  readonly key: string;
  readonly path: string;
  readonly label: string | null;
  readonly group: string | null;
  /** The side that the folder or the manifest names. */
  readonly side: Side | null;
  /** The mask's path and content hash, and the numbers in it. */
  readonly mask: { readonly path: string; readonly key: string; readonly values: readonly number[] } | null;
  /** The slices of a series. */
  readonly files?: readonly string[];
  /** Numbers to be learnt, in the order of their names; left out where there are none. */
  readonly targets?: readonly number[];
  /** Further files with their content hashes. */
  readonly parts?: NonNullable<SplitSample['parts']>;
}

export interface SplitPart {
  readonly rows: readonly SplitRow[];
  readonly next: number | null;
}

/** What a split is made from, from the id `from` on (0 at first), at most 10,000 at a time. See `splitParts` in `start.ts`. */
export const splitPart = request<{ readonly datasetId: string; readonly from: number }, SplitPart>('samples.split');
