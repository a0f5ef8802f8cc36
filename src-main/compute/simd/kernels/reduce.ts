import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import type { Machine } from '../machine.ts';
import { STREAM_TASK } from './elementwise.ts';

/** One pass over an array [outer, reduced, inner]. */
export interface Pass {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

/** The passes that reduce these axes: neighbouring axes at once, the innermost first. At least one, which may only copy. */
export function passesOf(shape: readonly number[], axes: readonly number[]): Pass[] {
  const stretches = joinedStretches(shape, axes);
  const passes: Pass[] = [];
  for (let i = stretches.length - 1; i >= 0; i--) {
    const { size, reduced } = stretches[i] as Stretch;
    if (!reduced) continue;
    passes.push({ outer: volume(stretches.slice(0, i)), reduced: size, inner: volume(stretches.slice(i + 1).filter((each) => !each.reduced)) });
  }
  return passes.length > 0 ? passes : [{ outer: 1, reduced: 1, inner: volume(stretches) }];
}

/** Neighbouring axes that are all reduced, or all kept. */
interface Stretch {
  readonly size: number;
  readonly reduced: boolean;
}

function joinedStretches(shape: readonly number[], axes: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const reduced = axes.includes(axis);
    const last = stretches.at(-1);
    if (last?.reduced === reduced) stretches[stretches.length - 1] = { size: last.size * size, reduced };
    else stretches.push({ size, reduced });
  }
  return stretches;
}

function volume(stretches: readonly Stretch[]): number {
  return stretches.reduce((size, each) => size * each.size, 1);
}

/** Inner places of a task: float64 sums of as many fit into its scratch, and a row of them is long enough to stream. */
const GROUP = 8192;
/** Tasks that are worth cutting the reduced axis into chunks for; never a function of the threads. */
const ENOUGH_TASKS = 16;
const LEAST_CHUNK = 64;

interface Cut {
  readonly outerPerTask: number;
  readonly chunks: number;
  readonly chunkLength: number;
  readonly groups: number;
  readonly groupLength: number;
}

function cut({ outer, reduced, inner }: Pass, chunked: boolean): Cut {
  const groupLength = Math.min(inner, GROUP);
  const groups = Math.ceil(inner / groupLength);
  const work = reduced * groupLength;
  const wanted = chunked ? Math.min(Math.ceil(ENOUGH_TASKS / (outer * groups)), Math.floor(work / STREAM_TASK), Math.floor(reduced / LEAST_CHUNK)) : 1;
  const chunkLength = Math.ceil(reduced / Math.max(1, wanted));
  const chunks = Math.ceil(reduced / chunkLength);
  const outerPerTask = chunks * groups === 1 ? Math.max(1, Math.floor(STREAM_TASK / work)) : 1;
  return { outerPerTask, chunks, chunkLength, groups, groupLength };
}

function tasksOf(pass: Pass, { outerPerTask, chunks, groups }: Cut): number {
  return Math.ceil(pass.outer / outerPerTask) * chunks * groups;
}

function wordsOf(from: number, to: number, op: number, { outer, reduced, inner }: Pass, c: Cut): number[] {
  return [from, to, op, outer, reduced, inner, c.outerPerTask, c.chunks, c.chunkLength, c.groups, c.groupLength];
}

/** A reduction between addresses. */
export type Reduction = (machine: Machine, from: number, to: number, pass: Pass, isLast: boolean) => void;

/** Runs passes one after the other, by way of temporary memory. All elements take 4 bytes, or all 1. */
export function reduceInPasses(backend: SimdBackend, from: number, to: number, passes: readonly Pass[], elementBytes: number, reduction: Reduction): void {
  const [pass, ...later] = passes;
  if (!pass) return;
  if (later.length === 0) {
    reduction(backend.machine, from, to, pass, true);
    return;
  }
  using between = backend.machine.arena.temporary(pass.outer * pass.inner * elementBytes);
  reduction(backend.machine, from, between.address, pass, false);
  reduceInPasses(backend, between.address, to, later, elementBytes, reduction);
}

export function foldBy(op: number, elementBytes: number): Reduction {
  return (machine, from, to, pass) => {
    const c = cut(pass, true);
    if (c.chunks === 1) {
      machine.run(TASK.fold, machine.words(wordsOf(from, to, op, pass, c)), tasksOf(pass, c));
      return;
    }
    using partials = machine.arena.temporary(pass.outer * c.chunks * pass.inner * elementBytes);
    machine.run(TASK.fold, machine.words(wordsOf(from, partials.address, op, pass, c)), tasksOf(pass, c));
    const rest = { ...pass, reduced: c.chunks };
    const whole = cut(rest, false);
    machine.run(TASK.fold, machine.words(wordsOf(partials.address, to, op, rest, whole)), tasksOf(rest, whole));
  };
}

/** Float32 sums, divided in the end. */
export function sumDividedBy(divisor: number): Reduction {
  return (machine, from, to, pass, isLast) => {
    const c = cut(pass, true);
    const words = (source: number, target: number, p: Pass, by: Cut) => machine.words([...wordsOf(source, target, 0, p, by), 0, ...doubleWords(isLast ? divisor : 1)]);
    if (c.chunks === 1) {
      machine.run(TASK.sum, words(from, to, pass, c), tasksOf(pass, c));
      return;
    }
    using partials = machine.arena.temporary(pass.outer * c.chunks * pass.inner * 8);
    machine.run(TASK.sum, words(from, partials.address, pass, c), tasksOf(pass, c));
    const rest = { ...pass, reduced: c.chunks };
    machine.run(TASK.addChunks, words(partials.address, to, rest, c), pass.outer * c.groups);
  };
}

/** Reductions that take their axis whole. */
export function wholeBy(kind: typeof TASK.product | typeof TASK.argExtreme, op: number): Reduction {
  return (machine, from, to, pass) => {
    const c = cut(pass, false);
    machine.run(kind, machine.words(wordsOf(from, to, op, pass, c)), tasksOf(pass, c));
  };
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** A float64 as two 32-bit words; wasm and every machine that Node runs on keep the lower first. */
function doubleWords(value: number): readonly [number, number] {
  double[0] = value;
  return [halves[0] as number, halves[1] as number];
}
