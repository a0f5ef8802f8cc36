import * as tf from '../../src-main/engine/tf.ts';
import { Machine } from '../../src-main/compute/simd/machine.ts';
import { registerSimd } from '../../src-main/compute/simd/register.ts';
import type { KernelObserver } from '../../src-main/compute/simd/register.ts';

interface Registered {
  readonly name: string;
  readonly codePath: string;
  close(): Promise<void>;
}

interface RegisteredSimd extends Registered {
  readonly machine: Machine;
}

export async function registerSimdFor(threads: number, observe?: KernelObserver): Promise<RegisteredSimd> {
  tf.enableProdMode();
  const columns = process.execArgv.includes('--experimental-wasm-revectorize') ? 16 : 8;
  const machine = new Machine({ threads, columns });
  registerSimd(machine, observe ? { observe } : {});
  await tf.setBackend('simd');
  return { name: 'simd', codePath: `6x${columns}`, machine, close: () => machine.close() };
}

/** TensorFlow.js's own CPU backend. */
export async function registerPlain(): Promise<Registered> {
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { name: 'cpu', codePath: 'plain JavaScript', close: () => Promise.resolve() };
}
