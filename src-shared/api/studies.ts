import { z } from 'zod';
import type { Confusion, PredictionRow } from '../domain/run.ts';
import type { MeanCurve, StudyDetail, StudyResults, StudySummary } from '../domain/study.ts';
import { id, page } from './method.ts';
import type { Methods, Page } from './method.ts';

/** What a study is made of: every fold of a k-fold, or the same training with so many seeds, counted on from its own; tested at the end or not. */
const plan = z.discriminatedUnion('kind', [z.object({ kind: z.literal('k-fold') }), z.object({ kind: z.literal('seeds'), count: z.int().min(2).max(100), test: z.boolean() })]);
export type StudyPlan = z.output<typeof plan>;

/** A prediction by the run that did not train on the sample. */
export interface OutOfFoldRow extends PredictionRow {
  readonly runId: string;
  readonly member: number;
}

/** k-folds and repeats: several runs of one experiment that are one object. */
export interface StudiesApi {
  /** Newest first; without those whose every run is in the bin. */
  list(argument: { offset: number; limit: number }): Promise<Page<StudySummary>>;
  get(argument: { studyId: string }): Promise<StudyDetail>;
  /** The values of epochs as means over the runs. */
  curves(argument: { studyId: string }): Promise<readonly MeanCurve[]>;
  /** Metrics over the runs, and over all out-of-fold predictions; made anew whenever a run was tested since. */
  results(argument: { studyId: string }): Promise<StudyResults>;
  /** Of a k-fold: each sample's prediction by the run of its fold, worst first; of one cell of the matrix if given. */
  predictions(argument: { studyId: string; truth?: number | undefined; predicted?: number | undefined; offset: number; limit: number }): Promise<Page<OutOfFoldRow>>;
  /** The sum of the confusion matrices of the folds' test sides. */
  confusion(argument: { studyId: string }): Promise<Confusion | null>;
  /** Makes a run for each fold or seed, and lets all of them wait for their turn. Each tests its selected checkpoint when it has been trained. */
  start(argument: { spec: unknown; plan: StudyPlan; experimentId?: string | undefined }): Promise<StudyDetail>;
  /** Takes what waits out of the queue and stops what is being trained. */
  stop(argument: { studyId: string; when: 'epoch' | 'now' }): Promise<void>;
  /** Lets the runs go on that did not come to their end, and makes those that are missing; only one of them if named. */
  resume(argument: { studyId: string; member?: number | undefined }): Promise<StudyDetail>;
}

const studyId = z.object({ studyId: id });

export const studiesMethods: Methods<StudiesApi> = {
  list: z.object(page),
  get: studyId,
  curves: studyId,
  results: studyId,
  predictions: z.object({ studyId: id, truth: z.int().optional(), predicted: z.int().optional(), ...page }),
  confusion: studyId,
  start: z.object({ spec: z.unknown(), plan, experimentId: id.optional() }),
  stop: z.object({ studyId: id, when: z.enum(['epoch', 'now']) }),
  resume: z.object({ studyId: id, member: z.int().min(1).max(100).optional() }),
};
