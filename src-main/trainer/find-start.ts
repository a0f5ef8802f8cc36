import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { layersModelSchema } from '../../src-shared/schema/layers-model.ts';
import { check, inWords } from '../../src-shared/schema/parse.ts';
import { parseJson } from '../../src-shared/schema/run-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { chooseCheckpoint } from './choose-checkpoint.ts';

/** Weights for a network to begin with, found but not read. */
export interface FoundStart {
  /** "epoch-0007 of /data/runs/mednist-0001", or a path. */
  readonly from: string;
  readonly kind: 'layers-model' | 'safetensors';
  /** Absolute: the model.json with the files of its weights, in their order, or the one .safetensors file. */
  readonly files: readonly string[];
}

/**
 * What `startFrom` names: a run (its best checkpoint, or the newest), a
 * checkpoint, a layers model of TensorFlow.js or a .safetensors file.
 *
 * @throws BadInput if it is none of these, or lacks a file.
 */
export function findStart(path: string): FoundStart {
  if (!isAbsolute(path)) throw new BadInput(`expected the whole path of weights to start from, but found ${path}`);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new BadInput(`expected weights to start from at ${path}, but found nothing`, { help: 'Check its name.' });
  if (stats.isFile()) return path.endsWith('.safetensors') ? { from: path, kind: 'safetensors', files: [path] } : layersModel(path, path);
  if (existsSync(join(path, RUN_FILES.run))) return checkpointOf(path);
  if (existsSync(join(path, 'model.json'))) return layersModel(join(path, 'model.json'), path);
  throw new BadInput(`expected the folder of a run, of a checkpoint or of a model.json at ${path}, but found none of them there`);
}

/** The folder of the run whose weights a start names; null where they are of no run, or nothing is there any more. */
export function runOfStart(path: string): string | null {
  // A run, a checkpoint of it, or the model.json in that.
  const above = [path, join(path, '../..'), join(path, '../../..')];
  return above.find((folder, up) => existsSync(join(folder, RUN_FILES.run)) && (up === 0 || relative(folder, path).split(sep)[0] === RUN_FILES.checkpoints)) ?? null;
}

function checkpointOf(run: string): FoundStart {
  const checkpoints = join(run, RUN_FILES.checkpoints);
  if (!existsSync(checkpoints)) throw new BadInput(`expected a checkpoint in the run ${run}, but found none`, { help: 'Train at least one epoch of it first.' });
  const { name } = chooseCheckpoint(CheckpointFolder.look(checkpoints), undefined);
  return layersModel(join(checkpoints, name, 'model.json'), `${name} of ${run}`);
}

/** A larger file is no model.json, and would be read whole to be told so. */
const MOST_MODEL_BYTES = 64 * 1024 * 1024;

function layersModel(path: string, from: string): FoundStart {
  if (statSync(path).size > MOST_MODEL_BYTES) throw new BadInput(`expected a layers model of TensorFlow.js, or a .safetensors file, at ${path}, but found a file of more than 64 MB`, { help: 'Name the model.json beside the weights.' });
  const checked = check(layersModelSchema, parseJson(readFileSync(path, 'utf8'), path));
  if (!checked.ok) throw new BadInput(`expected a layers model of TensorFlow.js, or a .safetensors file, at ${path}, but found ${checked.problems.map(inWords).join('; ')}`);
  const weights = checked.value.weightsManifest.flatMap(({ paths }) => paths).map((name) => join(dirname(path), name));
  const missing = weights.find((each) => !existsSync(each));
  if (missing !== undefined) throw new BadInput(`expected ${basename(missing)} beside ${path}, which says that it holds its weights, but found no such file`);
  return { from, kind: 'layers-model', files: [path, ...weights] };
}
