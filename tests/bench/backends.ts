import * as tf from '../../src-main/engine/tf.ts';
import { Machine } from '../../src-main/compute/simd/machine.ts';
import { registerSimd } from '../../src-main/compute/simd/register.ts';

export interface KernelTime {
  readonly name: string;
  readonly hot: boolean;
  readonly milliseconds: number;
}

interface Registered {
  readonly name: string;
  readonly codePath: string;
  close(): Promise<void>;
}

export async function registerSimdFor(threads: number, observe?: (time: KernelTime) => void): Promise<Registered> {
  tf.enableProdMode();
  const columns = process.execArgv.includes('--experimental-wasm-revectorize') ? 16 : 8;
  const machine = new Machine({ threads, columns });
  registerSimd(machine, observe ? { observe: (name, hot, milliseconds) => observe({ name, hot, milliseconds }) } : {});
  await tf.setBackend('simd');
  return { name: 'simd', codePath: `6x${columns}`, close: () => machine.close() };
}

/** TensorFlow.js's own CPU backend. */
export async function registerPlain(): Promise<Registered> {
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { name: 'cpu', codePath: 'plain JavaScript', close: () => Promise.resolve() };
}
