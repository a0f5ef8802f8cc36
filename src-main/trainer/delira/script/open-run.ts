import { join } from 'node:path';
import packageFile from '../../../../package.json' with { type: 'json' };
import type { ResolvedExperiment } from '../../../../src-shared/domain/experiment.ts';
import type { RunEnded, TrainEvent } from '../../../../src-shared/domain/train-event.ts';
import { flattenError } from '../../../../src-shared/lib/bad-input.ts';
import { selectBackend } from '../../../compute/select.ts';
import { LogBook } from '../../../engine/training/log-book.ts';
import type { Log } from '../../../engine/models/log.ts';
import { findDataFolder } from '../../../threads/find-data-folder.ts';
import { makeFolder } from '../../../threads/make-folder.ts';
import { Attempt } from '../../attempt.ts';
import { createRun } from '../../create-run.ts';
import { describeEnvironment } from '../../environment.ts';
import { scriptExperiment } from './script-experiment.ts';
import type { ScriptSpec } from './script-experiment.ts';
import type { LogSink } from './sinks.ts';

export interface RunOptions {
  /** What the run is called in tables. */
  readonly name: string;
  /** Where its folder is made; unless said, among the app's own: in its data folder, which DELIRA_DATA may name. */
  readonly output?: string;
  /** What trains it, for the run's page; a script that trains by itself may leave it out. */
  readonly spec?: ScriptSpec;
  readonly classes?: readonly string[];
  /** Takes what it says, beside its folder. */
  readonly sinks?: readonly LogSink[];
}

/** As the app makes it. */
const PRIVATE_FOLDER = 0o700;

/** A run folder that a script writes to and the app shows while it does. */
export class ScriptRun {
  readonly folder: string;
  readonly spec: ResolvedExperiment;
  readonly classes: readonly string[];
  /** Takes what is to be logged; told with the next step. */
  readonly log: Log;
  readonly #attempt: Attempt;
  readonly #book: LogBook;
  readonly #sinks: readonly LogSink[];
  #epoch = 1;
  #step = 0;
  /** How training said that it ended; null before. */
  #ended: RunEnded | null = null;

  private constructor(folder: string, spec: ResolvedExperiment, attempt: Attempt, { classes = ['all'], sinks = [] }: RunOptions) {
    this.folder = folder;
    this.spec = spec;
    this.classes = classes;
    this.#attempt = attempt;
    this.#sinks = sinks;
    this.#book = new LogBook();
    this.log = this.#book;
  }

  /** Makes the folder and chooses what computes. */
  static async open(options: RunOptions): Promise<ScriptRun> {
    const { name, classes = ['all'], output = defaultOutput() } = options;
    const spec = scriptExperiment(options.spec ?? {}, name);
    const empty = { samples: 0, groups: 0, byClass: classes.map(() => 0) };
    const { folder } = createRun(output, {
      spec,
      classes,
      dataset: { id: null, name: 'script', folder: process.cwd(), fingerprint: '' },
      split: { train: [], val: [], test: [] },
      untold: options.spec === undefined,
      counts: { train: empty, val: empty, test: empty },
      appVersion: packageFile.version,
    });
    const attempt = await Attempt.take(folder, 'train', spec.training.save);
    const backend = await selectBackend({ device: spec.device, threads: 0 });
    process.stderr.write(`running ${name} in ${folder}${options.output === undefined ? '' : `; delira show ${folder} brings it into the app`}\n`);
    await attempt.begin({ epoch: 1, step: 0, environment: describeEnvironment(backend) });
    return new ScriptRun(folder, spec, attempt, options);
  }

  /** Ends a step with its values, `train_loss` for one, and tells what was logged. */
  async step(values: Readonly<Record<string, number>> = {}, { size = 1, learningRate = Number.NaN }: { readonly size?: number; readonly learningRate?: number } = {}): Promise<void> {
    await this.record({ kind: 'batch', epoch: this.#epoch, step: this.#step, size, learningRate, values });
    await this.#tellLogged();
    this.#step++;
  }

  /** Ends an epoch with what it came to, `val_accuracy` for one. */
  async endEpoch(values: Readonly<Record<string, number>> = {}): Promise<void> {
    await this.#tellLogged();
    await this.record({ kind: 'epoch-ended', epoch: this.#epoch, step: this.#step, values });
    this.#epoch++;
  }

  /** Says what the engine says: its folder and its sinks take it. */
  async record(event: TrainEvent): Promise<void> {
    this.#epoch = event.epoch;
    this.#step = event.step;
    if (event.kind === 'run-ended') this.#ended = event;
    await this.#attempt.record(event);
    for (const sink of this.#sinks) sink.take(event);
  }

  /** Whether the app has asked the run to stop. */
  get stopAsked(): boolean {
    return this.#attempt.requests.stop() !== null;
  }

  /** What the app asks of the run, for `train`. */
  get requests(): Attempt['requests'] {
    return this.#attempt.requests;
  }

  /** Ends the run; nothing can be told after that. */
  async finish(message = 'The script has finished.'): Promise<void> {
    await this.#end('finished', message);
  }

  async fail(error: unknown): Promise<void> {
    await this.#end('failed', flattenError(error).message);
  }

  async #end(status: 'finished' | 'failed', message: string): Promise<void> {
    await this.#tellLogged();
    if (this.#ended === null) await this.record({ kind: 'run-ended', epoch: Math.max(1, this.#epoch), step: this.#step, status, message });
    const said = this.#ended ?? { status, message };
    this.#attempt.exit(said.status, said.message);
    await this.#attempt.close();
  }

  async #tellLogged(): Promise<void> {
    for (const event of this.#book.take({ epoch: this.#epoch, step: this.#step })) await this.record(event);
  }
}

/**
 * A run of a script's own: what it logs reaches the app while the script goes
 * on. If the work fails, the run says so.
 */
export async function withRun<Answer>(options: RunOptions, work: (run: ScriptRun) => Promise<Answer>): Promise<Answer> {
  const run = await ScriptRun.open(options);
  try {
    const answer = await work(run);
    await run.finish();
    return answer;
  } catch (error) {
    await run.fail(error);
    throw error;
  }
}

/** Where the app looks for runs: a script that plain Node runs is shown as one that `delira run` does. */
function defaultOutput(): string {
  const runs = join(findDataFolder(), 'runs');
  makeFolder(runs, { what: 'a data folder', mode: PRIVATE_FOLDER, help: 'Choose another one with DELIRA_DATA, or name the output of the run.' });
  return runs;
}
