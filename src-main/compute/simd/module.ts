import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFolder } from '../../threads/entry.ts';

/** What `assembly/index.ts` exports. */
export interface KernelExports {
  /** Runs a job's tasks on this thread and the helpers; 1 if a helper was lost, else 0. */
  runJob(kind: number, args: number, count: number, patienceSeconds: number): number;
  /** Whether none of so many float32 numbers is infinite or NaN: 1, or 0. */
  allFinite(address: number, count: number): number;
  help(): void;
  stopHelpers(): void;
  setThread(scratch: number, bytes: number, columns: number): void;
  heapBase(): number;
}

export function compileKernels(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(join(builtFolder(), 'wasm', 'simd.wasm')));
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as KernelExports;
}
