import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { codeFunction } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';
import type { Dataset } from './dataset.ts';

/** What the file of a dataset exports by default: a function that makes one of the samples of a side. */
export type DatasetFactory = (args: DatasetArguments) => Dataset;

export interface DatasetArguments extends Omit<CodeArguments, 'options'> {
  /** The side's samples as the app reads them; `subset`, `concat`, `extendDataset` and the like build on it. */
  readonly dataset: Dataset;
  readonly side: Side;
}

/** A dataset of the user's, made of the app's. */
export function customDataset(file: string, dataset: Dataset, side: Side, code: UserCode): Dataset {
  const made = codeFunction(code, file, 'a dataset')({ dataset, side, extra: code.extra });
  if (!isDataset(made)) throw new BadInput(`${file}: expected its default export to give a dataset { length, labels, read }, but found ${typeof made}`);
  if (made.labels.length !== made.length) throw new BadInput(`${file}: expected a label for each of ${made.length} samples, but found ${made.labels.length}`);
  return made;
}

function isDataset(value: unknown): value is Dataset {
  if (typeof value !== 'object' || value === null) return false;
  const { length, labels, read } = value as Record<string, unknown>;
  return typeof length === 'number' && labels instanceof Int32Array && typeof read === 'function';
}

/** What the file of a load function exports by default: it reads the image of a file, and perhaps more arrays. */
export type LoadFunction = (args: LoadArguments) => Promise<LoadedArrays> | LoadedArrays;

export interface LoadArguments extends Omit<CodeArguments, 'options'> {
  /** Absolute. */
  readonly path: string;
  /** What the file holds, which is what was indexed. */
  readonly bytes: Uint8Array;
  /** The image as the app reads it: [height, width, channel] or [z, y, x, channel]. */
  decode(): Promise<DenseArray>;
}

/** `image` and any others by name; a `label` takes the place of the one that the app knows. */
export type LoadedArrays = Readonly<Record<string, DenseArray>>;

/** The user's load function, what it gives checked. */
export function customLoad(file: string, code: UserCode): (args: Omit<LoadArguments, 'extra'>) => Promise<LoadedArrays> {
  const load = codeFunction(code, file, 'the arrays of a sample');
  return async (args) => {
    const arrays: unknown = await load({ ...args, extra: code.extra });
    if (isArrays(arrays)) return arrays;
    throw new BadInput(`${file}: expected arrays { data, shape, dtype } by name, image among them, but found ${typeof arrays}`);
  };
}

function isArrays(value: unknown): value is LoadedArrays {
  const isArray = (each: unknown) => typeof each === 'object' && each !== null && 'data' in each && ArrayBuffer.isView(each.data) && 'shape' in each && Array.isArray(each.shape);
  return typeof value === 'object' && value !== null && 'image' in value && Object.values(value).every(isArray);
}
