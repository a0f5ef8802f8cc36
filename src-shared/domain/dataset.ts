import type { Layout, Task } from '../schema/kinds.ts';
import type { SampleFiles } from '../schema/reading.ts';
import type { SizeRange } from '../lib/group-sizes.ts';
import type { DType } from './array.ts';
import type { Side } from './sample.ts';
import type { Vector3 } from './volume.ts';

/** How the files of a folder were found to be arranged, and why. */
export interface LayoutFinding {
  readonly layout: Layout;
  /** One sentence for the user: "10 folders under train/ and test/ hold only images: each is a class." */
  readonly reason: string;
  /** Relative path of the manifest that is read, for layout `manifest`. */
  readonly manifest: string | null;
  /**
   * For masks: what their numbers mean, as far as the data say so
   * (`dataset.json` names 1 "Anterior"); others are named by `maskClasses`.
   */
  readonly names?: Readonly<Record<string, string>>;
  /**
   * What the numbers that samples have as targets are called, in their order:
   * "age", "volume"; left out where samples have classes or masks.
   */
  readonly targets?: readonly string[];
  /** What is learnt, where the layout leaves it open: a manifest may name masks. */
  readonly task?: Task;
  /** The files that make each array of a sample, for layout `patient-folders`. */
  readonly files?: SampleFiles;
  /** Whether pixels are compared too. */
  readonly pixels?: boolean;
  /** How groups were told from paths, where the user said it. */
  readonly groupPattern?: string;
  /** Other layouts that would fit, to change to. */
  readonly alternatives: readonly Layout[];
}

export const INDEX_PASSES = ['scan', 'header', 'hash'] as const;
export type IndexPass = (typeof INDEX_PASSES)[number];

export type IndexStatus = 'indexing' | 'ready' | 'cancelled' | 'failed';

export interface IndexProgress {
  readonly pass: IndexPass;
  readonly done: number;
  /** Null while the scan is still counting. */
  readonly total: number | null;
  readonly filesPerSecond: number;
  readonly secondsLeft: number | null;
}

/** One of several folders that are one dataset. */
export interface DatasetFolder {
  /** What the paths of its samples begin with. */
  readonly name: string;
  /** Where it lies, or lay when it was last there. */
  readonly folder: string;
}

export interface DatasetSummary {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  /** Of several folders that are one dataset, whose `folder` is then the app's own; left out of any other. */
  readonly parts?: readonly DatasetFolder[];
  readonly status: IndexStatus;
  /** Set with status `failed`: what happened and what helps. */
  readonly message: string | null;
  readonly progress: IndexProgress | null;
  readonly layout: LayoutFinding | null;
  readonly files: number;
  readonly samples: number;
  readonly faults: number;
  readonly sizeBytes: number;
  /**
   * Labels in sorted order, or what the numbers in masks mean in rising order,
   * the background first: their place is the class number. Each image counts
   * once for every class that its mask shows.
   */
  readonly classes: readonly ClassCount[];
  /** A few samples for the strip of pictures. */
  readonly preview: readonly number[];
  readonly addedMs: number;
  readonly indexedMs: number | null;
}

export interface ClassCount {
  readonly label: string;
  /** The number that stands for it in masks; left out where images have classes. */
  readonly value?: number;
  readonly count: number;
  /** Counts by the side that the folder or manifest names; `none` where it names none. */
  readonly bySide: Readonly<Partial<Record<Side | 'none', number>>>;
}

/** How many samples have voxels of a size, to the thousandth of a mm, that run in these directions. */
export interface GridCount {
  readonly spacingMm: Vector3;
  readonly orientation: string;
  readonly count: number;
}

/** Volumes of one shape [z, y, x, channel], one size of voxels and one orientation. */
export interface VolumeKind extends GridCount {
  readonly shape: readonly number[];
}

/** What `datasets.get` adds to the summary: distributions over the header pass. */
export interface DatasetDetail extends DatasetSummary {
  readonly shapes: readonly { readonly shape: readonly number[]; readonly count: number }[];
  readonly dtypes: readonly { readonly dtype: DType; readonly count: number }[];
  /** Of the samples that say where their voxels lie. */
  readonly grids: readonly GridCount[];
  /** Samples by the side that the folder or manifest names, `none` where it names none. */
  readonly bySide: Readonly<Partial<Record<Side | 'none', number>>>;
  readonly groups: number;
  /** Groups by how many samples they have, those that cannot be read among them; sizes that none has are left out. */
  readonly groupSizes: readonly { readonly range: SizeRange; readonly groups: number }[];
  /** Samples whose bytes stand in the dataset more than once. */
  readonly duplicates: number;
  readonly hashed: number;
}

export interface Fault {
  readonly sampleId: number;
  readonly path: string;
  readonly reason: string;
}

/** Groups, such as patients, of which a split puts samples on more than one side. */
export interface SplitLeaks {
  readonly groups: number;
  /** A few of their names. */
  readonly examples: readonly string[];
}

/** Samples that hold the same, by their bytes or by their pixels alone. */
export interface DuplicateSet {
  /** What they have in common. */
  readonly by: 'bytes' | 'pixels';
  readonly samples: readonly { readonly id: number; readonly path: string; readonly side: Side | null; readonly label: string | null; readonly group: string | null }[];
  /** Whether the sides that the data name part them. */
  readonly acrossSides: boolean;
}

export type SplitCounts = Readonly<
  Record<Side, { readonly samples: number; readonly groups: number; readonly byClass: readonly number[] }>
>;
