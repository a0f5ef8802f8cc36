import type { Page } from '../../src-shared/api/method.ts';
import type { LoggedEntry, LoggedTag, RunEntry } from '../../src-shared/api/runs.ts';
import type { Series, SeriesInfo } from '../../src-shared/domain/metric.ts';
import type { CheckpointInfo, Confusion, EpochRow, PredictionRow, RunDetail, RunStatus, RunSummary } from '../../src-shared/domain/run.ts';
import { request } from '../threads/request.ts';
import type { RunClaim } from './claim-run.ts';
import type { ConfusionQuestion } from './confusions.ts';
import type { TagEdit } from './edit-run.ts';
import type { Message } from './messages.ts';
import type { PredictionQuestion } from './predictions.ts';
import type { RunLog } from './run-log.ts';
import type { RunQuestion } from './run-list.ts';
import type { SeriesQuestion } from './series.ts';

export interface RunId {
  readonly runId: string;
}

export const listRuns = request<RunQuestion, Page<RunSummary>>('runs.list');
/** As `listRuns`, with one row for each study. */
export const listEntries = request<RunQuestion, Page<RunEntry>>('runs.entries');
/** Runs of some states, in the bin or not, oldest first: for the queue and the status line. */
export const listRunsOf = request<{ readonly statuses: readonly RunStatus[] }, readonly RunSummary[]>('runs.listOf');
export const runSummary = request<RunId, RunSummary>('runs.summary');
/** The first of some folders that is that of a run in the list or the bin; null if none is. */
export const knownRunFolder = request<{ readonly folders: readonly string[] }, string | null>('runs.knownFolder');
/** With the size of the folder, unless measuring it takes long: then null until it has been measured. */
export const runDetail = request<RunId, RunDetail>('runs.detail');

export const renameRun = request<RunId & { readonly name: string }, null>('runs.rename');
export const setRunTags = request<TagEdit, null>('runs.setTags');
/** Moves runs to the bin or out of it. */
export const binRuns = request<{ readonly runIds: readonly string[]; readonly binned: boolean }, null>('runs.bin');

export const listSeries = request<RunId, readonly SeriesInfo[]>('runs.seriesList');
export const readSeries = request<SeriesQuestion, Series>('runs.series');
export const listEpochs = request<RunId, readonly EpochRow[]>('runs.epochs');
export const findConfusion = request<ConfusionQuestion, Confusion | null>('runs.confusion');
export const listPredictions = request<PredictionQuestion, Page<PredictionRow>>('runs.predictions');
export const listLogged = request<RunId, readonly LoggedTag[]>('runs.loggedTags');
export const findLogged = request<RunId & { readonly tag: string; readonly step?: number | undefined }, LoggedEntry | null>('runs.logged');
export const listCheckpoints = request<RunId, readonly CheckpointInfo[]>('runs.checkpoints');
export const readLog = request<RunId & { readonly maxBytes: number }, RunLog>('runs.log');
export const listMessages = request<RunId & { readonly offset: number; readonly limit: number }, Page<Message>>('runs.messages');
export const listTags = request<null, readonly string[]>('runs.tags');

/**
 * Takes a run folder into the list, from wherever it lies, and remembers it if
 * that is outside of the data folder. With `status`, says what becomes of it
 * now: a run that was found, not started, is never `queued`.
 *
 * @throws BadInput if it is no run folder, or a copy of a run that is in the list.
 */
export const registerRun = request<{ readonly folder: string; readonly status?: 'queued' | 'starting' }, RunSummary>('runs.register');

/**
 * Says what a host does with a run: puts it in the queue, starts its trainer
 * (said *before* that is launched, so that the owner follows the folder), or
 * takes it out of the queue again. Everything later is told by the run folder.
 *
 * @throws BadInput if the run is not in one of the states `from`: of two hosts that want the same, one wins.
 */
export const claimRun = request<RunClaim, RunSummary>('runs.claim');

/** Has the owner follow a run's folder without a change of its status: before a test of it is started. */
export const followRun = request<RunId, null>('runs.follow');
