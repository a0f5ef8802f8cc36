import type { PlacedArray } from '../../../src-shared/domain/volume.ts';
import type { SampleFiles } from '../../../src-shared/schema/reading.ts';
import type { ExperimentSpec, LoaderSpec, PrepareStep, TransformSpec } from '../../../src-shared/schema/experiment.ts';
import { createAugment } from '../../engine/augment/create.ts';
import { UnreadableSample } from '../../engine/data/dataset.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { customDataset, customLoad } from '../../engine/data/custom-dataset.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { preparedDataset } from '../../engine/data/prepared.ts';
import { customCollate } from '../../engine/loading/custom-collate.ts';
import { patchCutter } from '../../engine/loading/cut-patch.ts';
import type { BatchRecipe } from '../../engine/loading/recipe.ts';
import { NO_CODE } from '../../engine/user-code.ts';
import type { UserCode } from '../../engine/user-code.ts';
import { createSampler } from '../../engine/sampling/create.ts';
import { nameOf } from '../../../src-shared/lib/alias.ts';
import type { SampleName } from '../../engine/loading/batch.ts';
import { readSample, readTruth } from '../../files/read-sample.ts';
import type { CodeFile } from '../user-code/code-file.ts';
import { expectImagesFolder } from '../images-folder.ts';
import { throughDisk } from './disk-cache.ts';
import type { DiskCache } from './disk-cache.ts';
import { throughCache } from './sample-cache.ts';
import type { SampleCache } from './sample-cache.ts';
import { entryOf } from './sample-table.ts';
import type { SampleTable } from './sample-table.ts';

/** A recipe as plain data and shared memory: what a loader thread is started with. */
export interface RecipeData {
  /** The dataset's folder, which the table's paths begin from. */
  readonly folder: string;
  readonly table: SampleTable;
  /** The numbers that stand for the classes in masks; null or left out where images have classes. */
  readonly maskValues?: readonly number[] | null | undefined;
  /** How the files of each array are normalised; null or left out where values stay as they are. */
  readonly files?: SampleFiles | null | undefined;
  readonly prepare: readonly PrepareStep[];
  readonly sampler: LoaderSpec['sampler'];
  readonly batchSize: number;
  readonly batchesPerEpoch: LoaderSpec['batchesPerEpoch'];
  readonly dropLast: boolean;
  readonly unreadable: BatchRecipe['unreadable'];
  /** Null or left out where images are taken whole. */
  readonly patch?: LoaderSpec['patch'] | undefined;
  readonly augment: readonly TransformSpec[];
  readonly seed: ExperimentSpec['seed'];
  readonly cache: SampleCache | null;
  /** Null or left out where prepared samples are not kept on disk. */
  readonly disk?: DiskCache | null | undefined;
  /** The user's code that the recipe needs; null if none. */
  readonly code?: RecipeCode | null;
}

/** The user's code as plain data, and where the recipe uses it. */
export interface RecipeCode {
  readonly files: readonly CodeFile[];
  /** Those of the files that a thread must load. */
  readonly entries: readonly string[];
  readonly extra: UserCode['extra'];
  readonly side: Side;
  readonly load: string | null;
  readonly dataset: string | null;
  readonly collate: string | null;
}

/** The same recipe in whatever thread it is made. */
export function createRecipe(data: RecipeData, code: UserCode = NO_CODE): BatchRecipe {
  const { dataset, collate, side = 'train' } = data.code ?? {};
  const read = tableDataset(data, code);
  const made = preparedDataset(dataset ? customDataset(dataset, read, side, code) : read, data.prepare);
  const prepared = data.disk ? throughDisk(made, data.table, data.disk) : made;
  return {
    dataset: data.cache === null ? prepared : throughCache(prepared, data.table, data.cache),
    sampler: createSampler(data.sampler, prepared.labels, data.batchSize, code),
    batchSize: data.batchSize,
    batchesPerEpoch: data.batchesPerEpoch,
    dropLast: data.dropLast,
    unreadable: data.unreadable,
    ...(data.patch || data.augment.length > 0 ? { change: changeOf(data, code) } : {}),
    ...(collate ? { collate: customCollate(collate, data.seed, code) } : {}),
  };
}

/** Training images change in every epoch; those that a network is held against stay the same. Of patches, no more is changed than is used. */
function changeOf({ augment, patch, batchSize, seed, unreadable }: RecipeData, code: UserCode): NonNullable<BatchRecipe['change']> {
  const { change } = createAugment(augment, seed, 'augment', code);
  if (unreadable !== 'replace') return (sample, _epoch, position) => change(sample, 0, position);
  if (!patch) return change;
  const cut = patchCutter(patch, batchSize, seed);
  return (sample, epoch, position, index) => change(cut(sample, epoch, position, index), epoch, position);
}

/** Like `openDataset` of `files`, but each thread takes entries from the one table instead of a list of its own. */
function tableDataset({ table, folder, maskValues, files, code: used }: RecipeData, code: UserCode): Dataset {
  const load = used?.load ? customLoad(used.load, code) : null;
  return {
    length: table.length,
    labels: table.labels,
    read: (index) => orFolderGone(folder, readSample(folder, entryOf(table, index), maskValues, load, files)),
  };
}

/** One file that cannot be read is left to whoever asked; where the whole folder is gone, that is said at once. */
async function orFolderGone<Result>(folder: string, reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableSample) expectImagesFolder(folder);
    throw error;
  }
}

/** Reads the labels of a sample's pixels as its mask has them; for `BatchSource.truth`. */
export function truthReader({ table, folder, maskValues }: RecipeData): (sample: SampleName) => Promise<PlacedArray> {
  let places: ReadonlyMap<string, number> | null = null;
  return async ({ path }) => {
    places ??= new Map(Array.from({ length: table.length }, (_, index) => [nameOf(entryOf(table, index)), index]));
    return orFolderGone(folder, readTruth(folder, entryOf(table, places.get(path) ?? -1), maskValues ?? []));
  };
}
