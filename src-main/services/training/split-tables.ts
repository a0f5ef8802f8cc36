import { setTimeout } from 'node:timers/promises';
import type { DatasetDetail, SplitCounts, SplitLeaks, VolumeKind } from '../../../src-shared/domain/dataset.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { maskCode } from '../../../src-shared/lib/mask-classes.ts';
import { groupBy, splitKind } from '../../../src-shared/lib/resolve-experiment.ts';
import type { SplitRule } from '../../../src-shared/lib/split.ts';
import type { SideLists } from '../../../src-shared/lib/split-names.ts';
import type { SplitSample } from '../../../src-shared/schema/run-file.ts';
import { WHOLE_DATASET, partFilter } from '../../../src-shared/lib/dataset-part.ts';
import type { DatasetPart } from '../../../src-shared/lib/dataset-part.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import { datasetDetail, volumeKinds } from '../../store/datasets.request.ts';
import { splitParts } from '../../store/start.ts';
import type { Store } from '../../store/start.ts';
import { entryUrl } from '../../threads/entry.ts';
import { Thread } from '../../threads/thread.ts';
import { LimitedCache } from '../limited-cache.ts';
import { followsFile, readFoldFile, readSplitFile } from './split-file.ts';
import { addRows, countSides, createSplitRun, findLeaks, forget, pathsBySide, strangeNames, summarize, takeSamples, takeTestSamples } from './split-thread/requests.ts';
import type { Siblings } from './split-thread/expect-siblings.ts';
import type { SplitPlan, SplitSummary } from './split-thread/requests.ts';

/** A dataset whose samples the split thread holds. */
export interface SplitTable extends SplitSummary {
  readonly number: number;
  readonly dataset: DatasetDetail;
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks, as `maskCode` gives them; null where images have classes. */
  readonly maskValues: readonly number[] | null;
  /** Those that know where they lie. */
  readonly volumes: readonly VolumeKind[];
  /** What the numbers are called that samples have; left out where they have classes or masks. */
  readonly targets?: readonly string[] | undefined;
}

/** Those that were asked for last are kept: a form asks at every key. */
const TABLES = 4;
/** Whoever is just planning or starting a run goes on with the table that was found, although its dataset has been told to have changed. */
const IN_USE_MS = 30_000;

/** Reads datasets into a thread of their own and splits them there. */
export class SplitTables {
  readonly #store: Pick<Store, 'call' | 'onNotice'>;
  readonly #secret: () => string;
  readonly #tables = new LimitedCache<Promise<SplitTable>>(TABLES, { forgotten: (table) => void this.#forget(table) });
  /** What tables are remembered under, by their dataset. */
  readonly #keys = new Map<string, ReadonlySet<string>>();
  #thread: Thread | null = null;
  #count = 0;

  /** @param secret what runs seal the places of their samples with. */
  constructor(store: Pick<Store, 'call' | 'onNotice'>, secret: () => string) {
    this.#store = store;
    this.#secret = secret;
    store.onNotice(({ topic, id }) => {
      if (topic !== 'datasets' || id === undefined) return;
      for (const key of this.#keys.get(id) ?? []) this.#tables.delete(key);
      this.#keys.delete(id);
    });
  }

  /** @param part of the dataset that is meant; the whole if it is left out. */
  async get(datasetId: string, part: DatasetPart = WHOLE_DATASET): Promise<SplitTable> {
    const key = JSON.stringify([datasetId, part.onlyPaths, part.onlyClasses]);
    const known = this.#tables.get(key);
    if (known) return known;
    const table = this.#read(datasetId, part);
    this.#tables.set(key, table);
    this.#keys.set(datasetId, new Set([...(this.#keys.get(datasetId) ?? []), key]));
    // What failed is tried again; whoever asked is told.
    table.catch(() => this.#tables.delete(key));
    return table;
  }

  counts(table: SplitTable, split: SplitSpec): Promise<SplitCounts> {
    return this.#ask().call(countSides, { table: table.number, rule: ruleFor(table, split) });
  }

  /** Groups that a split puts on more than one side. */
  leaks(table: SplitTable, split: SplitSpec): Promise<SplitLeaks> {
    return this.#ask().call(findLeaks, { table: table.number, rule: ruleFor(table, split) });
  }

  /** Names in the file of a split that no sample has. */
  strangeNames(table: SplitTable, split: SplitSpec): Promise<readonly string[]> {
    return this.#ask().call(strangeNames, { table: table.number, rule: ruleFor(table, split) });
  }

  /** The paths on each side. */
  paths(table: SplitTable, split: SplitSpec): Promise<SideLists> {
    return this.#ask().call(pathsBySide, { table: table.number, rule: ruleFor(table, split) });
  }

  /** At most so many of a side, evenly spread over it. */
  samples(table: SplitTable, split: SplitSpec, side: Side, most: number): Promise<readonly SplitSample[]> {
    return this.#ask().call(takeSamples, { table: table.number, rule: ruleFor(table, split), side, most });
  }

  /** What a dataset gives to test on: its own test side if it names one, else all that it holds. */
  testSamples(table: SplitTable): Promise<readonly SplitSample[]> {
    return this.#ask().call(takeTestSamples, { table: table.number });
  }

  /**
   * Makes the folder of a run below the output folder.
   *
   * @param siblings the runs of its study that are there already; null for a study that is new.
   * @throws BadInput if it does not go with them.
   */
  createRun(table: SplitTable, split: SplitSpec, output: string, plan: SplitPlan, siblings: Siblings | null = null): Promise<{ readonly folder: string }> {
    return this.#ask().call(createSplitRun, { table: table.number, rule: ruleFor(table, split), output, plan: { ...plan, secret: this.#secret() }, siblings });
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  /** The thread begins when it is first asked: most commands never do. */
  #ask(): Thread {
    this.#thread ??= new Thread(entryUrl('split-thread'), { name: 'split' });
    return this.#thread;
  }

  async #read(datasetId: string, part: DatasetPart): Promise<SplitTable> {
    const dataset = await this.#store.call(datasetDetail, { datasetId });
    expectReady(dataset);
    const number = this.#count++;
    const all = dataset.classes.map(({ label, value }) => ({ label, ...(value !== undefined && { value }) }));
    const classes = part.onlyClasses === null ? all : all.filter(({ label, value }) => value !== undefined || part.onlyClasses?.includes(label));
    const fits = partFilter(part);
    for await (const rows of splitParts(this.#store, datasetId)) await this.#ask().call(addRows, { table: number, classes, rows: rows.filter(fits) });
    const summary = await this.#ask().call(summarize, { table: number });
    const volumes = dataset.grids.length === 0 ? [] : await this.#store.call(volumeKinds, { datasetId });
    const narrowed = part.onlyPaths === null && part.onlyClasses === null ? dataset : { ...dataset, samples: summary.usable };
    return { ...summary, number, dataset: narrowed, volumes, classes: classes.map(({ label }) => label), maskValues: maskValuesOf(dataset), targets: dataset.layout?.targets };
  }

  async #forget(table: Promise<SplitTable>): Promise<void> {
    const number = await table.then((read) => read.number, () => null);
    await setTimeout(IN_USE_MS, undefined, { ref: false });
    if (number !== null && this.#thread?.alive === true) await this.#thread.call(forget, { table: number });
  }
}

function maskValuesOf({ classes, layout }: DatasetDetail): readonly number[] | null {
  return classes.some(({ value }) => value !== undefined) ? maskCode(classes, layout?.names) : null;
}

/** The rule with what it leaves open decided for the dataset; of a whole k-fold, that of its first fold. */
function ruleFor(table: SplitTable, split: SplitSpec): SplitRule {
  const fold = split.fold ?? 1;
  const { validation, test, folds, stratify, seed } = split;
  const lists = listsOf(split, fold);
  return { validation, test, folds, fold, stratify, seed, kind: splitKind({ split }, table), groupBy: groupBy({ split }, table), ...(lists && { lists }) };
}

/** What a file names, where the split is to follow one. */
function listsOf(split: SplitSpec, fold: number): SideLists | null {
  const { kind, file, folds } = split;
  if (file === null || !followsFile(split)) return null;
  return kind === 'k-fold' ? readFoldFile(file, { fold, folds }) : readSplitFile(file, fold);
}

/** A dataset is being read: what was asked of it can be answered once it has been. */
export class BeingRead extends BadInput {}

/** @throws BadInput while a dataset has not been read to its end: its split would change under a run. */
function expectReady({ name, status, message, progress }: DatasetDetail): void {
  switch (status) {
    case 'ready':
      return;
    case 'indexing':
      throw new BeingRead(`expected "${name}" to be indexed, but ${progress?.total ? `${progress.done} of ${progress.total} files are in the ${progress.pass} pass` : 'its files are still being counted'}`, {
        help: 'Wait until its index is ready.',
      });
    case 'cancelled':
      throw new BadInput(`expected "${name}" to be indexed, but its index was cancelled`, { help: 'Index it again: what was read is kept.' });
    case 'failed':
      throw new BadInput(`expected "${name}" to be indexed, but that failed: ${message ?? 'no reason is known'}`, { help: 'Index it again.' });
  }
}
