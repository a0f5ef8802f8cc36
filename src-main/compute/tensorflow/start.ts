import { createRequire } from 'node:module';
import util from 'node:util';
import { findBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import type { BackendChoice } from '../../../src-shared/domain/run.ts';

/** The optional peer: its installer fetches 400 MB, so it is used only where a user has added it. */
const PACKAGE = '@tensorflow/tfjs-node-gpu';

export const HOW_TO_ADD = `npm install --no-save ${PACKAGE}@4.22.0 (400 MB; NVIDIA, CUDA 11.2 and cuDNN 8.1)`;

export type TensorflowState = { readonly usable: true; readonly text: string } | { readonly usable: false; readonly text: string };

/** Loads TensorFlow's own library if a user has added it; never throws for want of it. */
export function loadTensorflow(): TensorflowState {
  const require = createRequire(import.meta.url);
  try {
    require.resolve(PACKAGE);
  } catch {
    return { usable: false, text: `not added; ${HOW_TO_ADD} adds it` };
  }
  try {
    restoreRemovedUtil();
    require(PACKAGE);
  } catch (error) {
    const [reason = 'no reason given'] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { usable: false, text: `${PACKAGE} is there but does not load: ${reason}` };
  }
  // Both copies of tfjs-core in the process share one engine, so its backend is ours.
  return findBackend('tensorflow') === null
    ? { usable: false, text: `${PACKAGE} loads but brings no backend` }
    : { usable: true, text: "TensorFlow's own library" };
}

export async function startTensorflow(): Promise<BackendChoice> {
  await setBackend('tensorflow');
  await ready();
  return { name: 'tensorflow', reason: "the GPU, by TensorFlow's own library", threads: 1, codePath: null, warnings: [] };
}

/** tfjs-node 4.22 calls functions that Node 23 took out of `util` (tensorflow/tfjs issue 8609). */
function restoreRemovedUtil(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] ??= Array.isArray;
}
