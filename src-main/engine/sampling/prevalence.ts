import { shareOfClass } from '../../../src-shared/lib/epoch-size.ts';
import { below, permutation, random } from '../../../src-shared/lib/random.ts';
import { entryAt } from '../data/entry-at.ts';
import type { Sampler } from './sampler.ts';

/** The next sample of one class. */
type Walk = () => number;

/** How the samples of a class follow each other. */
type WalkKind = 'with-replacement' | 'shuffled' | 'in-order';

export interface PrevalenceOptions {
  readonly seed: number;
  readonly batchSize: number;
  /** Samples of an epoch. */
  readonly length: number;
  readonly walk: WalkKind;
}

/**
 * Batches with the same number of samples of every class, however rare it is:
 * the batch size over the number of classes of each, and of what does not come
 * out even one each from the largest class on. Shuffled within the batch. (As
 * delira's prevalence samplers were meant to.)
 *
 * @param classes the samples of each class that has any, the largest class first.
 * @throws Error if the batch has no place for one sample of each class.
 */
export function prevalenceOrder(classes: readonly Int32Array[], { seed, batchSize, length, walk }: PrevalenceOptions): Sampler {
  if (batchSize < classes.length) throw new Error(`expected batches with a place for each of ${classes.length} classes, but found ${batchSize}`);
  return {
    length,
    draw: (epoch, count) => {
      const walks = classes.map((members, place) => createWalk(walk, { members, seed, epoch, place, drawn: drawsOf(place, count, batchSize, classes.length) }));
      const shuffle = random(seed, 'sample-order', epoch);
      const drawn = new Int32Array(count);
      for (let first = 0; first < count; first += batchSize) {
        const batch = drawBatch(walks, Math.min(batchSize, count - first));
        permutation(batch.length, shuffle).forEach((from, to) => (drawn[first + to] = entryAt(batch, from)));
      }
      return drawn;
    },
  };
}

function drawBatch(walks: readonly Walk[], size: number): readonly number[] {
  return walks.flatMap((next, place) => Array.from({ length: shareOfClass(place, size, walks.length) }, () => next()));
}

/** How often a class is drawn in an epoch. */
function drawsOf(place: number, count: number, batchSize: number, classes: number): number {
  const whole = Math.floor(count / batchSize);
  return whole * shareOfClass(place, batchSize, classes) + shareOfClass(place, count % batchSize, classes);
}

interface WalkPlace {
  readonly members: Int32Array;
  readonly seed: number;
  readonly epoch: number;
  readonly place: number;
  /** Draws from this class in every epoch. */
  readonly drawn: number;
}

function createWalk(kind: WalkKind, { members, seed, epoch, place, drawn }: WalkPlace): Walk {
  // Position 0 is the shuffle of batches.
  const next = random(seed, 'sample-order', epoch, place + 1);
  if (kind === 'with-replacement') return () => entryAt(members, below(members.length, next));
  if (kind === 'in-order') {
    let at = epoch * drawn;
    return () => entryAt(members, at++ % members.length);
  }
  let at = 0;
  let order = permutation(members.length, next);
  return () => {
    if (at === members.length) {
      order = permutation(members.length, next);
      at = 0;
    }
    return entryAt(members, entryAt(order, at++));
  };
}
