import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { Batch, BatchSource } from '../loading/batch.ts';
import { readLogits } from '../metrics/class-predictions.ts';
import type { ClassPredictions } from '../metrics/class-predictions.ts';
import { IGNORED } from '../metrics/confusion.ts';
import type { NumberPredictions } from '../metrics/number-predictions.ts';
import { closureByWindows } from '../models/closure-by-windows.ts';
import type { CaseWindows } from '../models/closure-by-windows.ts';
import type { ClosureResult } from '../models/contract.ts';
import type { AbstractNetwork } from '../models/network.ts';
import * as tf from '../tf.ts';
import type { CaseRule } from './case-rule.ts';
import type { LogBook } from './log-book.ts';
import { sideValues } from './measures.ts';
import type { Measures } from './measures.ts';
import type { GradientSum } from './optimizers/gradient-sum.ts';
import type { TrainingOptimizer } from './optimizers/optimizer.ts';
import type { WeightAverage } from './weight-average.ts';
import { WeightedMeans } from './weighted-means.ts';

/** One side's way through the network. */
export interface Phase {
  readonly side: Side;
  readonly network: AbstractNetwork;
  readonly source: BatchSource;
  readonly measures: Measures;
  /** Without it, the phase evaluates and changes nothing. */
  readonly learning: Learning | null;
  /** How whole cases are scored; null for networks that do not classify each pixel, and while learning. */
  readonly cases: CaseRule | null;
  /** Takes what closures log; left out where nobody looks at it. */
  readonly book?: LogBook | undefined;
  /** The experiment's `extra`, for closures. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface Learning {
  readonly optimizer: TrainingOptimizer;
  /** Where several batches make one update; null where each batch makes its own. */
  readonly accumulation: Accumulation | null;
  /** Null unless weights are averaged. */
  readonly average: WeightAverage | null;
  /** The learning rate of an update, counted from 0 over the whole run. */
  rateAt(step: number): number;
}

export interface Accumulation {
  readonly sum: GradientSum;
  /** Batches of an update; the last of an epoch may be of fewer. */
  readonly every: number;
}

/** Where in the run an epoch begins or goes on. */
export interface Place {
  readonly epoch: number;
  /** Batches of the epoch that are done already. */
  readonly from: number;
  /** Updates done before the first batch. */
  readonly step: number;
}

/** What came of a batch. All of it is valid until the next one is asked for. */
export interface BatchResult {
  readonly batch: Batch;
  /** By full name; empty if the batch was. */
  readonly values: Readonly<Record<string, number>>;
  /** Null for networks that do not classify whole samples. */
  readonly predictions: ClassPredictions | null;
  /** Null for networks that do not predict numbers. */
  readonly numbers: NumberPredictions | null;
  /** Whether the weights were changed after it. */
  readonly updated: boolean;
  /** Null for networks that do not classify each pixel. */
  readonly maps: LogitMaps | null;
  /** Images that were made; null for networks that make none. */
  readonly made: MadeImages | null;
}

/** Images that a generative network made of a batch, each [batch, height, width, channel]. */
export interface MadeImages {
  /** Of noise. */
  readonly generated: DenseArray<Float32Array> | null;
  /** Of the batch's own images, in their order. */
  readonly reconstruction: DenseArray<Float32Array> | null;
}

/** The logits of every pixel, [batch, ...lengths, class]. */
export interface LogitMaps {
  readonly logits: Float32Array;
  /** [height, width] or [z, y, x] */
  readonly lengths: readonly number[];
  readonly classes: number;
}

/**
 * Takes a phase through (the rest of) an epoch, a batch each time the next result is asked for.
 *
 * @param goesOn asked within batches that take long: whole cases in windows. Where it says no, the epoch ends without the batch.
 */
export async function* runEpoch(phase: Phase, { epoch, from, step }: Place, goesOn: GoesOn = ALWAYS): AsyncGenerator<BatchResult, void, void> {
  let updates = step;
  let done = from;
  let waiting = 0;
  for await (const batch of phase.source.epoch(epoch, from)) {
    done++;
    try {
      if (batch.size === 0) yield { batch, values: {}, ...NOTHING, updated: false };
      else {
        const { windows } = phase.cases ?? {};
        const result = windows ? await runCase(phase, batch, windows, updates, goesOn) : await runBatch(phase, batch, updates, waiting++);
        if (result === null) return;
        const updated = phase.learning !== null && finishUpdate(phase.learning, waiting, done === phase.source.batchesPerEpoch());
        if (updated) {
          updates++;
          waiting = 0;
        }
        yield { ...result, updated };
      }
    } finally {
      batch.release();
    }
  }
}

type GoesOn = () => Promise<boolean>;
const ALWAYS: GoesOn = () => Promise.resolve(true);

/** Whether the batches so far make an update; then it is made, unless the one batch that makes it did so itself. */
function finishUpdate({ accumulation, average }: Learning, batches: number, last: boolean): boolean {
  if (accumulation && batches < accumulation.every && !last) return false;
  accumulation?.sum.apply();
  average?.update();
  return true;
}

/**
 * One batch through the network, and an update or its part of one if the phase learns.
 *
 * @param step updates done.
 * @param part batches that belong to the next update and are done.
 */
export async function runBatch(phase: Phase, batch: Batch, step: number, part = 0): Promise<Omit<BatchResult, 'updated'>> {
  const { network, learning, measures, extra, book } = phase;
  if (learning) learning.optimizer.learningRate = learning.rateAt(step);
  const optimizer = learning && (learning.accumulation?.sum.ofBatch(batch.size) ?? learning.optimizer);
  // Names the masks of dropout: each batch of an update has its own.
  const place = step * (learning?.accumulation?.every ?? 1) + part;
  const data = network.prepareBatch(batch, 'default', 'default');
  try {
    const optimizers = optimizer ? { optimizers: { ...learning?.optimizer.named, default: optimizer } } : {};
    const result = await network.closure(data, { ...measures, ...optimizers, step: place, extra, ...(book ? { log: book } : {}) });
    return { batch, values: sideValues(phase.side, measures, result), ...(await takePredictions(result, batch, measures)) };
  } finally {
    tf.dispose(data);
  }
}

/** One whole case through a network that learns patches, as windows; null where it was not to go on. */
async function runCase({ network, measures, side, extra, book }: Phase, batch: Batch, windows: CaseWindows, step: number, goesOn: GoesOn): Promise<Omit<BatchResult, 'updated'> | null> {
  const classes = measures.outputs;
  // As over the batches of an epoch: a loss that is no number makes the mean none, a metric that is none is left out.
  const means = new WeightedMeans();
  const hooks = { goesOn, onWindows: (result: ClosureResult, count: number) => means.add(sideValues(side, measures, result), count) };
  const found = await closureByWindows(network, { ...windows, classes }, batch, { ...measures, step, extra, ...(book ? { log: book } : {}) }, hooks);
  return found && { batch, values: means.means(), ...NOTHING, maps: { logits: found.logits, lengths: found.lengths, classes } };
}

const NOTHING = { predictions: null, numbers: null, maps: null, made: null } as const;

/** Reads the predictions and frees their tensors. */
async function takePredictions({ predictions }: ClosureResult, batch: Batch, { task }: Measures): Promise<Pick<BatchResult, 'predictions' | 'numbers' | 'maps' | 'made'>> {
  try {
    const { pred, generated, reconstruction } = predictions;
    if (task === 'generation') return { ...NOTHING, made: { generated: await read(generated), reconstruction: await read(reconstruction) } };
    if (!pred || pred.rank < 2) return NOTHING;
    const logits = await pred.data<'float32'>();
    const classes = pred.shape.at(-1) ?? 1;
    if (task === 'regression') {
      const truth = (batch.arrays['target']?.data as Float32Array | undefined)?.slice() ?? new Float32Array(logits.length).fill(Number.NaN);
      return { ...NOTHING, numbers: { truth, predicted: logits, targets: classes } };
    }
    if (pred.rank > 2) return { ...NOTHING, maps: { logits, lengths: pred.shape.slice(1, -1), classes } };
    const truth = batch.arrays['label']?.data ?? new Int32Array(batch.size).fill(IGNORED);
    return { ...NOTHING, predictions: readLogits(logits, classes, truth) };
  } finally {
    tf.dispose(predictions);
  }
}

async function read(images: tf.Tensor | undefined): Promise<DenseArray<Float32Array> | null> {
  return images ? { data: await images.data<'float32'>(), shape: images.shape, dtype: 'float32' } : null;
}
