import { createHash } from 'node:crypto';
import type { SplitCounts, SplitLeaks } from '../../../../src-shared/domain/dataset.ts';
import type { Side } from '../../../../src-shared/domain/sample.ts';
import { drawValidation, splitSamples } from '../../../../src-shared/lib/split.ts';
import type { SplitItem, SplitRule } from '../../../../src-shared/lib/split.ts';
import { sidesByName } from '../../../../src-shared/lib/split-names.ts';
import type { SideLists } from '../../../../src-shared/lib/split-names.ts';
import type { SplitSample } from '../../../../src-shared/schema/run-file.ts';
import type { SplitRow } from '../../../store/samples.request.ts';
import { LimitedCache } from '../../limited-cache.ts';
import type { SplitClass, SplitSummary } from './requests.ts';

interface Item extends SplitItem {
  readonly path: string;
  readonly mask: SplitRow['mask'];
  readonly files: SplitRow['files'];
  readonly targets: SplitRow['targets'];
  readonly parts: SplitRow['parts'];
  /** The classes that it counts for: its own, or all that its mask shows. */
  readonly shown: readonly number[];
}

/** Names of groups that a sentence can hold. */
const SHOWN_GROUPS = 3;

/** Splits of one dataset that are kept: a form asks at every key. */
const SPLITS = 8;

/** A dataset as splits see it: every sample that can be trained on, some 200 bytes each. */
export class SplitTable {
  readonly #classes: readonly SplitClass[];
  /** Class numbers by label, or by the number in masks. */
  readonly #places: ReadonlyMap<string | number, number>;
  readonly #items: Item[] = [];
  readonly #made = new LimitedCache<readonly (Side | null)[]>(SPLITS);

  constructor(classes: readonly SplitClass[]) {
    this.#classes = classes;
    this.#places = new Map(classes.map(({ label, value }, place) => [value ?? label, place]));
  }

  add(rows: readonly SplitRow[]): void {
    for (const { key, path, label, group, side, mask, files, targets, parts } of rows) {
      const places = (mask === null ? [label ?? ''] : mask.values).map((each) => this.#places.get(each) ?? -1);
      // Numbers in masks that count for nothing are of no class, nor are samples that have numbers instead.
      const shown = mask === null && targets === undefined ? places : places.filter((place) => place !== -1);
      this.#items.push({ key, path, label: shown[0] ?? -1, group, side, mask, files, targets, parts, shown });
    }
  }

  /**
   * What a stratified split deals out evenly: classes of images, and of masks
   * the sets of classes that they show. Sets are numbered by their names, not
   * as they come, so that the order of files decides nothing.
   */
  #strata(): readonly SplitItem[] {
    const nameOf = ({ shown }: Item) => shown.join();
    const names = [...new Set(this.#items.filter(({ mask }) => mask !== null).map(nameOf))].sort();
    const numbers = new Map(names.map((name, number) => [name, number]));
    return this.#items.map((item) => (item.mask === null ? item : { ...item, label: numbers.get(nameOf(item)) ?? -1 }));
  }

  summary(): SplitSummary {
    const sides = new Set(this.#items.flatMap(({ side }) => (side === null ? [] : [side])));
    const groups = new Set(this.#items.flatMap(({ group }) => (group === null ? [] : [group])));
    return { usable: this.#items.length, sides: [...sides], groups: groups.size };
  }

  /** How many samples, groups and samples of each class each side gets. */
  counts(rule: SplitRule): SplitCounts {
    const empty = () => ({ samples: 0, groups: new Set<string>(), byClass: this.#classes.map(() => 0) });
    const counts = { train: empty(), val: empty(), test: empty() };
    const sides = this.#sides(rule);
    for (const [i, { shown, group }] of this.#items.entries()) {
      const side = sides[i];
      if (!side) continue;
      const count = counts[side];
      count.samples++;
      if (group !== null) count.groups.add(group);
      for (const label of shown) count.byClass[label] = (count.byClass[label] ?? 0) + 1;
    }
    const plain = ({ samples, groups, byClass }: ReturnType<typeof empty>) => ({ samples, groups: groups.size, byClass });
    return { train: plain(counts.train), val: plain(counts.val), test: plain(counts.test) };
  }

  /** In the order of their contents, so that a copied folder gives the same batches. */
  samples(rule: SplitRule, side: Side): SplitSample[] {
    const sides = this.#sides(rule);
    return inOrder(this.#items.filter((_, i) => sides[i] === side));
  }

  /** What the split has on no side. */
  leftOut(rule: SplitRule): readonly Pick<SplitSample, 'key' | 'path'>[] {
    const sides = this.#sides(rule);
    return this.#items.filter((_, i) => sides[i] === null);
  }

  /** Groups of which samples stand on more than one side. */
  leaks(rule: SplitRule): SplitLeaks {
    const sides = this.#sides(rule);
    const first = new Map<string, Side>();
    const parted = new Set<string>();
    for (const [i, { group }] of this.#items.entries()) {
      const side = sides[i];
      if (group === null || !side) continue;
      if (!first.has(group)) first.set(group, side);
      else if (first.get(group) !== side) parted.add(group);
    }
    return { groups: parted.size, examples: [...parted].sort().slice(0, SHOWN_GROUPS) };
  }

  strangeNames({ lists }: SplitRule): readonly string[] {
    return lists ? sidesByName(this.#items.map(({ path }) => path), lists).strange : [];
  }

  paths(rule: SplitRule): SideLists {
    const sides = this.#sides(rule);
    const on = (side: Side) => this.#items.filter((_, i) => sides[i] === side).map(({ path }) => path).sort();
    return { train: on('train'), val: on('val'), test: on('test') };
  }

  testSamples(): SplitSample[] {
    const named = this.#items.filter(({ side }) => side === 'test');
    return inOrder(named.length > 0 ? named : this.#items);
  }

  /** Names the contents that a run is trained on, whatever their paths. */
  fingerprint(): string {
    const lines = this.#items.map(({ key, label, mask, targets }) => `${key} ${mask?.key ?? targets?.join() ?? this.#classes[label]?.label ?? ''}\n`).sort();
    const sum = createHash('sha256');
    for (const line of lines) sum.update(line);
    return sum.digest('hex');
  }

  /** Null for samples that the split leaves out. */
  #sides(rule: SplitRule): readonly (Side | null)[] {
    const key = JSON.stringify(rule);
    const known = this.#made.get(key);
    if (known) return known;
    const sides = rule.lists ? this.#namedSides(rule, rule.lists) : splitSamples(this.#strata(), rule);
    this.#made.set(key, sides);
    return sides;
  }

  #namedSides(rule: SplitRule, lists: SideLists): readonly (Side | null)[] {
    const sides = [...sidesByName(this.#items.map(({ path }) => path), lists).sides];
    if (rule.kind === 'k-fold') drawValidation(this.#strata(), sides, rule);
    return sides;
  }
}

function inOrder(items: readonly Item[]): SplitSample[] {
  const samples = items.map(({ key, path, label, group, mask, files, targets, parts }): SplitSample => ({
    ...{ key, path, label: mask === null && targets === undefined ? label : 0, group },
    ...(mask !== null && { mask: { path: mask.path, key: mask.key } }),
    ...(files !== undefined && { files: [...files] }),
    ...(targets !== undefined && { targets: [...targets] }),
    ...(parts !== undefined && { parts }),
  }));
  return samples.sort((a, b) => compare(a.key, b.key) || compare(a.path, b.path));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
