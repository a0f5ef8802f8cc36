import type { IndexProgress, LayoutFinding } from './dataset.ts';
import type { SampleRecord } from './sample.ts';

/** A row of the index before the store gives it an id: in a dataset, its path is its name. */
export type IndexedFile = Omit<SampleRecord, 'id'>;

/** What an index tells while it works; the store writes it down as it comes. */
export type IndexEvent =
  | { readonly kind: 'layout'; readonly finding: LayoutFinding }
  /** Rows that are new or have changed, whole: written over those of the same path. */
  | { readonly kind: 'records'; readonly records: readonly IndexedFile[] }
  /** Paths of rows whose files are no longer part of the dataset. */
  | { readonly kind: 'removed'; readonly paths: readonly string[] }
  /** About ten times a second. */
  | { readonly kind: 'progress'; readonly progress: IndexProgress };

/** `cancelled`: what was read is told; the next index goes on from there. */
export type IndexOutcome = 'ready' | 'cancelled';
