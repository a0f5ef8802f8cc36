import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import type { BackendChoice } from '../../src-shared/domain/run.ts';
import { BadInput, flattenError } from '../../src-shared/lib/bad-input.ts';
import { startSimd } from './simd/start.ts';
import { deviceFor, listGpus, visibleDevices } from './tensorflow/devices.ts';
import { HOW_TO_ADD, loadTensorflow, startTensorflow } from './tensorflow/start.ts';

export interface BackendRequest {
  /** auto, cpu, gpu or gpu:0, as an experiment says it. */
  readonly device: string;
  /** Threads to compute with; 0 for as many as the machine makes use of. */
  readonly threads: number;
  /** The kernel variant of an earlier attempt, to compute the same bits. */
  readonly codePath?: string | null;
}

/**
 * Registers the backend that computes for this process, and says which and why:
 * a GPU where there is one to use, else `simd`, else plain JavaScript.
 *
 * @throws BadInput if a GPU was asked for by name and there is none to use.
 */
export async function selectBackend({ device, threads, codePath = null }: BackendRequest): Promise<BackendChoice> {
  enableProdMode();
  if (device !== 'cpu' && !(device === 'auto' && visibleDevices(process.env)?.length === 0)) {
    // TensorFlow's library computes on the first device that it may see: the wanted one alone.
    if (device !== 'auto') process.env['CUDA_VISIBLE_DEVICES'] = deviceFor(device, process.env);
    const tensorflow = loadTensorflow();
    if (tensorflow.usable) return startTensorflow();
    if (device !== 'auto') throw new BadInput(`expected a GPU for device ${device}, but found none to use: ${tensorflow.text}`, { help: `Choose device: auto, or add it by ${HOW_TO_ADD}.` });
  }
  try {
    return await startSimd({ threads, codePath });
  } catch (error) {
    return startPlain(`the simd kernels do not start here: ${flattenError(error).message}`);
  }
}

/** What `doctor` says of every backend: the first that is usable is the one that `auto` takes. */
export interface BackendReport {
  readonly name: string;
  readonly usable: boolean;
  readonly chosen: boolean;
  readonly text: string;
  readonly choice: BackendChoice | null;
}

/** Tries every backend in the order of `auto`. */
export async function reportBackends(): Promise<readonly BackendReport[]> {
  const tensorflow = loadTensorflow();
  const choice = await selectBackend({ device: 'auto', threads: 0 });
  const simd = choice.name === 'simd' ? choice : choice.name === 'tensorflow' ? await startSimd({ threads: 0, codePath: null }) : null;
  return [
    { name: 'tensorflow', usable: tensorflow.usable, chosen: choice.name === 'tensorflow', text: [tensorflow.text, ...listGpus(process.env).map((name, index) => `gpu:${index} is ${name}`)].join('; '), choice: choice.name === 'tensorflow' ? choice : null },
    { name: 'simd', usable: simd !== null, chosen: choice.name === 'simd', text: simd ? inWords(simd) : choice.reason, choice: simd },
    { name: 'cpu', usable: true, chosen: choice.name === 'cpu', text: 'plain JavaScript, far slower; used where nothing else works', choice: choice.name === 'cpu' ? choice : null },
  ];
}

function inWords({ reason, warnings }: BackendChoice): string {
  return warnings.length === 0 ? `${reason}; every kernel passed its self-test` : [reason, ...warnings].join('; ');
}

async function startPlain(reason: string): Promise<BackendChoice> {
  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
  await ready();
  return { name: 'cpu', reason: 'plain JavaScript', threads: 1, codePath: null, warnings: [reason] };
}
