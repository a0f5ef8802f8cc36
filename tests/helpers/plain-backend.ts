import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';

/** Runs a test file on TensorFlow.js's own CPU backend, which has none of our kernels. */
export function usePlainBackend(): void {
  beforeAll(async () => {
    enableProdMode(); // else it prints an advertisement
    await setBackend('cpu');
  });
}
