import { z } from 'zod';
import type { AuditReport } from '../domain/audit.ts';
import type { SplitCounts, SplitLeaks } from '../domain/dataset.ts';
import type { ResolvedExperiment } from '../domain/experiment.ts';
import type { Scored } from '../domain/metric.ts';
import type { Fingerprint } from '../domain/fingerprint.ts';
import type { ArrayReport } from '../domain/picture.ts';
import type { CheckReport, RunSummary, TestLook } from '../domain/run.ts';
import type { ExperimentInput } from '../schema/experiment.ts';
import type { Problem } from '../schema/parse.ts';
import { id } from './method.ts';
import type { Methods } from './method.ts';

/** What starting a spec would mean: every default decided, counts, steps. */
export interface Plan {
  readonly spec: ResolvedExperiment;
  readonly datasetId: string;
  readonly classes: readonly string[];
  readonly split: SplitCounts;
  /** Left out where no group stands on two sides. */
  readonly leaks?: SplitLeaks | undefined;
  readonly stepsPerEpoch: number;
  /** Why things were decided as they were, and what looks odd, in sentences. */
  readonly notes: readonly string[];
}

/** `reading`: the dataset that is being read just now, where that is why there is no plan. */
export type PlanAnswer = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly problems: readonly Problem[]; readonly reading?: string | undefined };

/** A tile of the augmentation preview: PNG bytes of one sample, original or changed. */
export interface PreviewTile {
  readonly path: string;
  readonly label: string;
  readonly png: Uint8Array;
  /** What was drawn for it: "mirror axis 1 · rotate 8.2°"; empty for the original. */
  readonly drawn: string;
}

export interface Preview {
  readonly tiles: readonly PreviewTile[];
  readonly arrays: readonly ArrayReport[];
  /** Milliseconds per sample of reading and preparing, and of each transform by its place in the list. */
  readonly prepareMs: number;
  readonly transformMs: readonly number[];
}

/** What a test found. */
export interface TestAnswer extends Omit<TestLook, 'timeMs'> {
  /** The folder's name below `checkpoints/`. */
  readonly checkpoint: string;
  readonly scored: Scored;
}

/** `new`: never agreed to under this name; `changed`: another version of it was. */
export type CodeFileState = 'agreed' | 'new' | 'changed';

/** The user's own code in a folder, and whether the user has agreed that it runs. */
export interface CodeFolder {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly state: CodeFileState }[];
  readonly agreed: boolean;
}

/** All of the user's code that an experiment or a run would run. */
export interface CodeConsent {
  /** Empty where there is none. */
  readonly folders: readonly CodeFolder[];
  readonly agreed: boolean;
  /** Names this very code, for `agree`. */
  readonly hash: string;
}

/** Whose code is meant: that of an experiment that is being set up, or of a run. */
export interface CodeQuestion {
  readonly spec?: unknown;
  readonly runId?: string | undefined;
}

/** An experiment that is being set up; its YAML is kept as the user wrote it. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly yaml: string;
  readonly updatedMs: number;
}

/** The runs of a draft that are not in the bin. */
export interface DraftRuns {
  readonly draftId: string;
  readonly count: number;
  /** The one made last. */
  readonly latest: RunSummary;
}

/** A run that waits for its trainer. */
export interface QueuedRun {
  readonly runId: string;
  /** What it will compute on, as its experiment says it; runs for different devices do not wait for each other. */
  readonly device: string;
}

export interface TrainingApi {
  /** Checks and completes a spec without starting anything; answers in well under a second. */
  plan(argument: { spec: unknown }): Promise<PlanAnswer>;
  /** Reads, prepares and augments a few of the user's images. `draw` numbers the draws. */
  preview(argument: { spec: unknown; draw: number; tiles: number }): Promise<Preview>;
  /** Trains one batch in a process of its own: memory, time, disk. A host tries one at a time: a newer trial ends the older. */
  tryBatch(argument: { spec: unknown }): Promise<CheckReport>;
  /** Ends the trial that runs, if one does; who waits for it is told. */
  cancelTry(): Promise<void>;
  start(argument: { spec: unknown; experimentId?: string | undefined }): Promise<RunSummary>;
  /** `epoch`: after this epoch; `now`: after this step. Both keep a checkpoint. */
  stop(argument: { runId: string; when: 'epoch' | 'now' }): Promise<void>;
  /** Goes on from the last checkpoint; `moreEpochs` beyond what was planned. */
  resume(argument: { runId: string; moreEpochs?: number | undefined }): Promise<RunSummary>;
  /** The runs that wait, in the order in which they will be started. */
  queue(): Promise<readonly QueuedRun[]>;
  /** Puts a run that waits before another one that does, or with null behind all of them. */
  moveInQueue(argument: { runId: string; before: string | null }): Promise<void>;
  checkpointNow(argument: { runId: string }): Promise<void>;
  /**
   * Tests the selected checkpoint: on the run's test side, or on a dataset that
   * was indexed, on its own test side if it names one and else on all of it.
   * Every look is dated in the run; `opensTestSide` says which are counted.
   */
  test(argument: { runId: string; datasetId?: string | undefined }): Promise<TestAnswer>;
  /** The user's own code that an experiment or a run would run, which runs only once it was agreed to. */
  code(argument: CodeQuestion): Promise<CodeConsent>;
  /** The user agrees that this very code runs; refused if it has changed since it was looked at. */
  agree(argument: CodeQuestion & { hash: string }): Promise<void>;
  /**
   * Looks whether a run can be trusted: one batch is over-fitted, shuffled
   * labels fall to chance, its validation values come again, and its sides have
   * nothing in common. Takes minutes; the report is kept in the run.
   */
  audit(argument: { runId: string }): Promise<AuditReport>;
  /** The report of the last audit; null if there was none. */
  lastAudit(argument: { runId: string }): Promise<AuditReport | null>;
  /** What the training images of a spec are like, as nnU-Net's fingerprint of a dataset tells; reads all of them. Null where it was cancelled. */
  fingerprint(argument: { spec: unknown }): Promise<Fingerprint | null>;
  /** Ends the reading that was asked for with this very spec, if it runs. */
  cancelFingerprint(argument: { spec: unknown }): Promise<void>;
  /** The sides of a split as nnU-Net's `splits_final.json` has them: of a k-fold all folds, each tested on as `val`. */
  splitFile(argument: { spec: unknown }): Promise<{ readonly text: string; readonly folds: number }>;
  drafts(): Promise<readonly Draft[]>;
  /** Of the drafts that have any: `experiment:<id>` finds all runs of one. */
  draftRuns(): Promise<readonly DraftRuns[]>;
  draft(argument: { draftId: string }): Promise<Draft>;
  /** Makes a draft, or changes the one of that id. */
  saveDraft(argument: { draftId?: string | undefined; name: string; yaml: string }): Promise<Draft>;
  removeDraft(argument: { draftId: string }): Promise<void>;
  /** A starting spec for a dataset: small, sensible, ready to run. */
  suggest(argument: { datasetId: string }): Promise<ExperimentInput>;
}

const spec = z.object({ spec: z.unknown() });
const runId = z.object({ runId: id });

export const trainingMethods: Methods<TrainingApi> = {
  plan: spec,
  preview: z.object({ spec: z.unknown(), draw: z.int().min(0), tiles: z.int().min(1).max(48) }),
  tryBatch: spec,
  cancelTry: null,
  start: z.object({ spec: z.unknown(), experimentId: id.optional() }),
  stop: z.object({ runId: id, when: z.enum(['epoch', 'now']) }),
  resume: z.object({ runId: id, moreEpochs: z.int().min(1).max(1_000_000).optional() }),
  queue: null,
  moveInQueue: z.object({ runId: id, before: id.nullable() }),
  checkpointNow: runId,
  test: z.object({ runId: id, datasetId: id.optional() }),
  code: z.object({ spec: z.unknown().optional(), runId: id.optional() }),
  agree: z.object({ spec: z.unknown().optional(), runId: id.optional(), hash: z.string().length(64) }),
  audit: runId,
  lastAudit: runId,
  fingerprint: spec,
  cancelFingerprint: spec,
  splitFile: spec,
  drafts: null,
  draftRuns: null,
  draft: z.object({ draftId: id }),
  saveDraft: z.object({ draftId: id.optional(), name: z.string().trim().min(1).max(120), yaml: z.string().max(1_000_000) }),
  removeDraft: z.object({ draftId: id }),
  suggest: z.object({ datasetId: id }),
};
