import { availableParallelism } from 'node:os';
import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import type { Sample, Side } from '../../src-shared/domain/sample.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { heldLoading } from '../../src-shared/lib/held-loading.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import { UnreadableSample, reasonOf } from '../engine/data/dataset.ts';
import { formOf } from '../engine/loading/form.ts';
import type { SampleForm } from '../engine/loading/form.ts';
import type { UserCode } from '../engine/user-code.ts';
import { expectImagesFolder } from './images-folder.ts';
import { createRecipe } from './loader-threads/recipe.ts';
import type { RecipeCode, RecipeData } from './loader-threads/recipe.ts';
import { openDiskCache } from './loader-threads/disk-cache.ts';
import type { DiskCache } from './loader-threads/disk-cache.ts';
import { mostSlots } from './loader-threads/ring.ts';
import { createSampleCache } from './loader-threads/sample-cache.ts';
import { createSampleTable } from './loader-threads/sample-table.ts';
import { createThreadedSource } from './loader-threads/source.ts';
import type { ThreadedSource } from './loader-threads/source.ts';
import type { CodeFile } from './user-code/code-file.ts';

/** So many unreadable samples one after the other, and the folder itself is in question. */
const PROBES = 50;

export interface DataOptions {
  readonly spec: ResolvedExperiment;
  /** The dataset's folder. */
  readonly folder: string;
  /** The numbers that stand for the classes in masks; null or left out where images have classes. */
  readonly maskValues?: readonly number[] | null | undefined;
  /** The sides that will be used. */
  readonly sides: Readonly<Partial<Record<Side, readonly SplitSample[]>>>;
  readonly threads: number;
  readonly lastEpoch: number;
  /** The user's code that the spec names: its files for loader threads, and as loaded in this one. */
  readonly code?: LoadedCode | undefined;
}

export interface LoadedCode {
  readonly files: readonly CodeFile[];
  readonly loaded: UserCode;
}

/** The sides of an experiment as batches. Whoever opened it closes it. */
export interface ExperimentData {
  /** [height, width, channel] of an image as the network gets it: of a patch, where it learns patches. */
  readonly inputShape: readonly number[];
  /** A whole prepared sample, the first that can be read: others may differ in shape where patches are learnt. */
  readonly sample: SampleForm;
  /** Null if the side has no samples. */
  source(side: Side): ThreadedSource | null;
  close(): Promise<void>;
}

/** Threads that compute, as `selectBackend` takes them: 0 for as many as the machine has. */
export function computeThreads({ threads }: Pick<ResolvedExperiment, 'threads'>): number {
  return threads === 'auto' ? 0 : threads;
}

/** Loader threads for `loader.workers`: computing gets three cores of four. */
export function loaderThreads(workers: ResolvedExperiment['loader']['workers'], cores = availableParallelism()): number {
  return workers === 'auto' ? Math.max(1, Math.min(4, Math.floor(cores / 4))) : workers;
}

/** Reads one sample to learn what all of them look like; the others are read as batches are asked for. */
export async function openData(options: DataOptions): Promise<ExperimentData> {
  const { spec, folder, threads, lastEpoch } = options;
  expectImagesFolder(folder);
  const disk = diskCache(options);
  const recipes = Object.entries(options.sides).flatMap(([side, samples]) =>
    samples.length > 0 ? [{ side, recipe: { ...createRecipeData(options, side as Side, samples), disk } }] : [],
  );
  const code = options.code?.loaded;
  const probe = await probeSample(recipes.map(({ recipe }) => recipe), code);
  const total = recipes.reduce((sum, { recipe }) => sum + recipe.table.length, 0);
  const sources = new Map<string, ThreadedSource>();
  const { patch } = spec.loader;
  for (const { side, recipe } of recipes) {
    const budget = spec.dataset.cache !== 'none' && (recipe.code?.dataset ?? null) === null ? (spec.dataset.cacheBudgetMb * 1e6 * recipe.table.length) / total : 0;
    const cache = budget > 0 ? createSampleCache(formOf(probe), recipe.table.length, budget, patch === null) : null;
    const form = formOf(changed(createRecipe(recipe, code), probe));
    // Whole cases have no common size to keep slots of a ring for: they are made where they are used, one at a time.
    const own = patch !== null && side !== 'train' ? 0 : threads;
    sources.set(side, createThreadedSource({ recipe: { ...recipe, cache }, form, threads: own, ringBytes: ringBytes(spec), lastEpoch, code }));
  }
  const shape = imageShape(formOf(probe));
  return {
    inputShape: patch ? [...patch.size, shape.at(-1) ?? 1] : shape,
    sample: formOf(probe),
    source: (side) => sources.get(side) ?? null,
    close: async () => {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}

/** [height, width, channel] of the images of a form. */
export function imageShape(form: SampleForm): readonly number[] {
  return form.find(({ name }) => name === 'image')?.shape ?? [];
}

/** What samples take in memory, prepared as a whole, and as batches have them: patches may be less. */
export interface SampleBytes {
  readonly whole: number;
  readonly inBatch: number;
}

/** Memory that prepared samples and waiting batches take beside the network. */
export function loaderBytes(spec: ResolvedExperiment, bytes: SampleBytes, samples: number, threads: number): number {
  const { dataset, loader } = spec;
  const cached = dataset.cache !== 'none' ? Math.min(dataset.cacheBudgetMb * 1e6, samples * bytes.whole) : 0;
  return cached + Math.min(ringBytes(spec), mostSlots(threads) * loader.batchSize * bytes.inBatch);
}

/** For the batches of one side that wait in the ring. */
function ringBytes({ loader }: ResolvedExperiment): number {
  return loader.prefetchMb * 1e6;
}

/** Null where the experiment keeps no prepared samples on disk: what code of the user's makes of a file may change with the code. */
function diskCache({ spec, maskValues }: DataOptions): DiskCache | null {
  const { cache, cacheFolder, cacheDiskGb, files, load, code } = spec.dataset;
  if (cache !== 'disk' || cacheFolder === null || load !== null || code !== null) return null;
  return openDiskCache(cacheFolder, cacheDiskGb * 1e9, { prepare: spec.prepare, files, maskValues: maskValues ?? null });
}

/** Training draws and augments; of the other sides each image is taken once, in order and as it is unless they have settings of their own. */
function createRecipeData({ spec, folder, maskValues, code }: DataOptions, side: Side, samples: readonly SplitSample[]): RecipeData {
  const common = { folder, maskValues, files: spec.dataset.files, table: createSampleTable(samples), prepare: spec.prepare, seed: spec.seed, cache: null, code: code && code.files.length > 0 ? recipeCode(spec, side, code) : null };
  if (side === 'train') {
    const { sampler, batchSize, batchesPerEpoch, dropLast, patch } = spec.loader;
    return { ...common, sampler, batchSize, batchesPerEpoch, dropLast, patch, unreadable: 'replace', augment: spec.augment };
  }
  return { ...common, ...heldLoading(spec, side), batchesPerEpoch: 'auto', dropLast: false, unreadable: 'leave-out' };
}

function recipeCode(spec: ResolvedExperiment, side: Side, { files }: LoadedCode): RecipeCode {
  const { dataset, loader, augment, extra } = spec;
  const learns = side === 'train';
  const own = side === 'train' ? [loader.sampler, ...augment] : heldLoading(spec, side).augment;
  const named = own.flatMap((each) => (each.kind === 'custom' ? [each.file] : []));
  const collate = learns ? loader.code : null;
  const entries = [...new Set([dataset.load, dataset.code, collate, ...named].filter((file) => file !== null))];
  return { files, entries, extra, side, load: dataset.load, dataset: dataset.code, collate };
}

/** A prepared sample, the first that can be read. */
async function probeSample(recipes: readonly RecipeData[], code: UserCode | undefined): Promise<Sample> {
  const [data] = recipes;
  if (!data) throw new BadInput('expected images to train on, but the split gives none');
  const recipe = createRecipe(data, code);
  let reason: unknown = null;
  for (let index = 0; index < Math.min(PROBES, recipe.dataset.length); index++) {
    const sample = await recipe.dataset.read(index).catch((error: unknown) => {
      if (!(error instanceof UnreadableSample)) throw error;
      reason ??= error;
      return null;
    });
    if (sample) return sample;
  }
  throw new BadInput(`expected images that can be read below ${data.folder}, but the first ${Math.min(PROBES, recipe.dataset.length)} cannot${data.code?.load ? `: ${reason instanceof UnreadableSample ? reasonOf(reason) : ''}` : ''}`, {
    cause: reason,
    help: 'Index the folder again: files may have been moved or are damaged.',
  });
}

function changed(recipe: ReturnType<typeof createRecipe>, sample: Sample): Sample {
  const augmented = recipe.change?.(sample, 1, 0) ?? sample;
  return recipe.collate?.([augmented], 1, 0)[0] ?? augmented;
}
