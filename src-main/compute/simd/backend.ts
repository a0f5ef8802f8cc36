import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { util } from '@tensorflow/tfjs-core';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Block } from './arena.ts';
import type { Machine } from './machine.ts';

export const SIMD = 'simd';

/** The part of a tensor's record in `MathBackendCPU` that is touched here. */
interface Stored {
  values?: BackendValues;
}

export type NumberArray = Float32Array | Int32Array | Uint8Array;

/**
 * A TensorFlow.js backend whose hot kernels run on a `Machine`. It extends the
 * plain CPU backend, so every kernel of that works on it from the start: a
 * tensor that a hot kernel makes lives in the machine's memory, and the
 * `values` that plain kernels read are a view on it; a tensor that a plain
 * kernel makes is moved there when a hot kernel first reads it.
 */
export class SimdBackend extends MathBackendCPU {
  readonly machine: Machine;
  readonly #blocks = new Map<object, Block>();
  /** What the running kernel has made so far. */
  #made: object[] = [];

  constructor(machine: Machine) {
    super();
    this.machine = machine;
    // The plain backend would advise to install another one.
    (this as unknown as { firstUse: boolean }).firstUse = false;
  }

  /** Address of a tensor's first element, after it was moved into the machine's memory if need be. */
  address(info: TensorInfo): number {
    const block = this.#blocks.get(info.dataId);
    return block ? block.address : this.#moveIn(info).address;
  }

  /** A new tensor in the machine's memory; its contents are whatever lay there. */
  output(shape: readonly number[], dtype: DataType = 'float32'): { readonly info: TensorInfo; readonly address: number } {
    const size = util.sizeFromShape([...shape]);
    const block = this.machine.arena.allocate(size * bytesOf(dtype));
    const dataId = super.write(this.#view(block, size, dtype), [...shape], dtype);
    this.#blocks.set(dataId, block);
    this.#made.push(dataId);
    return { info: { dataId, shape: [...shape], dtype }, address: block.address };
  }

  /** The same tensor once more, as kernels that change nothing answer. */
  share(info: TensorInfo): TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape: info.shape, dtype: info.dtype };
  }

  /** Runs a kernel; if it fails half way (memory, a lost thread), what it had made is given back. */
  outputsKeptIfDone<Answer>(run: () => Answer): Answer {
    this.#made = [];
    try {
      return run();
    } catch (error) {
      for (const dataId of this.#made) this.disposeData(dataId, true);
      throw error;
    } finally {
      this.#made = [];
    }
  }

  /** The live values of a tensor: never to be kept beyond the kernel that asked. */
  values(info: TensorInfo): NumberArray {
    return this.#stored(info.dataId).values as NumberArray;
  }

  /** Views on our memory that plain kernels hand back are copied: the memory under them will be used again. */
  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const aliases = ArrayBuffer.isView(values) && values.buffer === this.machine.arena.memory.buffer;
    return super.write(aliases ? (values as NumberArray).slice() : values, shape, dtype);
  }

  override readSync(dataId: object): BackendValues {
    const values = super.readSync(dataId);
    return this.#blocks.has(dataId) ? (values as NumberArray).slice() : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!super.disposeData(dataId, force)) return false;
    const block = this.#blocks.get(dataId);
    if (block) {
      this.#blocks.delete(dataId);
      this.machine.arena.free(block);
    }
    return true;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['tensors that plain kernels made are held by the garbage collector'] };
  }

  override dispose(): void {
    super.dispose();
    for (const block of this.#blocks.values()) this.machine.arena.free(block);
    this.#blocks.clear();
  }

  #moveIn(info: TensorInfo): Block {
    const stored = this.#stored(info.dataId);
    const values = stored.values as NumberArray;
    const block = this.machine.arena.allocate(values.length * bytesOf(info.dtype));
    const view = this.#view(block, values.length, info.dtype);
    view.set(values);
    stored.values = view;
    this.#blocks.set(info.dataId, block);
    return block;
  }

  #view(block: Block, size: number, dtype: DataType): NumberArray {
    const { buffer } = this.machine.arena.memory;
    switch (dtype) {
      case 'float32':
        return new Float32Array(buffer, block.address, size);
      case 'int32':
        return new Int32Array(buffer, block.address, size);
      case 'bool':
        return new Uint8Array(buffer, block.address, size);
      default:
        throw new Error(`expected a float32, int32 or bool tensor, but found ${dtype}`);
    }
  }

  #stored(dataId: object): Stored {
    return this.data.get(dataId) as Stored;
  }
}

function bytesOf(dtype: DataType): number {
  return dtype === 'bool' ? 1 : 4;
}
