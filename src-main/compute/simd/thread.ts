/** A helper thread: it runs tasks inside wasm until it is told to stop. */
import { workerData } from 'node:worker_threads';
import { instantiate } from './module.ts';

export interface HelperData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly columns: number;
}

const { module, memory, scratch, scratchBytes, columns } = workerData as HelperData;
const kernels = instantiate(module, memory);
kernels.setThread(scratch, scratchBytes, columns);
kernels.help();
