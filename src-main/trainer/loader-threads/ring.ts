import type { BatchArrays } from '../../engine/loading/batch.ts';
import { arraysIn, batchBytes } from '../../engine/loading/form.ts';
import type { SampleForm } from '../../engine/loading/form.ts';

/**
 * Slots of shared memory that batches pass through, in order, from many
 * writing threads to one reader. A full ring holds the writers back, so memory
 * stays at what the slots take.
 *
 * Batches are numbered from 0 as the reader takes them; batch n goes through
 * slot n % slots. The turn of a slot is n while it is free for batch n, n + 1
 * while it holds it, and n + slots once it has been given back (Vyukov's
 * bounded queue). Two slots are the least for which these differ.
 */
export interface RingMemory {
  readonly form: SampleForm;
  readonly batchSize: number;
  readonly slots: number;
  /** Int32: next batch to claim, stop flag, then turn, size and mark of each slot. */
  readonly control: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

/** What a writer says of a slot beside its arrays. */
export interface SlotState {
  /** Samples in it. */
  readonly size: number;
  /** A message about this batch was posted before it was published. */
  readonly noted: boolean;
}

export const LEAST_SLOTS = 2;

const CLAIM = 0;
const STOP = 1;
const FIRST_SLOT = 2;
const WORDS_PER_SLOT = 3;
/** Writers look at the stop flag so often while they wait, in case it was raised just before they began to. */
const LOOK_FOR_STOP_MS = 250;

export function createRing(form: SampleForm, batchSize: number, slots: number): RingMemory {
  if (slots < LEAST_SLOTS) throw new Error(`expected at least ${LEAST_SLOTS} slots in a ring, but found ${slots}`);
  const control = new SharedArrayBuffer(4 * (FIRST_SLOT + WORDS_PER_SLOT * slots));
  const words = new Int32Array(control);
  for (let slot = 0; slot < slots; slot++) words[turnOf(slot)] = slot;
  return { form, batchSize, slots, control, data: new SharedArrayBuffer(slots * batchBytes(form, batchSize)) };
}

/** As many slots as the budget has room for, within what threads can make use of. */
export function slotCount(form: SampleForm, batchSize: number, threads: number, budgetBytes: number): number {
  const room = Math.floor(budgetBytes / Math.max(1, batchBytes(form, batchSize)));
  return Math.max(LEAST_SLOTS, Math.min(room, mostSlots(threads)));
}

/** A few for each thread, so that one that was held up does not hold the others up, and a few for the reader. */
export function mostSlots(threads: number): number {
  return 4 * (threads + 1);
}

/** A thread's end of the ring. It may block, so it is not for the main thread. */
export class RingWriter {
  readonly #ring: RingMemory;
  readonly #words: Int32Array;
  readonly #arrays: readonly BatchArrays[];

  constructor(ring: RingMemory) {
    this.#ring = ring;
    this.#words = new Int32Array(ring.control);
    this.#arrays = slotArrays(ring);
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) !== 0;
  }

  /** The number of the next batch that no thread has taken on yet. */
  claim(): number {
    return Atomics.add(this.#words, CLAIM, 1);
  }

  /** Waits until the batch's slot is free; null if the reader wants no more. */
  wait(batch: number): BatchArrays | null {
    const slot = batch % this.#ring.slots;
    while (!this.stopped) {
      const turn = Atomics.load(this.#words, turnOf(slot));
      if (turn === batch) return this.#arrays[slot] ?? null;
      Atomics.wait(this.#words, turnOf(slot), turn, LOOK_FOR_STOP_MS);
    }
    return null;
  }

  publish(batch: number, { size, noted }: SlotState): void {
    const slot = batch % this.#ring.slots;
    this.#words[turnOf(slot) + 1] = size;
    this.#words[turnOf(slot) + 2] = noted ? 1 : 0;
    Atomics.store(this.#words, turnOf(slot), batch + 1);
    Atomics.notify(this.#words, turnOf(slot));
  }
}

/** The training thread's end of the ring: it never blocks. */
export class RingReader {
  readonly #ring: RingMemory;
  readonly #words: Int32Array;
  readonly #arrays: readonly BatchArrays[];

  constructor(ring: RingMemory) {
    this.#ring = ring;
    this.#words = new Int32Array(ring.control);
    this.#arrays = slotArrays(ring);
  }

  /** Resolves when the batch is there, or to null when `wake` was called and it is not. */
  async filled(batch: number): Promise<(SlotState & { readonly arrays: BatchArrays }) | null> {
    const slot = batch % this.#ring.slots;
    const at = turnOf(slot);
    const turn = Atomics.load(this.#words, at);
    if (turn === batch - this.#ring.slots + 1) {
      throw new Error(`expected batch ${batch - this.#ring.slots} to be released before batch ${batch} is asked for: the ring has ${this.#ring.slots} slots`);
    }
    if (turn !== batch + 1) {
      const waiting = Atomics.waitAsync(this.#words, at, turn);
      if (waiting.async) await waiting.value;
      if (Atomics.load(this.#words, at) !== batch + 1) return null;
    }
    const arrays = this.#arrays[slot];
    if (!arrays) throw new Error(`expected slot ${slot} among ${this.#ring.slots}`);
    return { arrays, size: this.#words[at + 1] ?? 0, noted: this.#words[at + 2] === 1 };
  }

  /** Gives the slot of a batch back to the writers. */
  release(batch: number): void {
    const at = turnOf(batch % this.#ring.slots);
    Atomics.store(this.#words, at, batch + this.#ring.slots);
    Atomics.notify(this.#words, at);
  }

  /** Tells the writers that no more batches are wanted. */
  stop(): void {
    Atomics.store(this.#words, STOP, 1);
    this.wake();
  }

  /** Ends every wait, on both ends, so that those who wait look about. */
  wake(): void {
    for (let slot = 0; slot < this.#ring.slots; slot++) Atomics.notify(this.#words, turnOf(slot));
  }
}

function turnOf(slot: number): number {
  return FIRST_SLOT + WORDS_PER_SLOT * slot;
}

function slotArrays({ form, batchSize, slots, data }: RingMemory): BatchArrays[] {
  const bytes = batchBytes(form, batchSize);
  return Array.from({ length: slots }, (_, slot) => arraysIn(form, batchSize, data, slot * bytes));
}
