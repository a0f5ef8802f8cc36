import type { DatasetDetail, SplitCounts } from '../../../src-shared/domain/dataset.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { groupBy, splitKind } from '../../../src-shared/lib/resolve-experiment.ts';
import { splitSamples } from '../../../src-shared/lib/split.ts';
import type { SplitItem } from '../../../src-shared/lib/split.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import { datasetDetail } from '../../store/datasets.request.ts';
import { splitRows } from '../../store/start.ts';
import type { Store } from '../../store/start.ts';
import { LimitedCache } from '../limited-cache.ts';

/** A dataset as splits see it: every sample that can be trained on. */
export interface SplitTable {
  readonly dataset: DatasetDetail;
  readonly classes: readonly string[];
  readonly items: readonly (SplitItem & { readonly path: string })[];
  /** The sides that the folder or the manifest names. */
  readonly sides: readonly Side[];
  /** Different groups among the items. */
  readonly groups: number;
  /** Splits that were made of it, by their rules. */
  readonly made: LimitedCache<readonly Side[]>;
}

/** Tables are some 200 bytes a sample. */
const TABLES = 4;
const SPLITS = 8;

/** Reads datasets for splits and keeps what was asked for last: a form asks at every key. */
export class SplitTables {
  readonly #store: Store;
  readonly #tables = new LimitedCache<Promise<SplitTable>>(TABLES);

  constructor(store: Store) {
    this.#store = store;
    store.onNotice(({ topic, id }) => {
      if (topic === 'datasets' && id !== undefined) this.#tables.delete(id);
    });
  }

  async get(datasetId: string): Promise<SplitTable> {
    const known = this.#tables.get(datasetId);
    if (known) return known;
    const table = this.#read(datasetId);
    this.#tables.set(datasetId, table);
    // What failed is tried again; whoever asked is told.
    table.catch(() => this.#tables.delete(datasetId));
    return table;
  }

  /** The side of every item of a table, in its order. */
  sides(table: SplitTable, split: SplitSpec): readonly Side[] {
    const rule = { ...split, kind: splitKind({ split }, table), groupBy: groupBy({ split }, table) };
    const key = JSON.stringify(rule);
    const known = table.made.get(key);
    if (known) return known;
    const sides = splitSamples(table.items, rule);
    table.made.set(key, sides);
    return sides;
  }

  async #read(datasetId: string): Promise<SplitTable> {
    const dataset = await this.#store.call(datasetDetail, { datasetId });
    expectReady(dataset);
    const classes = dataset.classes.map(({ label }) => label);
    const places = new Map(classes.map((label, place) => [label, place]));
    const rows = await splitRows(this.#store, datasetId);
    const items = rows.map(({ key, path, label, group, side }) => ({ key, path, label: places.get(label) ?? -1, group, side }));
    const sides = new Set(items.flatMap(({ side }) => (side === null ? [] : [side])));
    const groups = new Set(items.flatMap(({ group }) => (group === null ? [] : [group])));
    return { dataset, classes, items, sides: [...sides], groups: groups.size, made: new LimitedCache(SPLITS) };
  }
}

/** @throws BadInput while a dataset has not been read to its end: its split would change under a run. */
function expectReady({ name, status, message, progress }: DatasetDetail): void {
  switch (status) {
    case 'ready':
      return;
    case 'indexing':
      throw new BadInput(`expected "${name}" to be indexed, but ${progress?.total ? `${progress.done} of ${progress.total} files are in the ${progress.pass} pass` : 'its files are still being counted'}`, {
        help: 'Wait until its index is ready.',
      });
    case 'cancelled':
      throw new BadInput(`expected "${name}" to be indexed, but its index was cancelled`, { help: 'Index it again: what was read is kept.' });
    case 'failed':
      throw new BadInput(`expected "${name}" to be indexed, but that failed: ${message ?? 'no reason is known'}`, { help: 'Index it again.' });
  }
}

/** How many samples, groups and samples of each class a side gets. */
export function countSplit({ items, classes }: SplitTable, sides: readonly Side[]): SplitCounts {
  const empty = () => ({ samples: 0, groups: new Set<string>(), byClass: classes.map(() => 0) });
  const counts = { train: empty(), val: empty(), test: empty() };
  for (const [i, { label, group }] of items.entries()) {
    const count = counts[sides[i] ?? 'train'];
    count.samples++;
    if (group !== null) count.groups.add(group);
    count.byClass[label] = (count.byClass[label] ?? 0) + 1;
  }
  const plain = ({ samples, groups, byClass }: ReturnType<typeof empty>) => ({ samples, groups: groups.size, byClass });
  return { train: plain(counts.train), val: plain(counts.val), test: plain(counts.test) };
}
