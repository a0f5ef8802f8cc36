import { Worker } from 'node:worker_threads';
import { entryUrl } from '../../threads/entry.ts';
import { Arena } from './arena.ts';
import type { Block } from './arena.ts';
import type { TaskKind } from './kinds.ts';
import { compileKernels, instantiate } from './module.ts';
import type { KernelExports } from './module.ts';
import type { HelperData } from './thread.ts';

/** Columns of the micro-kernel's tile: 16 for 256-bit registers (or 32 of 128 bits), 8 for sixteen of 128 bits. */
export type TileColumns = 16 | 8;

/** A helper thread died, perhaps with work in hand; the backend cannot go on. */
export class HelperLost extends Error {
  constructor(cause?: unknown) {
    super('expected every compute thread to finish its part, but one has ended: start the run again from its last checkpoint', { cause });
    this.name = 'HelperLost';
  }
}

/** What a thread keeps of a job at a time, so that it stays in its second-level cache. */
const SCRATCH_BYTES = 1 << 20;
/** A single gathered tile may be larger than that and go on behind it. Memory that no job touches costs nothing. */
const LARGEST_TILE_BYTES = 4 << 20;
const ARGUMENT_BYTES = 1 << 16;
/** How long a job may stand still before a helper counts as lost: far longer than any task takes. */
const PATIENCE_SECONDS = 30;

export interface MachineOptions {
  readonly threads: number;
  readonly columns: TileColumns;
  readonly limitBytes?: number;
  readonly poison?: boolean;
  readonly patienceSeconds?: number;
}

/** One shared memory, its allocator, and the threads that run kernels on it. */
export class Machine {
  readonly arena: Arena;
  readonly threads: number;
  readonly columns: TileColumns;
  readonly #kernels: KernelExports;
  readonly helpers: readonly Worker[];
  readonly #arguments: Block;
  readonly #patience: number;
  #argumentsUsed = 0;
  #closed = false;
  #lost: HelperLost | null = null;

  constructor(options: MachineOptions, module = compileKernels()) {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536, shared: true });
    this.#kernels = instantiate(module, memory);
    this.arena = new Arena(memory, this.#kernels.heapBase(), options);
    this.threads = options.threads;
    this.columns = options.columns;
    this.#patience = options.patienceSeconds ?? PATIENCE_SECONDS;
    this.#arguments = this.arena.allocate(ARGUMENT_BYTES);
    this.#kernels.setThread(this.arena.allocate(SCRATCH_BYTES + LARGEST_TILE_BYTES).address, SCRATCH_BYTES, options.columns);
    this.helpers = Array.from({ length: options.threads - 1 }, () => this.#startHelper(module, memory));
  }

  get scratchBytes(): number {
    return SCRATCH_BYTES;
  }

  /** The most that a tile of six positions may gather. */
  get largestTileBytes(): number {
    return LARGEST_TILE_BYTES;
  }

  /**
   * A block of arguments for the next job: 32-bit words, kept until `run`.
   * Several may be made for one job; the first is the job's own.
   */
  words(values: readonly number[]): number {
    const address = this.#arguments.address + this.#argumentsUsed;
    this.#argumentsUsed += Math.ceil((values.length * 4) / 16) * 16;
    if (this.#argumentsUsed > ARGUMENT_BYTES) throw new Error(`expected at most ${ARGUMENT_BYTES} bytes of arguments for a kernel`);
    new Int32Array(this.arena.memory.buffer, address, values.length).set(values);
    return address;
  }

  /**
   * Runs tasks 0 to count − 1 of a kind, on all threads, and forgets the arguments.
   *
   * @throws HelperLost if a thread has ended: before, or now with a task that nobody will finish.
   */
  run(kind: TaskKind, args: number, count: number): void {
    this.#argumentsUsed = 0;
    if (this.#lost) throw this.#lost;
    if (count > 0 && this.#kernels.runJob(kind, args, count, this.#patience) !== 0) throw (this.#lost = new HelperLost());
  }

  /** Whether none of so many float32 numbers from an address on is infinite or NaN. */
  allFinite(address: number, count: number): boolean {
    return this.#kernels.allFinite(address, count) === 1;
  }

  floats(block: Block, length: number): Float32Array {
    return new Float32Array(this.arena.memory.buffer, block.address, length);
  }

  /** Ends the helper threads. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#kernels.stopHelpers();
    await Promise.all(this.helpers.map((helper) => helper.terminate()));
  }

  #startHelper(module: WebAssembly.Module, memory: WebAssembly.Memory): Worker {
    const scratch = this.arena.allocate(SCRATCH_BYTES + LARGEST_TILE_BYTES).address;
    const workerData: HelperData = { module, memory, scratch, scratchBytes: SCRATCH_BYTES, columns: this.columns };
    const helper = new Worker(entryUrl('simd-thread'), { workerData, name: 'simd' });
    helper.unref();
    helper.on('error', (error) => (this.#lost = new HelperLost(error)));
    helper.on('exit', () => {
      if (!this.#closed) this.#lost ??= new HelperLost();
    });
    return helper;
  }
}

const bits = new DataView(new ArrayBuffer(4));

/** A float as the 32-bit word that `words` takes. */
export function floatWord(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}
