import type { Sample } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { UnreadableSample, reasonOf } from '../data/dataset.ts';
import { entryAt } from '../data/entry-at.ts';
import type { BatchArrays, SampleName, Skipped } from './batch.ts';
import { writeSample } from './collate.ts';
import { formOf } from './form.ts';
import type { SampleForm } from './form.ts';
import type { BatchRecipe } from './recipe.ts';

/** A batch whose arrays have been written. */
export interface FilledBatch {
  /** Samples written, from place 0 on. */
  readonly size: number;
  readonly samples: readonly SampleName[];
  readonly skipped: readonly Skipped[];
}

/**
 * Reads one batch of an epoch and writes it to memory that the caller gives.
 *
 * What is written depends on the recipe, the epoch and the number of the batch
 * alone, so any thread can make any batch.
 *
 * @param order the sampler's order for this epoch.
 * @param batch the number of the batch in the epoch, from 0.
 * @param memory gives the arrays to write to, once it is known what a sample looks like.
 */
export async function fillBatch(
  recipe: BatchRecipe,
  order: Int32Array,
  epoch: number,
  batch: number,
  memory: (form: SampleForm) => BatchArrays,
): Promise<FilledBatch> {
  const first = batch * recipe.batchSize;
  const count = Math.min(recipe.batchSize, order.length - first);
  const reads = await Promise.all(Array.from({ length: count }, (_, i) => readPosition(recipe, order, first + i)));
  const samples: SampleName[] = [];
  let arrays: BatchArrays | null = null;
  const changed = reads.flatMap(({ sample, index }, i) => (sample ? [recipe.change?.(sample, epoch, first + i, index) ?? sample] : []));
  for (const sample of recipe.collate?.(changed, epoch, batch) ?? changed) {
    arrays ??= memory(formOf(sample));
    writeSample(sample, samples.length, arrays);
    samples.push({ key: sample.key, path: sample.path });
  }
  return { size: samples.length, samples, skipped: reads.flatMap(({ skipped }) => skipped ?? []) };
}

interface PositionRead {
  /** Null where it was left out. */
  readonly sample: Sample | null;
  /** Its number in the dataset. */
  readonly index: number;
  readonly skipped: Skipped | null;
}

/** The sample at a position of the order, or what the recipe says instead. */
async function readPosition(recipe: BatchRecipe, order: Int32Array, position: number): Promise<PositionRead> {
  const index = entryAt(order, position);
  const read = await tryRead(recipe, index);
  if (!(read instanceof UnreadableSample)) return { sample: read, index, skipped: null };
  const next = recipe.unreadable === 'replace' ? await readNext(recipe, order, position) : null;
  return { sample: next?.sample ?? null, index: next?.index ?? index, skipped: { path: read.path, reason: reasonOf(read), standIn: next?.sample.path ?? null } };
}

/** So many unreadable samples one after the other are no bad luck: the folder itself is in question. */
const MOST_IN_A_ROW = 200;

/**
 * The next sample in the order that can be read; after the last comes the first.
 *
 * @throws BadInput if too many one after the other cannot.
 */
async function readNext(recipe: BatchRecipe, order: Int32Array, position: number): Promise<{ readonly sample: Sample; readonly index: number }> {
  const most = Math.min(order.length, MOST_IN_A_ROW);
  let last: UnreadableSample | null = null;
  for (let step = 1; step < most; step++) {
    const index = entryAt(order, (position + step) % order.length);
    const read = await tryRead(recipe, index);
    if (!(read instanceof UnreadableSample)) return { sample: read, index };
    last = read;
  }
  throw new BadInput(`expected one readable image among ${most} one after the other, but found none${last ? `, such as ${last.path}: ${reasonOf(last)}` : ''}`, {
    help: 'Check that their disk is connected and index the dataset again; then resume the run.',
  });
}

async function tryRead({ dataset, signal }: BatchRecipe, index: number): Promise<Sample | UnreadableSample> {
  try {
    return await dataset.read(index, signal);
  } catch (error) {
    if (error instanceof UnreadableSample) return error;
    throw error;
  }
}
