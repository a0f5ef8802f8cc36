import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import type { BackendChoice } from '../../src-shared/domain/run.ts';

export interface BackendRequest {
  /** auto, cpu, gpu or gpu:0, as an experiment says it. */
  readonly device: string;
  /** Threads to compute with; 0 for as many as the machine makes use of. */
  readonly threads: number;
  /** The kernel variant of an earlier attempt, to compute the same bits. */
  readonly codePath?: string | null;
}

/** Registers the backend that computes for this process, and says which and why. */
export async function selectBackend({ device }: BackendRequest): Promise<BackendChoice> {
  // Else the backend greets everyone with an advertisement for another one.
  enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
  await ready();
  return { name: 'cpu', reason: `the only backend so far, asked for ${device}`, threads: 1, codePath: null, warnings: [] };
}
