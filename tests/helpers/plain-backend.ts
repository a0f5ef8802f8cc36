import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';

let backend = 'cpu';

/**
 * Runs a test file on TensorFlow.js's own CPU backend, which has none of our
 * kernels, unless `runOn` has named another.
 */
export function usePlainBackend(): void {
  beforeAll(async () => {
    enableProdMode(); // else it prints an advertisement
    await setBackend(backend);
  });
}

/** Makes test files that are imported from here on run on a backend that is registered. */
export function runOn(name: string): void {
  backend = name;
}
