import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint, NamedWeights } from '../../src-shared/domain/train-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { checkpointStateSchema, modelFileSchema } from '../../src-shared/schema/checkpoint-file.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { parseJson } from '../../src-shared/schema/run-file.ts';

/** An array's place in a `.bin` file, in which float32 values (little-endian) follow one another. */
interface ArrayPlace {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * The files of a checkpoint as pieces of bytes. The network gives its structure
 * as TensorFlow.js stores models, so that with the list of weights `model.json`
 * and `weights.bin` are what `tf.loadLayersModel` reads.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Readonly<Record<string, readonly Uint8Array[]>> {
  const weights = checkpoint.weights.map((each) => ({ ...place(each), dtype: 'float32' as const }));
  const model = { ...asRecord(checkpoint.model), weightsManifest: [{ paths: ['weights.bin'], weights }] };
  const state = { training: checkpoint.state, optimizer: checkpoint.optimizer.map(place), openPredictions: checkpoint.openPredictions.map(place) };
  return {
    'model.json': [toJson(model)],
    'weights.bin': checkpoint.weights.map(bytes),
    'optimizer.bin': checkpoint.optimizer.map(bytes),
    ...(checkpoint.openPredictions.length > 0 ? { 'predictions.bin': checkpoint.openPredictions.map(bytes) } : {}),
    'state.json': [toJson(state)],
  };
}

/** Reads back what `encodeCheckpoint` made, bit by bit, from a folder whose files are known to be whole. */
export function decodeCheckpoint(folder: string): Checkpoint {
  const json = (name: string) => parseJson(readFileSync(join(folder, name), 'utf8'), join(folder, name));
  const { weightsManifest, ...model } = parse(modelFileSchema, json('model.json'), join(folder, 'model.json'));
  const state = parse(checkpointStateSchema, json('state.json'), join(folder, 'state.json'));
  return {
    model,
    weights: readArrays(join(folder, 'weights.bin'), weightsManifest[0].weights),
    optimizer: readArrays(join(folder, 'optimizer.bin'), state.optimizer),
    openPredictions: state.openPredictions.length > 0 ? readArrays(join(folder, 'predictions.bin'), state.openPredictions) : [],
    state: state.training,
  };
}

function place({ name, array }: NamedWeights): ArrayPlace {
  return { name, shape: array.shape };
}

function bytes({ array: { data } }: NamedWeights): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function readArrays(path: string, places: readonly ArrayPlace[]): NamedWeights[] {
  const content = readFileSync(path);
  const counts = places.map(({ shape }) => shape.reduce((product, side) => product * side, 1));
  const expected = 4 * counts.reduce((sum, count) => sum + count, 0);
  if (content.byteLength !== expected) throw new BadInput(`expected ${expected} bytes of weights in ${path}, but found ${content.byteLength}`);
  // A copy of its own: a Buffer need not begin at a multiple of four.
  const values = new Float32Array(new Uint8Array(content).buffer);
  let at = 0;
  return places.map(({ name, shape }, i) => {
    const data = values.subarray(at, (at += counts[i] ?? 0));
    return { name, array: { data, shape, dtype: 'float32' } };
  });
}

function asRecord(model: unknown): object {
  if (typeof model === 'object' && model !== null) return model;
  throw new Error(`expected a model as TensorFlow.js stores it, but found ${typeof model}`);
}

/** JSON has no NaN and no infinities: the schema reads them as text. */
function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, (_key, each: unknown) => (typeof each === 'number' && !Number.isFinite(each) ? String(each) : each), 1));
}
