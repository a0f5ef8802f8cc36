import { z } from 'zod';
import type { Series, SeriesInfo } from '../domain/metric.ts';
import type { LoggedItem, LoggedType } from '../domain/logged.ts';
import type { CheckpointInfo, Confusion, EpochRow, PredictionRow, RunDetail, RunSummary } from '../domain/run.ts';
import { RUN_STATUSES } from '../domain/run.ts';
import type { StudySummary } from '../domain/study.ts';
import { id, page } from './method.ts';
import type { Methods, Page } from './method.ts';

export const RUN_SORTS = ['created', 'name', 'status', 'dataset', 'model', 'selection', 'epochs', 'duration'] as const;

const runFilter = z.object({
  /** Words and `field:value`, `metric>number` terms: `status:failed val_accuracy>0.85 tag:paper`. */
  query: z.string().max(500).default(''),
  statuses: z.array(z.enum(RUN_STATUSES)).optional(),
  binned: z.boolean().default(false),
});
export type RunFilter = z.output<typeof runFilter>;

export interface RunSort {
  readonly by: (typeof RUN_SORTS)[number];
  readonly descending: boolean;
}

/** What was logged under a tag, beside numbers and pictures. */
export interface LoggedTag {
  readonly tag: string;
  /** Of the newest. */
  readonly type: LoggedType;
  /** In rising order, and the epoch of each. */
  readonly steps: readonly number[];
  readonly epochs: readonly number[];
}

export interface LoggedEntry {
  readonly tag: string;
  readonly step: number;
  readonly epoch: number;
  readonly item: LoggedItem;
}

/** A row of the list: a run by itself, or a k-fold or repeat with all of its runs. */
export type RunEntry = { readonly kind: 'run'; readonly run: RunSummary } | { readonly kind: 'study'; readonly study: StudySummary };

export interface RunsApi {
  list(argument: { filter: RunFilter; sort: RunSort; offset: number; limit: number }): Promise<Page<RunSummary>>;
  /** As `list`, with one row for each study of which a run fits; it stands where the first of those runs would. */
  entries(argument: { filter: RunFilter; sort: RunSort; offset: number; limit: number }): Promise<Page<RunEntry>>;
  get(argument: { runId: string }): Promise<RunDetail>;
  rename(argument: { runId: string; name: string }): Promise<void>;
  setTags(argument: { runIds: string[]; add: string[]; remove: string[] }): Promise<void>;
  /** Moves runs to the bin; undone by `restore`. Their folders stay where they are. */
  bin(argument: { runIds: string[] }): Promise<void>;
  restore(argument: { runIds: string[] }): Promise<void>;
  /** The series of a run with their counts and extremes. */
  seriesList(argument: { runId: string }): Promise<readonly SeriesInfo[]>;
  /**
   * A series between two positions on an axis (the whole without them),
   * thinned to at most `buckets`; exact if the range holds no more points.
   * `from` and `to` are steps, epochs or milliseconds since the run began.
   */
  series(argument: {
    runId: string;
    name: string;
    axis: 'step' | 'epoch' | 'time';
    buckets: number;
    from?: number | undefined;
    to?: number | undefined;
  }): Promise<Series>;
  epochs(argument: { runId: string }): Promise<readonly EpochRow[]>;
  confusion(argument: { runId: string; side: 'train' | 'val' | 'test'; epoch?: number | undefined }): Promise<Confusion | null>;
  /** Predictions of the last epoch that has them, worst first; of one cell of the matrix if given. */
  predictions(argument: {
    runId: string;
    side: 'train' | 'val' | 'test';
    truth?: number | undefined;
    predicted?: number | undefined;
    offset: number;
    limit: number;
  }): Promise<Page<PredictionRow>>;
  /** Texts, tables, histograms, matrices and curves that the run has logged. */
  loggedTags(argument: { runId: string }): Promise<readonly LoggedTag[]>;
  /** What a tag held at a step, the newest if none is named; null if nothing. */
  logged(argument: { runId: string; tag: string; step?: number | undefined }): Promise<LoggedEntry | null>;
  /** The voxels of a logged volume, one byte each: from its smallest value, 0, to its largest, 255. */
  loggedVolume(argument: { runId: string; tag: string; step: number }): Promise<{ readonly shape: readonly number[]; readonly voxels: Uint8Array }>;
  checkpoints(argument: { runId: string }): Promise<readonly CheckpointInfo[]>;
  /** The end of `log.txt`, as text. */
  log(argument: { runId: string; maxBytes: number }): Promise<{ text: string; truncated: boolean }>;
  /** Notes and warnings of the journal, newest first. */
  messages(argument: { runId: string; offset: number; limit: number }): Promise<
    Page<{ readonly timeMs: number; readonly epoch: number; readonly step: number; readonly severity: 'note' | 'warning'; readonly text: string; readonly path: string | null }>
  >;
  /** Every tag in use, for completion. */
  tags(): Promise<readonly string[]>;
  /** Takes a run folder from elsewhere into the list. */
  openFolder(argument: { folderId: string }): Promise<RunSummary>;
}

const runId = z.object({ runId: id });
const runIds = z.object({ runIds: z.array(id).min(1).max(10_000) });
const tag = z.string().trim().min(1).max(50);
const side = z.enum(['train', 'val', 'test']);

const question = z.object({ filter: runFilter, sort: z.object({ by: z.enum(RUN_SORTS), descending: z.boolean() }), ...page });

export const runsMethods: Methods<RunsApi> = {
  list: question,
  entries: question,
  get: runId,
  rename: z.object({ runId: id, name: z.string().trim().min(1).max(120) }),
  setTags: z.object({ runIds: z.array(id).min(1).max(10_000), add: z.array(tag), remove: z.array(tag) }),
  bin: runIds,
  restore: runIds,
  seriesList: runId,
  series: z.object({
    runId: id,
    name: z.string().min(1).max(200),
    axis: z.enum(['step', 'epoch', 'time']),
    buckets: z.int().min(1).max(10_000),
    from: z.number().optional(),
    to: z.number().optional(),
  }),
  epochs: runId,
  confusion: z.object({ runId: id, side, epoch: z.int().optional() }),
  predictions: z.object({ runId: id, side, truth: z.int().optional(), predicted: z.int().optional(), ...page }),
  loggedTags: runId,
  logged: z.object({ runId: id, tag: z.string().min(1).max(200), step: z.int().optional() }),
  loggedVolume: z.object({ runId: id, tag: z.string().min(1).max(200), step: z.int() }),
  checkpoints: runId,
  log: z.object({ runId: id, maxBytes: z.int().min(1).max(1_000_000) }),
  messages: z.object({ runId: id, ...page }),
  tags: null,
  openFolder: z.object({ folderId: z.string().min(1).max(8192) }),
};
