import { z } from 'zod';
import type { DatasetDetail, DatasetSummary, DuplicateSet, Fault, SplitCounts, SplitLeaks } from '../domain/dataset.ts';
import type { SampleRecord } from '../domain/sample.ts';
import { SIDES } from '../domain/sample.ts';
import { MOST_FOLDERS } from '../schema/experiment/dataset.ts';
import { experimentSchema } from '../schema/experiment.ts';
import { LAYOUTS } from '../schema/kinds.ts';
import { readingSchema } from '../schema/reading.ts';
import type { Reading } from '../schema/reading.ts';
import { id, page } from './method.ts';
import type { Methods, Page } from './method.ts';

const sampleFilter = z.object({
  label: z.string().optional(),
  side: z.enum([...SIDES, 'none']).optional(),
  /** Only samples with a fault, or only those without. */
  faulty: z.boolean().optional(),
  search: z.string().max(200).optional(),
  group: z.string().max(4096).optional(),
  /** Only samples whose group has so many, from and to; null for any more. */
  groupSize: z.tuple([z.number().int().positive(), z.number().int().positive().nullable()]).optional(),
  /** Of the array: [height, width, channels], or [slices, height, width, channels]. */
  shape: z.array(z.number().int().positive()).min(1).max(4).optional(),
  /** In mm, [z, y, x], to 0.001 as the grids of a dataset say it. */
  spacing: z.array(z.number().positive()).length(3).optional(),
});
export type SampleFilter = z.output<typeof sampleFilter>;

/** What a pattern for groups makes of the paths of a dataset. */
export interface GroupPreview {
  readonly rows: readonly { readonly path: string; readonly group: string | null }[];
  readonly groups: number;
  /** Samples whose path does not fit. */
  readonly without: number;
  readonly samples: number;
}

/** A dataset with those of its folders that are not where they were. */
export interface MissingFolders {
  readonly datasetId: string;
  readonly folders: readonly string[];
}

export interface DatasetsApi {
  list(): Promise<readonly DatasetSummary[]>;
  get(argument: { datasetId: string }): Promise<DatasetDetail>;
  /** Registers the folder of a handle that `system.folders` or `system.pickFolder` gave, and begins to index it. */
  add(argument: { folderId: string }): Promise<DatasetSummary>;
  /**
   * Several folders as one dataset, whose paths begin with the name of the
   * folder that they are in; indexed like one. A dataset that is there may be
   * the first of them, and stays as it is.
   */
  join(argument: { datasetId?: string | undefined; folderIds: readonly string[] }): Promise<DatasetSummary>;
  /** Makes the demo data set (a synthetic phantom with classes) and begins to index it. */
  addDemo(): Promise<DatasetSummary>;
  /** The datasets whose folders are not where they were. */
  missing(): Promise<readonly MissingFolders[]>;
  /**
   * Says where the folder of a dataset is now, and reads what has changed.
   * Its runs find their images there too. Refused unless the folder holds the
   * contents that were indexed. Of several folders that are one dataset, it is
   * the one that is not where it was.
   */
  relink(argument: { datasetId: string; folderId: string }): Promise<DatasetSummary>;
  rename(argument: { datasetId: string; name: string }): Promise<void>;
  /** Changes how labels are told from the files, and indexes anew. */
  setLayout(argument: { datasetId: string; layout: (typeof LAYOUTS)[number] | 'auto'; manifest?: string | undefined; reading?: Reading | undefined }): Promise<void>;
  /** Reads what has changed since; also resumes an index that was cancelled. */
  reindex(argument: { datasetId: string }): Promise<void>;
  /** Stops reading; with `ownOnly` not where another process reads. */
  cancelIndex(argument: { datasetId: string; ownOnly?: boolean | undefined }): Promise<void>;
  /** Forgets the dataset; its folder is not touched. Undone by `restore`. */
  remove(argument: { datasetId: string }): Promise<void>;
  restore(argument: { datasetId: string }): Promise<void>;
  samples(argument: { datasetId: string; filter: SampleFilter; offset: number; limit: number }): Promise<Page<SampleRecord>>;
  faults(argument: { datasetId: string; offset: number; limit: number }): Promise<Page<Fault>>;
  /** Samples that hold the same, those that stand on several sides first; by their pixels too once these have been compared. */
  duplicates(argument: { datasetId: string; offset: number; limit: number }): Promise<Page<DuplicateSet>>;
  /** What a pattern yields: the groups of a few paths of a dataset, and how many there are in all. */
  previewGroups(argument: { datasetId: string; pattern: string }): Promise<GroupPreview>;
  /** Groups that a split would put on more than one side. */
  splitLeaks(argument: { datasetId: string; split: z.output<typeof experimentSchema>['split'] }): Promise<SplitLeaks>;
  /** What a split would give, in counts. */
  splitCounts(argument: { datasetId: string; split: z.output<typeof experimentSchema>['split'] }): Promise<SplitCounts>;
}

const datasetId = z.object({ datasetId: id });

export const datasetsMethods: Methods<DatasetsApi> = {
  list: null,
  get: datasetId,
  add: z.object({ folderId: z.string().min(1).max(8192) }),
  join: z.object({ datasetId: id.optional(), folderIds: z.array(z.string().min(1).max(8192)).min(1).max(MOST_FOLDERS) }),
  addDemo: null,
  missing: null,
  relink: z.object({ datasetId: id, folderId: z.string().min(1).max(8192) }),
  rename: z.object({ datasetId: id, name: z.string().trim().min(1).max(120) }),
  setLayout: z.object({ datasetId: id, layout: z.enum(['auto', ...LAYOUTS]), manifest: z.string().max(4096).optional(), reading: readingSchema.optional() }),
  reindex: datasetId,
  cancelIndex: z.object({ datasetId: id, ownOnly: z.boolean().optional() }),
  remove: datasetId,
  restore: datasetId,
  samples: z.object({ datasetId: id, filter: sampleFilter, ...page }),
  faults: z.object({ datasetId: id, ...page }),
  duplicates: z.object({ datasetId: id, ...page }),
  previewGroups: z.object({ datasetId: id, pattern: z.string().max(500) }),
  splitLeaks: z.object({ datasetId: id, split: experimentSchema.shape.split }),
  splitCounts: z.object({ datasetId: id, split: experimentSchema.shape.split }),
};
