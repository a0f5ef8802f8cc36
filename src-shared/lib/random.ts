/**
 * Counter-based random numbers: every draw is a function of its name, so any
 * of them can be made again alone, in any order and on any thread, and a
 * resumed run needs no generator state.
 *
 * Philox 2x32 with 10 rounds: Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011.
 */

/** What a draw is for; the order is part of the saved format, so new purposes go to the end. */
export const PURPOSES = ['weights', 'split', 'sample-order', 'augment', 'dropout', 'batch', 'demo', 'preview', 'noise', 'bootstrap', 'patch'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The next number in [0, 1), with 32 random bits. */
export type Random = () => number;

/**
 * The stream of draws for one purpose at one place.
 *
 * @param epoch and @param position count from 0 or 1 as the caller likes; both below 2^24.
 */
export function random(seed: number, purpose: Purpose, epoch = 0, position = 0): Random {
  const key = keyOf(seed, purpose, epoch);
  let draw = 0;
  return () => philox(draw++, position, key) / 2 ** 32;
}

/** One number in [0, 1): the draw of that number from `random` with the same name. */
export function randomAt(seed: number, purpose: Purpose, epoch: number, position: number, draw: number): number {
  return philox(draw, position, keyOf(seed, purpose, epoch)) / 2 ** 32;
}

/**
 * The first draws from `random` with the same name, as 32-bit words: divided by
 * 2^32 they are its numbers. For arrays, where a closure per number is too slow.
 */
export function randomWords(count: number, seed: number, purpose: Purpose, epoch = 0, position = 0): Uint32Array {
  const key = keyOf(seed, purpose, epoch);
  const words = new Uint32Array(count);
  for (let draw = 0; draw < count; draw++) words[draw] = philox(draw, position, key);
  return words;
}

/** A whole number in [0, bound). */
export function below(bound: number, next: Random): number {
  return Math.floor(next() * bound);
}

export function between(low: number, high: number, next: Random): number {
  return low + (high - low) * next();
}

export function pick<T>(values: readonly T[], next: Random): T {
  const value = values[below(values.length, next)];
  if (value === undefined) throw new Error('expected something to pick from, but found an empty list');
  return value;
}

/** A standard normal draw: Box and Muller, "A note on the generation of random normal deviates", 1958. */
export function normal(next: Random): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** The numbers 0 to count − 1 in random order: Fisher and Yates. */
export function permutation(count: number, next: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = below(i + 1, next);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/** The first of the two words that Philox 2x32-10 makes of a counter and a key; exported to be held to the published answers. */
export function philox(counter0: number, counter1: number, key: number): number {
  let left = counter0 >>> 0;
  let right = counter1 >>> 0;
  let round = key >>> 0;
  for (let i = 0; i < 10; i++) {
    const high = highProduct(MULTIPLIER, left);
    const low = Math.imul(MULTIPLIER, left);
    left = (high ^ round ^ right) >>> 0;
    right = low >>> 0;
    round = (round + WEYL) >>> 0;
  }
  return left;
}

/** The upper 32 bits of the 64-bit product of two 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) >>> 0;
}

/** Places of the purposes are spread over the 32 bits, so that their epochs never meet. */
function keyOf(seed: number, purpose: Purpose, epoch: number): number {
  return mix(seed, PURPOSES.indexOf(purpose) * 0x9e3779b1 + epoch);
}

/** Spreads two numbers over 32 bits: the finaliser of MurmurHash3. */
function mix(a: number, b: number): number {
  let hash = (a ^ Math.imul(b, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
