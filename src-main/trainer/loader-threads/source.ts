import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BadInput, restoreError } from '../../../src-shared/lib/bad-input.ts';
import { spanInWords } from '../../../src-shared/lib/time-words.ts';
import { createBatchSource } from '../../engine/loading/batch-source.ts';
import type { Batch, BatchSource, SampleName } from '../../engine/loading/batch.ts';
import { firstOf } from '../../engine/loading/form.ts';
import type { SampleForm } from '../../engine/loading/form.ts';
import { batchCount, epochOrder, sampleCount } from '../../engine/loading/recipe.ts';
import type { BatchRecipe } from '../../engine/loading/recipe.ts';
import { entryUrl } from '../../threads/entry.ts';
import type { UserCode } from '../../engine/user-code.ts';
import { HUNG_MS, LATE_MS, TICKS } from '../hung.ts';
import { threadHangs } from '../leave.ts';
import { codeDidNotReturn } from '../user-code/faults.ts';
import { placeOf } from './messages.ts';
import type { LoaderNote, LoaderThreadData, Stretch } from './messages.ts';
import { createRecipe, truthReader } from './recipe.ts';
import type { RecipeData } from './recipe.ts';
import { RingReader, createRing, slotCount } from './ring.ts';
import { nameAt } from './sample-table.ts';

export interface LoaderOptions {
  readonly recipe: RecipeData;
  /** Of the samples as batches hold them, after augmentation. */
  readonly form: SampleForm;
  /** 0: batches are made in the caller's thread. */
  readonly threads: number;
  /** For the batches that wait in the ring. */
  readonly ringBytes: number;
  /** Nothing is read ahead for epochs after this. */
  readonly lastEpoch: number;
  /** The user's code that the recipe needs, loaded in this thread. */
  readonly code?: UserCode | undefined;
  /** The thread's script. */
  readonly entry?: URL;
  /** A wait of this length in which nothing is computed is taken for a read that hangs. */
  readonly hungMs?: number;
}

/** Batches that threads make ahead of time. Whoever made it closes it. */
export interface ThreadedSource extends BatchSource {
  close(): Promise<void>;
}

/**
 * The batches of `createBatchSource`, bit for bit and in the same order, made
 * by loader threads while the caller computes; the next epoch's first batches
 * are made while the last ones of an epoch are still in use.
 */
export function createThreadedSource(options: LoaderOptions): ThreadedSource {
  const recipe = createRecipe(options.recipe, options.code);
  // Of the user's own dataset, only the batch has labels; and what has been moved by chance lies on no grid of a file.
  const truth = options.recipe.code?.dataset || options.recipe.augment.length > 0 ? {} : { truth: truthReader(options.recipe) };
  if (options.threads === 0) return { ...createBatchSource(recipe), ...truth, close: async () => undefined };
  let line: LoaderLine | null = null;

  async function* batches(epoch: number, from: number): AsyncGenerator<Batch> {
    for (let batch = from; batch < batchCount(recipe); batch++) {
      if (line === null || !line.isAt(epoch, batch)) {
        await line?.close();
        line = new LoaderLine(options, recipe, { epoch, from: batch, lastEpoch: Math.max(epoch, options.lastEpoch) });
      }
      yield await line.next();
    }
  }
  return {
    samples: sampleCount(recipe),
    batchesPerEpoch: () => batchCount(recipe),
    ...truth,
    epoch: (epoch, from = 0) => batches(epoch, from),
    close: async () => {
      await line?.close();
      line = null;
    },
  };
}

const CLOSE_WITHIN_MS = 5000;
/** Decoding and hashing what a slow drive gives takes more of a processor than this, the heartbeat of a process that waits less. */
const IDLE_SHARE = 0.002;

/** Of a processor, at most, for looking at the clock once. */
const TICK_MS = 1;

/** Whether that came true in the time that a thread has to end. */
function withinTime(ended: Promise<boolean>): Promise<boolean> {
  const late = new AbortController();
  const rest = sleep(CLOSE_WITHIN_MS, false, { signal: late.signal }).catch(() => false);
  return Promise.race([ended, rest]).finally(() => late.abort());
}

/** Threads and their ring, working through epochs from one place on. */
class LoaderLine {
  readonly #recipe: BatchRecipe;
  readonly #data: RecipeData;
  readonly #stretch: Stretch;
  readonly #reader: RingReader;
  readonly #workers: readonly Worker[];
  readonly #ends: readonly Promise<void>[];
  readonly #notes = new Map<number, PromiseWithResolvers<LoaderNote>>();
  readonly #done = new Set<Worker>();
  readonly #hungMs: number;
  #failure: Error | null = null;
  #next = 0;
  #order: { readonly epoch: number; readonly order: Int32Array } | null = null;

  constructor(options: LoaderOptions, recipe: BatchRecipe, stretch: Stretch) {
    const { threads, form, ringBytes, entry = entryUrl('loader-thread'), hungMs = HUNG_MS } = options;
    const ring = createRing(form, recipe.batchSize, slotCount(form, recipe.batchSize, threads, ringBytes));
    const data: LoaderThreadData = { recipe: options.recipe, ring, stretch };
    this.#recipe = recipe;
    this.#data = options.recipe;
    this.#hungMs = hungMs;
    this.#stretch = stretch;
    this.#reader = new RingReader(ring);
    this.#workers = Array.from({ length: threads }, (_, i) => new Worker(entry, { workerData: data, name: `loader ${i + 1}` }));
    this.#ends = this.#workers.map((worker) => this.#follow(worker));
  }

  isAt(epoch: number, batch: number): boolean {
    const next = placeOf(this.#stretch, batchCount(this.#recipe), this.#next);
    return next.epoch === epoch && next.batch === batch && epoch <= this.#stretch.lastEpoch;
  }

  async next(): Promise<Batch> {
    const watch = this.#watchReads();
    try {
      return await this.#batch(this.#next++);
    } finally {
      clearInterval(watch);
    }
  }

  async #batch(number: number): Promise<Batch> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const slot = await this.#reader.filled(number);
      if (slot === null) continue;
      const note = slot.noted ? await this.#note(number).promise : null;
      this.#notes.delete(number);
      if (note?.kind === 'failed') throw restoreError(note.error);
      let held = true;
      return {
        size: slot.size,
        arrays: slot.size > 0 ? firstOf(slot.arrays, slot.size) : {},
        ...(note?.kind === 'skipped' ? { samples: note.samples, skipped: note.skipped } : { samples: this.#namesOf(number, slot.size), skipped: [] }),
        release: () => {
          if (held) this.#reader.release(number);
          held = false;
        },
      };
    }
  }

  /** Lets every thread finish the batch it is at; one that takes long is ended, and one that hangs in a read is left to the system. */
  async close(): Promise<void> {
    this.#failure ??= new Error('expected an open source of batches, but it was closed');
    this.#reader.stop();
    const ended = Promise.all(this.#ends).then(() => true);
    if (await withinTime(ended)) return;
    this.#workers.forEach((worker) => void worker.terminate());
    if (!(await withinTime(ended))) threadHangs();
  }

  /** Ends a wait for threads that do nothing, for a drive that is gone may never answer, or that make nothing, for code of the user's may never. */
  #watchReads(): NodeJS.Timeout {
    const tickMs = this.#hungMs / TICKS;
    let [since, before, lastTick] = [performance.now(), process.cpuUsage(), performance.now()];
    return setInterval(() => {
      const now = performance.now();
      // A machine that slept, or a job that was suspended, has had no time to read in.
      const slept = now - lastTick > tickMs + LATE_MS;
      lastTick = now;
      if (!slept && now - since < this.#hungMs) return;
      const { user, system } = process.cpuUsage(before);
      [since, before] = [now, process.cpuUsage()];
      if (slept) return;
      const isBusy = (user + system) / 1000 > IDLE_SHARE * this.#hungMs + TICKS * TICK_MS;
      if (isBusy && this.#data.code) this.#end(codeDidNotReturn(this.#data.code.entries, `after ${spanInWords(this.#hungMs)} no batch is there`));
      if (isBusy) return;
      const message = `expected to go on reading the images below ${this.#data.folder}, but for ${spanInWords(this.#hungMs)} a read there has given no answer`;
      this.#end(new BadInput(message, { help: 'Connect the drive again, then resume the run.' }));
    }, tickMs);
  }

  #follow(worker: Worker): Promise<void> {
    worker.on('message', (note: LoaderNote) => {
      if (note.kind === 'done') this.#done.add(worker);
      else this.#note(note.batch).resolve(note);
    });
    worker.on('error', (error) => this.#fail(error));
    return new Promise((resolve) =>
      worker.on('exit', (code) => {
        if (!this.#done.has(worker)) this.#end(this.#data.code ? codeDidNotReturn(this.#data.code.entries, `its thread ended with code ${code}`) : new Error(`expected the loader threads to go on, but one ended with code ${code}`));
        resolve();
      }),
    );
  }

  #fail(cause: unknown): void {
    this.#end(new Error('expected the loader threads to go on, but one of them died', { cause }));
  }

  #end(failure: Error): void {
    this.#failure ??= failure;
    for (const { reject } of this.#notes.values()) reject(this.#failure);
    this.#reader.wake();
  }

  #note(batch: number): PromiseWithResolvers<LoaderNote> {
    const known = this.#notes.get(batch);
    if (known) return known;
    const made = Promise.withResolvers<LoaderNote>();
    // Nobody may be waiting for it when a thread dies.
    made.promise.catch(() => undefined);
    this.#notes.set(batch, made);
    return made;
  }

  /** Without faults the samples follow from the order alone, so threads need not send them. */
  #namesOf(number: number, size: number): SampleName[] {
    const { epoch, batch } = placeOf(this.#stretch, batchCount(this.#recipe), number);
    if (this.#order?.epoch !== epoch) this.#order = { epoch, order: epochOrder(this.#recipe, epoch) };
    const first = batch * this.#recipe.batchSize;
    return [...this.#order.order.subarray(first, first + size)].map((index) => nameAt(this.#data.table, index));
  }
}
