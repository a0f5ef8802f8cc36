import type { ClassCount, SplitCounts, SplitLeaks } from '../../../../src-shared/domain/dataset.ts';
import type { Side } from '../../../../src-shared/domain/sample.ts';
import type { SplitRule } from '../../../../src-shared/lib/split.ts';
import type { SideLists } from '../../../../src-shared/lib/split-names.ts';
import type { SplitSample } from '../../../../src-shared/schema/run-file.ts';
import type { SplitRow } from '../../../store/samples.request.ts';
import { request } from '../../../threads/request.ts';
import type { CreatedRun, RunPlan } from '../../../trainer/launch.ts';
import type { Siblings } from './expect-siblings.ts';

/** A table that the thread keeps, by the number that its reader gave it. */
interface Of {
  readonly table: number;
}

/** A class, and the number that stands for it in masks where the dataset has some. */
export type SplitClass = Pick<ClassCount, 'label' | 'value'>;

/** What is known of a table without its rows. */
export interface SplitSummary {
  /** Samples that can be trained on. */
  readonly usable: number;
  /** The sides that the folder or the manifest names. */
  readonly sides: readonly Side[];
  /** Different groups among the samples. */
  readonly groups: number;
}

export const addRows = request<Of & { readonly classes: readonly SplitClass[]; readonly rows: readonly SplitRow[] }, null>('split.addRows');
export const summarize = request<Of, SplitSummary>('split.summarize');
export const forget = request<Of, null>('split.forget');
/** Groups that a split parts. */
export const findLeaks = request<Of & { readonly rule: SplitRule }, SplitLeaks>('split.leaks');
/** Names in a rule's lists that no sample has. */
export const strangeNames = request<Of & { readonly rule: SplitRule }, readonly string[]>('split.strangeNames');
/** The paths on each side. */
export const pathsBySide = request<Of & { readonly rule: SplitRule }, SideLists>('split.paths');

export const countSides = request<Of & { readonly rule: SplitRule }, SplitCounts>('split.count');

/** Samples of a side, at most `most` of them evenly spread over it, in the order of their contents. */
export const takeSamples = request<Of & { readonly rule: SplitRule; readonly side: Side; readonly most: number }, readonly SplitSample[]>('split.samples');
/** What a dataset gives to test on: its own test side if it names one, else all that it holds. */
export const takeTestSamples = request<Of, readonly SplitSample[]>('split.testSamples');

/** A run's plan, less what the thread knows. */
export interface SplitPlan extends Omit<RunPlan, 'split' | 'dataset'> {
  readonly dataset: Omit<RunPlan['dataset'], 'fingerprint'>;
}
/** Makes the run's folder: its lists of samples never pass through another thread. Nothing is made of one that does not go with the runs of its study. */
export const createSplitRun = request<Of & { readonly rule: SplitRule; readonly output: string; readonly plan: SplitPlan; readonly siblings: Siblings | null }, Pick<CreatedRun, 'folder'>>('split.createRun');
