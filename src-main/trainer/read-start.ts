import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NamedWeights } from '../../src-shared/domain/train-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { layersModelSchema } from '../../src-shared/schema/layers-model.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { parseJson } from '../../src-shared/schema/run-file.ts';
import type { RunFile } from '../../src-shared/schema/run-file.ts';
import type { StartWeights } from '../engine/models/transfer.ts';
import * as tf from '../engine/tf.ts';
import { describeFile } from '../threads/atomic-file.ts';
import type { FoundStart } from './find-start.ts';
import { decodeSafetensors } from './safetensors.ts';

/**
 * The weights that a run begins with, from the copies in its folder; null where
 * it begins by chance.
 *
 * @throws BadInput if a copy is not what it was when the run was created.
 */
export async function readRunStart(folder: string, { start }: Pick<RunFile, 'start'>): Promise<StartWeights | null> {
  if (start === undefined) return null;
  const files = start.files.map(({ path, sha256 }) => {
    const copy = join(folder, path);
    if (describeFile(copy).sha256 !== sha256) throw new BadInput(`expected ${copy} as it was copied from ${start.from}, but found other bytes`, { help: 'Start a new run.' });
    return copy;
  });
  return readStart({ from: start.from, kind: start.kind, files });
}

/** Reads weights whole; a backend must be there. */
export async function readStart({ from, kind, files }: FoundStart): Promise<StartWeights> {
  const [path = '', ...others] = files;
  const weights = kind === 'safetensors' ? decodeSafetensors(readFileSync(path), from) : await readLayersModel(path, others);
  return { from, weights };
}

/** All arrays of floating-point numbers; quantised ones are brought back by TensorFlow.js. */
async function readLayersModel(path: string, files: readonly string[]): Promise<NamedWeights[]> {
  const { weightsManifest } = parse(layersModelSchema, parseJson(readFileSync(path, 'utf8'), path), path);
  const contents = new Map(files.map((file) => [basename(file), readFileSync(file)]));
  const groups = weightsManifest.map(async ({ paths, weights }) => {
    const bytes = Buffer.concat(paths.map((name) => contents.get(name) ?? Buffer.alloc(0)));
    const tensors = decode(bytes, weights, path);
    try {
      return await Promise.all(Object.entries(tensors).filter(([, { dtype }]) => dtype === 'float32').map(([name, tensor]) => read(name, tensor)));
    } finally {
      tf.dispose(tensors);
    }
  });
  return (await Promise.all(groups)).flat();
}

function decode(bytes: Uint8Array, weights: readonly object[], path: string): tf.NamedTensorMap {
  try {
    return tf.io.decodeWeights(new Uint8Array(bytes).buffer, weights as tf.io.WeightsManifestEntry[]);
  } catch (cause) {
    throw new BadInput(`expected the weights that ${path} lists in the files beside it, but they cannot be read`, { cause, help: 'They may be cut short: copy them again.' });
  }
}

async function read(name: string, tensor: tf.Tensor): Promise<NamedWeights> {
  return { name, array: { data: (await tensor.data<'float32'>()).slice(), shape: [...tensor.shape], dtype: 'float32' } };
}
