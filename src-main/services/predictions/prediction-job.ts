import { PREDICTION_FILES } from '../../../src-shared/domain/prediction.ts';
import type { PredictedImage, Prediction, PredictionRow, PredictionSummary, UnpredictedImage } from '../../../src-shared/domain/prediction.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { flattenError, withHelp } from '../../../src-shared/lib/bad-input.ts';
import { join } from 'node:path';
import type { PredictNews } from '../../trainer/launch.ts';
import type { Calls } from '../short-calls.ts';
import { removeIfEmpty, sweep, writeTables } from './output-files.ts';

/** A folder to predict takes as long as it takes: 24 days are the most that a timer knows. */
const TIMEOUT_MS = 2 ** 31 - 1;

export interface JobPlan {
  readonly id: string;
  readonly runs: readonly { readonly id: string; readonly name: string; readonly folder: string }[];
  /** Absolute paths. */
  readonly inputs: readonly string[];
  /** There, and without predictions. */
  readonly outputFolder: string;
  /** Whether it was made for this one, so that it goes again if nothing comes into it. */
  readonly isNewFolder: boolean;
  readonly mirrored: boolean;
}

/** One prediction: a process that predicts, and all that it has told so far. */
export class PredictionJob {
  readonly #plan: JobPlan;
  readonly #onChange: () => void;
  readonly #stop = new AbortController();
  readonly #rows: PredictionRow[] = [];
  /** What has not been told of yet. */
  readonly #open = new Set<string>();
  #checkpoints: Prediction['runs'] = [];
  #summary: PredictionSummary;
  /** Why it failed; null while it has not. */
  error: unknown = null;

  constructor(plan: JobPlan, onChange: () => void) {
    this.#plan = plan;
    this.#onChange = onChange;
    const runs = plan.runs.map(({ id, name }) => ({ id, name }));
    const { id, inputs, outputFolder, mirrored } = plan;
    this.#summary = { id, status: 'running', message: null, runs, task: null, classes: [], maskValues: null, mirrored, inputs, outputFolder, startedMs: Date.now(), endedMs: null, files: null, done: 0, failed: 0, part: 0 };
  }

  get summary(): PredictionSummary {
    return this.#summary;
  }

  get rows(): readonly PredictionRow[] {
    return this.#rows;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Predicts to the end; never fails, but may end so. */
  async run(calls: Calls): Promise<void> {
    const { outputFolder, isNewFolder: isNew, runs, inputs, mirrored } = this.#plan;
    try {
      await calls('predict', { folders: runs.map(({ folder }) => folder), inputs, output: outputFolder, mirrored }, { timeoutMs: TIMEOUT_MS, signal: this.#stop.signal, onNews: (news) => this.#hear(news) });
      await this.#end('finished', null, isNew);
    } catch (error) {
      const isStopped = this.#stop.signal.aborted;
      this.error = isStopped ? null : error;
      await this.#end(isStopped ? 'stopped' : 'failed', isStopped ? null : withHelp(flattenError(error)), isNew);
    }
  }

  #hear(news: PredictNews): void {
    switch (news.kind) {
      case 'began':
        this.#checkpoints = news.runs;
        this.#update({ task: news.task, classes: news.classes, maskValues: news.maskValues, message: news.notes.join(' ') || null });
        break;
      case 'inputs':
        for (const path of news.paths) this.#open.add(path);
        break;
      case 'counted':
        this.#update({ files: news.files });
        break;
      case 'part':
        this.#update({ part: news.part });
        break;
      case 'done':
        this.#put(news.image.input, { ...news.image, output: news.image.output || join(this.#plan.outputFolder, PREDICTION_FILES.table) }, null);
        break;
      case 'failed':
        this.#put(news.input, null, news.reason);
        break;
      default:
        assertNever(news);
    }
  }

  #put(input: string, image: PredictedImage | null, reason: string | null): void {
    this.#open.delete(input);
    this.#rows.push({ number: this.#rows.length, input, image, reason });
    const { done, failed } = this.#summary;
    this.#update({ part: 0, done: done + Number(image !== null), failed: failed + Number(image === null) });
  }

  /** Gives every image that was not reached a reason, and writes the tables once anything is known of any. */
  async #end(status: 'finished' | 'stopped' | 'failed', message: string | null, isNew: boolean): Promise<void> {
    try {
      const reason = status === 'stopped' ? 'it was not predicted: the prediction was stopped before' : `it was not predicted: ${message ?? 'nothing was told of it'}`;
      for (const input of [...this.#open]) this.#put(input, null, reason);
      if (this.#rows.length > 0) {
        const prediction = this.#prediction();
        sweep(prediction.outputFolder, new Set(prediction.outputs.flatMap(({ output, picture }) => (picture === null ? [output] : [output, picture]))));
        await writeTables(prediction);
      } else if (isNew) removeIfEmpty(this.#plan.outputFolder);
      this.#update({ status, message: message ?? this.#summary.message, endedMs: Date.now() });
    } catch (error) {
      this.error ??= error;
      this.#update({ status: 'failed', message: withHelp(flattenError(error)), endedMs: Date.now() });
    }
  }

  #prediction(): Prediction {
    const { task, classes, maskValues, mirrored, outputFolder } = this.#summary;
    return {
      run: this.#plan.runs[0]?.id ?? '',
      runs: this.#checkpoints,
      task: task ?? 'classification',
      classes,
      maskValues,
      mirrored,
      files: this.#rows.length,
      outputFolder,
      outputs: this.#rows.flatMap(({ image }) => image ?? []),
      failed: this.#rows.flatMap(({ input, reason }): UnpredictedImage[] => (reason === null ? [] : [{ input, reason }])),
    };
  }

  #update(change: Partial<PredictionSummary>): void {
    this.#summary = { ...this.#summary, ...change };
    this.#onChange();
  }
}
