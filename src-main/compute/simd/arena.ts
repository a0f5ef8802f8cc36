/** A stretch of the shared memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

export interface Temporary extends Block, Disposable {}

/** Raised when tensors no longer fit; the process goes on and what it holds stays usable. */
export class OutOfMemory extends Error {
  readonly bytes: number;

  constructor(bytes: number, used: number, limit: number) {
    super(
      `expected ${inMegabytes(bytes)} more for a tensor, but ${inMegabytes(used)} of the ${inMegabytes(limit)} that the CPU backend can address are in use: lower the batch size or the image size`,
    );
    this.name = 'OutOfMemory';
    this.bytes = bytes;
  }
}

const PAGE = 65_536;
/** Blocks begin on cache lines, and end with room for a kernel that reads a whole tile at the border. */
const LINE = 64;
const SLACK = 1024;
/** The most that wasm32 can address, and the most that `WebAssembly.Memory` takes. */
const MOST_PAGES = 65_536;
const GROW_PAGES = 64;

/**
 * Gives out blocks of one shared `WebAssembly.Memory`: best fit, neighbours
 * that are free become one. A training step asks for the same sizes every
 * time, so after the first the memory neither grows nor falls apart.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #limit: number;
  #end: number;
  #used = 0;
  #peak = 0;
  /** Free stretches in order of address. */
  readonly #addresses: number[] = [];
  readonly #sizes: number[] = [];
  readonly #poison: boolean;

  /**
   * @param heap the first byte to give out.
   * @param options.limitBytes refuses to grow beyond; `poison` fills freed blocks with NaN, for tests.
   */
  constructor(memory: WebAssembly.Memory, heap: number, options: { readonly limitBytes?: number; readonly poison?: boolean } = {}) {
    this.memory = memory;
    this.#end = alignUp(heap, LINE);
    this.#limit = Math.min(options.limitBytes ?? Infinity, MOST_PAGES * PAGE);
    this.#poison = options.poison ?? false;
  }

  /** Bytes that are given out now, and the most that ever were. */
  get usedBytes(): number {
    return this.#used;
  }

  get peakBytes(): number {
    return this.#peak;
  }

  /** @throws OutOfMemory */
  allocate(bytes: number): Block {
    const size = alignUp(Math.max(bytes, LINE), LINE);
    const place = this.#bestFit(size);
    const block = place < 0 ? this.#grow(size) : this.#take(place, size);
    this.#used += size;
    this.#peak = Math.max(this.#peak, this.#used);
    return block;
  }

  /** A block that `using` frees at the end of its scope, errors included. */
  temporary(bytes: number): Temporary {
    const block = this.allocate(bytes);
    return { ...block, [Symbol.dispose]: () => this.free(block) };
  }

  free(block: Block): void {
    this.#used -= block.bytes;
    if (this.#poison) new Float32Array(this.memory.buffer, block.address, block.bytes / 4).fill(NaN);
    this.#release(block.address, block.bytes);
  }

  #bestFit(size: number): number {
    let best = -1;
    let bestSize = Infinity;
    for (let i = 0; i < this.#sizes.length; i++) {
      const free = this.#sizes[i] as number;
      if (free < size || free >= bestSize) continue;
      best = i;
      bestSize = free;
      if (free === size) break;
    }
    return best;
  }

  #take(place: number, size: number): Block {
    const address = this.#addresses[place] as number;
    const left = (this.#sizes[place] as number) - size;
    if (left === 0) {
      this.#addresses.splice(place, 1);
      this.#sizes.splice(place, 1);
    } else {
      this.#addresses[place] = address + size;
      this.#sizes[place] = left;
    }
    return { address, bytes: size };
  }

  #grow(size: number): Block {
    const last = this.#addresses.length - 1;
    const touches = last >= 0 && (this.#addresses[last] as number) + (this.#sizes[last] as number) === this.#end;
    const address = touches ? (this.#addresses[last] as number) : this.#end;
    const needed = address + size + SLACK;
    if (needed > this.#limit) throw new OutOfMemory(size, this.#used, this.#limit);
    const missing = Math.ceil((needed - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#growMemory(missing, size);
    if (touches) {
      this.#addresses.pop();
      this.#sizes.pop();
    }
    this.#end = address + size;
    return { address, bytes: size };
  }

  #growMemory(missing: number, size: number): void {
    const room = MOST_PAGES - this.memory.buffer.byteLength / PAGE;
    for (const pages of [Math.min(Math.max(missing, GROW_PAGES), room), missing]) {
      try {
        this.memory.grow(pages);
        return;
      } catch (error) {
        // The engine says RangeError where the system has no more to give; fewer pages may still do.
        if (!(error instanceof RangeError)) throw error;
      }
    }
    throw new OutOfMemory(size, this.#used, this.memory.buffer.byteLength);
  }

  #release(address: number, bytes: number): void {
    let place = this.#placeOf(address);
    let size = bytes;
    const next = this.#addresses[place];
    if (next !== undefined && address + size === next) {
      size += this.#sizes[place] as number;
      this.#addresses.splice(place, 1);
      this.#sizes.splice(place, 1);
    }
    const before = place - 1;
    if (before >= 0 && (this.#addresses[before] as number) + (this.#sizes[before] as number) === address) {
      this.#sizes[before] = (this.#sizes[before] as number) + size;
      return;
    }
    place = before + 1;
    this.#addresses.splice(place, 0, address);
    this.#sizes.splice(place, 0, size);
  }

  /** Where in the list an address belongs. */
  #placeOf(address: number): number {
    let low = 0;
    let high = this.#addresses.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#addresses[middle] as number) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
