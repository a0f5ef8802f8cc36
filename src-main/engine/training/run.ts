import type { BatchDone, Checkpoint, CheckpointReady, EpochEnded, EpochStarted, Note, RunEnded, RunStarted, Scalar, TrainEvent, TrainingState } from '../../../src-shared/domain/train-event.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { caseMetricNames } from '../../../src-shared/lib/measure-names.ts';
import { learningRateFactor } from '../../../src-shared/lib/schedule.ts';
import type { TrainArguments } from './arguments.ts';
import { NO_CODE } from '../user-code.ts';
import { ask } from './ask.ts';
import type { Answered } from './ask.ts';
import { caseRule } from './case-rule.ts';
import { makeCheckpoint, restoreCheckpoint } from './checkpoint.ts';
import { customRateFactor } from './custom-schedule.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { LogBook } from './log-book.ts';
import { collect, createCollector, epochValues, measureNames, meansOf, measuresOf } from './measures.ts';
import type { EpochCollector } from './measures.ts';
import { GradientSum } from './optimizers/gradient-sum.ts';
import type { BatchResult, Learning, Phase, Place } from './run-epoch.ts';
import { skipWarnings } from './skip-warnings.ts';
import { WeightedMeans } from './weighted-means.ts';

/** Where a run stands, and what it says of it. Counters change here and nowhere else. */
export class Run {
  readonly args: TrainArguments;
  readonly training: Phase;
  readonly validation: Phase | null;
  readonly #stepsPerEpoch: number;
  readonly #customFactor: ReturnType<typeof customRateFactor>;
  /** The epoch that the next batch belongs to. */
  #epoch = 1;
  #batchInEpoch = 0;
  #step = 0;
  #best: TrainingState['best'] = null;
  #memory: TrainingState['memory'] = {};
  #rateFactor = 1;
  #ended: TrainingState['ended'] = null;
  /** Training samples of the open epoch that could not be read. */
  #bad = 0;
  #means: WeightedMeans;
  /** The predictions of the open epoch; null before the first, and for networks that do not classify. */
  #collector: EpochCollector | null = null;
  /** Batches that belong to the next update. */
  #part = new WeightedMeans();
  readonly #learning: Learning;

  constructor(args: TrainArguments) {
    const { spec, network, optimizer, train, val, classes, resume } = args;
    const measures = measuresOf(spec, classes, args.code);
    this.#customFactor = customRateFactor(spec.training.schedule, args.code ?? NO_CODE);
    const book = (side: Side) => new LogBook(side === 'train' ? '' : `${side}_`);
    const common = { network, measures, cases: null, extra: spec.extra };
    this.args = args;
    this.#means = meansOf(measures);
    this.validation = val && { ...common, side: 'val', source: val, learning: null, cases: caseRule(spec, 'val'), book: book('val') };
    this.#stepsPerEpoch = Math.ceil(train.batchesPerEpoch() / spec.training.accumulate);
    if (this.#stepsPerEpoch === 0) throw noBatches(args.samples.train, spec.loader.batchSize);
    const names = [...measureNames('train', measures), ...(val ? [...measureNames('val', measures), ...caseMetricNames(spec.training.metrics, classes).map((name) => `val_${name}`)] : [])];
    for (const { metric } of args.callbacks) if (metric) checkMetric(metric.path, metric.name, names);
    const average = restoreCheckpoint(resume, { network, optimizer }, spec.training.weightAverage);
    const accumulation = spec.training.accumulate > 1 ? { sum: new GradientSum(optimizer), every: spec.training.accumulate } : null;
    this.#learning = { optimizer, accumulation, average, rateAt: (step) => this.rateAt(step) };
    this.training = { ...common, side: 'train', source: train, learning: this.#learning, book: book('train') };
    if (resume) this.#restore(resume);
  }

  /** Frees what the run has of its own; network and optimizer are the caller's. */
  dispose(): void {
    this.#learning.accumulation?.sum.dispose();
    this.#learning.average?.dispose();
  }

  /** Does work with the weights as they are evaluated and saved. */
  withSavedWeights<Result>(work: () => Promise<Result>): Promise<Result> {
    const { average } = this.#learning;
    return average ? average.use(work) : work();
  }

  get epoch(): number {
    return this.#epoch;
  }

  get epochs(): number {
    return this.args.spec.training.epochs;
  }

  /** Why a callback ended the run; null if it goes on. */
  get endedBy(): string | null {
    return this.#ended?.message ?? null;
  }

  /** Whether the epoch is one of those that are validated: every so many, and the last. */
  get validates(): boolean {
    return this.#epoch % this.args.spec.validation.everyEpochs === 0 || this.#epoch === this.epochs;
  }

  get step(): number {
    return this.#step;
  }

  get place(): Place {
    return { epoch: this.#epoch, from: this.#batchInEpoch, step: this.#step };
  }

  rateAt(step: number): number {
    const { training } = this.args.spec;
    const total = this.#stepsPerEpoch * training.epochs;
    const factor = learningRateFactor(training, step, this.#stepsPerEpoch, total) * this.#customFactor(step, this.#stepsPerEpoch, total);
    return training.optimizer.learningRate * factor * this.#rateFactor;
  }

  started(): RunStarted {
    const { network, samples } = this.args;
    const parameters = network.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
    return { kind: 'run-started', ...this.#now(), epochs: this.epochs, stepsPerEpoch: this.#stepsPerEpoch, parameters, samples };
  }

  epochStarted(): EpochStarted {
    return { kind: 'epoch-started', ...this.#now(), learningRate: this.rateAt(this.#step) };
  }

  /** Counts a training batch; what to say of it, and why a callback ends the run, if one does. */
  takeBatch(result: BatchResult): Answered {
    const { batch, values } = result;
    const now = this.#now();
    const warnings = skipWarnings(batch, now.epoch, now.step);
    this.#batchInEpoch++;
    this.#bad += batch.skipped.length;
    const tooManyBad = this.#tooManyBad(batch);
    if (tooManyBad !== null) return { events: warnings, failure: tooManyBad, stop: null, rate: null };
    if (batch.size === 0) return { events: warnings, failure: null, stop: null, rate: null };
    const asked = ask(this.args.callbacks, { ...result, side: 'train', ...now, samplesBefore: this.#means.weight('train_loss') }, this.training.book);
    this.#means.add(values, batch.size);
    this.#collector = collect(this.training.measures, this.#collector, result);
    const learningRate = this.rateAt(now.step);
    this.#rateFactor = asked.rate ?? this.#rateFactor;
    if (asked.stop !== null) this.#end(asked.stop);
    if (!result.updated) {
      this.#part.add(values, batch.size);
      return { ...asked, events: [...warnings, ...asked.events] };
    }
    this.#step++;
    const done: TrainEvent = { kind: 'batch', ...now, ...this.#takePart(values, batch.size), learningRate };
    return { ...asked, events: [...warnings, done, ...asked.events] };
  }

  /** Ends the epoch with what training and validation measured; the next one begins. */
  finishEpoch(validationValues: Readonly<Record<string, number>>): { readonly events: readonly (Note | Scalar | EpochEnded)[]; readonly best: boolean } {
    const values = { ...this.#means.means(), ...epochValues('train', this.training.measures, this.#collector), ...validationValues };
    const now = this.#now();
    const scalars = Object.entries(values).map(([name, value]): Scalar => ({ kind: 'scalar', ...now, name, value }));
    const best = this.#askAfterEpoch(now.epoch, values);
    const notes = this.#badNotes(now);
    this.#epoch++;
    this.#batchInEpoch = 0;
    this.#bad = 0;
    this.#means = meansOf(this.training.measures);
    this.#collector = null;
    return { events: [...notes, ...scalars, { kind: 'epoch-ended', ...now, values }], best };
  }

  /** @param epoch the epoch that the checkpoint is named after: the one that it ends or lies in. */
  async checkpoint(reason: CheckpointReady['reason'], epoch: number, best = false): Promise<CheckpointReady> {
    const { network, optimizer } = this.args;
    const checkpoint = await makeCheckpoint({ network, optimizer, average: this.#learning.average }, this.#collector?.state() ?? [], this.#state());
    return { kind: 'checkpoint', epoch, step: this.#step, best, reason, checkpoint };
  }

  /** Carries the epoch that was worked on last. */
  ended(status: RunEnded['status'], message: string): RunEnded {
    const epoch = this.#batchInEpoch === 0 ? this.#epoch - 1 : this.#epoch;
    return { kind: 'run-ended', epoch, step: this.#step, status, message };
  }

  /** Why the run ends, if its user allows fewer samples that cannot be read; null if it goes on. */
  #tooManyBad({ skipped }: BatchResult['batch']): string | null {
    const { maxBadSamples } = this.args.spec.loader;
    const last = skipped.at(-1);
    if (maxBadSamples === null || this.#bad <= maxBadSamples || !last) return null;
    return `expected at most ${maxBadSamples} training images of an epoch that cannot be read, as loader.maxBadSamples says, but found ${this.#bad} in epoch ${this.#epoch}, of which the last is ${last.path}: ${last.reason}`;
  }

  #badNotes(now: { readonly epoch: number; readonly step: number }): Note[] {
    if (this.#bad === 0) return [];
    const text = `${this.#bad} of ${this.args.train.samples} training images could not be read in epoch ${now.epoch}; a warning names each, and another took its place.`;
    return [{ kind: 'note', ...now, text }];
  }

  /** What an update was made of: its last batch alone, or with those before it. */
  #takePart(values: Readonly<Record<string, number>>, size: number): Pick<BatchDone, 'size' | 'values'> {
    const before = this.#part.weight('train_loss');
    if (before === 0) return { size, values };
    this.#part.add(values, size);
    const means = this.#part.means();
    this.#part = new WeightedMeans();
    return { size: before + size, values: means };
  }

  #now(): { readonly epoch: number; readonly step: number } {
    return { epoch: this.#epoch, step: this.#step };
  }

  /** Does what callbacks answer to an epoch; whether it is the best. */
  #askAfterEpoch(epoch: number, values: Readonly<Record<string, number>>): boolean {
    const before = this.#best;
    let best = false;
    for (const callback of this.args.callbacks) {
      for (const answer of callback.afterEpoch?.({ epoch, values, best: before, memory: this.#memory[callback.name] ?? {} }) ?? []) {
        switch (answer.kind) {
          case 'best':
            this.#best = { epoch, value: answer.value };
            best = true;
            break;
          case 'remember':
            this.#memory = { ...this.#memory, [callback.name]: answer.memory };
            break;
          case 'rate':
            this.#rateFactor = answer.factor;
            break;
          case 'stop':
            this.#end(answer.message);
            break;
          default:
            assertNever(answer);
        }
      }
    }
    return best;
  }

  #end(message: string): void {
    this.#ended = { message, epochs: this.epochs };
  }

  #state(): TrainingState {
    return {
      formatVersion: 1,
      epoch: this.#epoch,
      batchInEpoch: this.#batchInEpoch,
      step: this.#step,
      best: this.#best,
      memory: this.#memory,
      rateFactor: this.#rateFactor,
      ended: this.#ended,
      openEpoch: this.#means.sums(),
      ...(this.#bad > 0 && { badInEpoch: this.#bad }),
    };
  }

  #forgiven(memory: TrainingState['memory']): TrainingState['memory'] {
    const changed = this.args.callbacks.flatMap(({ name, forgive }) => (memory[name] && forgive ? [[name, forgive(memory[name])] as const] : []));
    return { ...memory, ...Object.fromEntries(changed) };
  }

  #restore({ state, openPredictions }: Checkpoint): void {
    const { epoch, batchInEpoch, step, best, memory, rateFactor, ended, openEpoch, badInEpoch } = state;
    this.#rateFactor = rateFactor;
    // Who asks for more epochs than it was ended with means to go on.
    const goesOn = ended !== null && this.epochs > ended.epochs;
    this.#ended = goesOn ? null : ended;
    this.#memory = goesOn ? this.#forgiven(memory) : memory;
    this.#epoch = epoch;
    this.#batchInEpoch = batchInEpoch;
    this.#bad = badInEpoch ?? 0;
    this.#step = step;
    this.#best = best;
    this.#means = meansOf(this.training.measures, openEpoch);
    if (openPredictions.length > 0) this.#collector = createCollector(this.training.measures, openPredictions);
  }
}

function noBatches(samples: number, batchSize: number): BadInput {
  return new BadInput(`expected at least one batch of ${batchSize} training images, but found ${samples} images`, {
    help: 'Lower loader.batchSize, switch loader.dropLast off, or leave more images to the training side.',
  });
}

function checkMetric(path: string, metric: string, names: readonly string[]): void {
  if (names.includes(metric)) return;
  throw new BadInput(`${path}: expected one of ${names.join(', ')}, but found ${metric}`, {
    help: metric.startsWith('val_') ? 'Set images aside for validation, or go by a value of training.' : 'Add the metric to training.metrics.',
  });
}
