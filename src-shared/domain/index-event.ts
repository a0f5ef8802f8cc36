import type { IndexProgress, LayoutFinding } from './dataset.ts';
import type { SampleRecord, Side } from './sample.ts';

/** A row of the index before the store gives it an id: in a dataset, its path is its name. */
export type IndexedFile = Omit<SampleRecord, 'id'>;

/** What an index tells while it works; the store writes it down as it comes. */
export type IndexEvent =
  | { readonly kind: 'layout'; readonly finding: LayoutFinding }
  /** Rows that are new or have changed, whole: written over those of the same path. */
  | { readonly kind: 'records'; readonly records: readonly IndexedFile[] }
  | FoundFiles
  /** Paths of rows whose files are no longer part of the dataset. */
  | { readonly kind: 'removed'; readonly paths: readonly string[] }
  /** About ten times a second. */
  | { readonly kind: 'progress'; readonly progress: IndexProgress };

/**
 * Files side by side in a folder, new to the index, of which no more is known
 * than the scan and the layout say: most rows of a first pass, at a tenth of
 * the cost of `records` of them.
 */
export interface FoundFiles {
  readonly kind: 'found';
  /** Their folder, with a `/` at its end; empty for the dataset's own. */
  readonly folder: string;
  readonly label: string | null;
  readonly group: string | null;
  readonly side: Side | null;
  readonly names: readonly string[];
  /** In bytes, and milliseconds since 1970: one for each name. */
  readonly sizes: readonly number[];
  readonly times: readonly number[];
}

/** `cancelled`: what was read is told; the next index goes on from there. */
export type IndexOutcome = 'ready' | 'cancelled';
