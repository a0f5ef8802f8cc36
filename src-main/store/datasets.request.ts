import type { DatasetDetail, DatasetSummary, VolumeKind } from '../../src-shared/domain/dataset.ts';
import type { IndexEvent, IndexOutcome } from '../../src-shared/domain/index-event.ts';
import type { DatasetFile } from '../../src-shared/schema/dataset-file.ts';
import { request } from '../threads/request.ts';

export interface DatasetId {
  readonly datasetId: string;
}

export const listDatasets = request<null, readonly DatasetSummary[]>('datasets.list');
export const datasetSummary = request<DatasetId, DatasetSummary>('datasets.summary');
/** Volumes that know where they lie, by shape and grid; looks at every sample. */
export const volumeKinds = request<DatasetId, readonly VolumeKind[]>('datasets.volumes');
export const datasetDetail = request<DatasetId, DatasetDetail>('datasets.detail');

/** Folder and choices of a dataset, also of one that has been removed: all that reading its files needs. */
export const datasetFile = request<DatasetId, DatasetFile>('datasets.file');

/**
 * Registers a folder. One that is registered already is answered as it is,
 * restored if it had been removed; `isNew` tells.
 */
export const insertDataset = request<
  { readonly name: string; readonly folder: string },
  { readonly dataset: DatasetSummary; readonly isNew: boolean }
>('datasets.insert');

export const renameDataset = request<DatasetId & { readonly name: string }, null>('datasets.rename');

/**
 * Says where a dataset's folder is now.
 *
 * @throws BadInput if another dataset is there.
 */
export const moveDataset = request<DatasetId & { readonly folder: string }, null>('datasets.move');

/** Says how labels are told from the files; the index that follows is the caller's to begin. */
export const chooseLayout = request<
  DatasetId & Pick<DatasetFile, 'layout' | 'manifest' | 'reading'>,
  null
>('datasets.chooseLayout');

/** Takes a dataset out of the list; its rows stay, so that `restoreDataset` brings it back as it was. */
export const removeDataset = request<DatasetId, null>('datasets.remove');
export const restoreDataset = request<DatasetId, null>('datasets.restore');

/**
 * A host is about to index a dataset: answers what to index and how; null
 * where a process that lives is at it already and `join` was asked for.
 *
 * @throws BadInput if one is, and it was not.
 */
export const beginIndex = request<DatasetId & { readonly join?: boolean }, DatasetFile | null>('index.begin');

/** One part of the rows of an earlier index, as an index would tell them, in the order of their ids; `next` is the id to ask for after, null at the end. */
export interface KnownPart {
  readonly events: readonly IndexEvent[];
  readonly next: number | null;
}

/** The rows of an earlier index from the id `from` on (0 at first), at most 2,000 at a time. See `knownEvents` in `start.ts`. */
export const knownPart = request<DatasetId & { readonly from: number }, KnownPart>('index.known');

/** Stores what an index tells, all of it in one transaction: rows by the thousand, not one by one. */
export const writeIndexEvents = request<DatasetId & { readonly events: readonly IndexEvent[] }, null>('index.write');

/** The index has ended; `message` says why it failed. */
export const endIndex = request<
  DatasetId & { readonly outcome: IndexOutcome | 'failed'; readonly message: string | null },
  DatasetSummary
>('index.end');

/** Datasets that the owner should index: the index before was interrupted, or the database has been made anew. */
export const listDatasetsToIndex = request<null, readonly DatasetId[]>('index.wanted');
