import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { permutation, random } from '../../../src-shared/lib/random.ts';
import { splitSamples } from '../../../src-shared/lib/split.ts';
import type { SplitItem, SplitRule } from '../../../src-shared/lib/split.ts';

const RULE: SplitRule = { kind: 'random', validation: 0.2, test: 0.1, folds: 5, fold: 1, stratify: true, groupBy: 'none', seed: 1 };

/** 103 pictures of class 0, 41 of class 1, 7 of class 2; eight of each group where grouped. */
function items({ groupSize = 0 } = {}): SplitItem[] {
  return [103, 41, 7]
    .flatMap((count, label) => new Array<number>(count).fill(label))
    .map((label, i) => ({ key: `hash-${i}`, label, group: groupSize > 0 ? `patient-${Math.floor(i / groupSize)}` : null, side: null }));
}

function countsBySide(all: readonly SplitItem[], sides: readonly Side[], side: Side): number[] {
  return [0, 1, 2].map((label) => all.filter((item, i) => item.label === label && sides[i] === side).length);
}

function sidesOf(all: readonly SplitItem[], rule: SplitRule): Map<string, Side> {
  const sides = splitSamples(all, rule);
  return new Map(all.map((item, i) => [item.key, sides[i] as Side]));
}

describe('splitSamples', () => {
  it('gives every class its share of each side, within one', () => {
    const all = items();
    const sides = splitSamples(all, RULE);
    countsBySide(all, sides, 'test').forEach((count, label) => {
      expect(Math.abs(count - 0.1 * ([103, 41, 7][label] ?? 0))).toBeLessThanOrEqual(1);
    });
    countsBySide(all, sides, 'val').forEach((count, label) => {
      expect(Math.abs(count - 0.2 * ([103, 41, 7][label] ?? 0))).toBeLessThanOrEqual(1);
    });
  });

  it('gives the sides their share of all, to the sample', () => {
    for (const stratify of [true, false]) {
      const sides = splitSamples(items(), { ...RULE, stratify });
      expect(sides.filter((side) => side === 'test')).toHaveLength(15);
      expect(sides.filter((side) => side === 'val')).toHaveLength(30);
    }
  });

  it('keeps groups whole', () => {
    for (const stratify of [true, false]) {
      const all = items({ groupSize: 8 });
      const sides = splitSamples(all, { ...RULE, groupBy: 'group', stratify });
      const byGroup = Map.groupBy(all.keys(), (i) => all[i]?.group);
      for (const members of byGroup.values()) expect(new Set(members.map((i) => sides[i])).size).toBe(1);
      expect(new Set(sides)).toEqual(new Set(['train', 'val', 'test']));
    }
  });

  it('puts equal pictures on one side, whatever their group', () => {
    const all = items().map((item, i) => ({ ...item, key: `hash-${Math.floor(i / 3)}` }));
    const sides = splitSamples(all, { ...RULE, groupBy: 'group' });
    for (let i = 0; i + 2 < all.length; i += 3) expect(new Set(sides.slice(i, i + 3)).size).toBe(1);
  });

  it('joins two groups that share a picture', () => {
    const all: SplitItem[] = [
      ...items(),
      { key: 'a', label: 0, group: 'p', side: null },
      { key: 'shared', label: 0, group: 'p', side: null },
      { key: 'shared', label: 0, group: 'q', side: null },
      { key: 'b', label: 0, group: 'q', side: null },
    ];
    for (let seed = 0; seed < 20; seed++) expect(new Set(splitSamples(all, { ...RULE, groupBy: 'group', seed }).slice(-4)).size).toBe(1);
  });

  it('joins a chain of very many groups in no more than a moment', { timeout: 10_000 }, () => {
    const LINKS = 100_000;
    const own = Array.from({ length: LINKS }, (_, i): SplitItem => ({ key: `hash-${i}`, label: 0, group: `patient-${i}`, side: null }));
    // One picture that every patient has: each merge hangs the whole chain so far below one more.
    const links = own.map((item): SplitItem => ({ ...item, key: 'shared' }));
    expect(new Set(splitSamples([...own, ...links], { ...RULE, groupBy: 'group', test: 0, validation: 0.5 })).size).toBe(1);
  });

  it('does not depend on the order in which files were found', () => {
    const all = items({ groupSize: 3 }).map((item, i) => ({ ...item, key: `hash-${i - (i % 5 === 0 ? 1 : 0)}` }));
    for (const rule of [RULE, { ...RULE, groupBy: 'group' as const }, { ...RULE, stratify: false }]) {
      const shuffled = [...permutation(all.length, random(9, 'demo'))].map((i) => all[i] as SplitItem);
      expect(sidesOf(shuffled, rule)).toEqual(sidesOf(all, rule));
    }
  });

  it('draws otherwise with another seed', () => {
    expect(splitSamples(items(), { ...RULE, seed: 2 })).not.toEqual(splitSamples(items(), RULE));
  });

  it('keeps the sides that the data name and draws only what is missing', () => {
    const all = items().map((item, i) => ({ ...item, side: i % 10 === 0 ? ('test' as const) : null }));
    const sides = splitSamples(all, { ...RULE, kind: 'given' });
    expect(sides.map((side) => side === 'test')).toEqual(all.map((item) => item.side === 'test'));
    expect(sides.filter((side) => side === 'val')).toHaveLength(Math.round(0.2 * all.filter((item) => item.side === null).length));
  });

  it('draws a test side where the data name none and one is asked for', () => {
    const all = items().map((item, i) => ({ ...item, side: i % 10 === 0 ? ('val' as const) : ('train' as const) }));
    const sides = splitSamples(all, { ...RULE, kind: 'given' });
    expect(sides.map((side) => side === 'val')).toEqual(all.map((item) => item.side === 'val'));
    expect(sides.filter((side) => side === 'test')).toHaveLength(Math.round(0.1 * all.filter((item) => item.side === 'train').length));
  });

  it('leaves a named validation side alone', () => {
    const all = items().map((item, i) => ({ ...item, side: i % 4 === 0 ? ('val' as const) : ('train' as const) }));
    expect(splitSamples(all, { ...RULE, kind: 'given', test: 0 })).toEqual(all.map((item) => item.side));
  });

  it('gives equal shares equal sides, whichever is drawn first', () => {
    const sides = splitSamples(items(), { ...RULE, validation: 0.15, test: 0.15 });
    expect(sides.filter((side) => side === 'val')).toHaveLength(sides.filter((side) => side === 'test').length);
  });

  it('leaves nothing to train on where the shares are more than all', () => {
    expect(splitSamples(items(), { ...RULE, validation: 0.8, test: 0.4 })).not.toContain('train');
  });

  it('trains on everything if no share is asked for', () => {
    expect(new Set(splitSamples(items(), { ...RULE, validation: 0, test: 0 }))).toEqual(new Set(['train']));
    expect(splitSamples([], RULE)).toEqual([]);
  });
});

describe('a k-fold', () => {
  const FOLDS = [1, 2, 3, 4, 5];
  const foldsOf = (all: readonly SplitItem[], change: Partial<SplitRule> = {}) => FOLDS.map((fold) => splitSamples(all, { ...RULE, kind: 'k-fold', fold, ...change }));

  it.each([true, false])('tests every image in exactly one fold, and folds are of one size within one (stratified: %s)', (stratify) => {
    const folds = foldsOf(items(), { stratify });
    items().forEach((_, i) => expect(folds.filter((sides) => sides[i] === 'test')).toHaveLength(1));
    const sizes = folds.map((sides) => sides.filter((side) => side === 'test').length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('gives every fold the same number of each class, within one', () => {
    const tested = foldsOf(items()).map((sides) => countsBySide(items(), sides, 'test'));
    for (const label of [0, 1, 2]) {
      const counts = tested.map((each) => each[label] ?? 0);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('keeps groups whole, and their classes spread over the folds', () => {
    const all = items({ groupSize: 4 });
    const folds = foldsOf(all, { groupBy: 'group' });
    for (const members of Map.groupBy(all.keys(), (i) => all[i]?.group).values()) {
      for (const sides of folds) expect(new Set(members.map((i) => sides[i])).size).toBe(1);
    }
    const sizes = folds.map((sides) => sides.filter((side) => side === 'test').length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(4);
  });

  it('takes the validation side from the images that it trains on', () => {
    for (const sides of foldsOf(items())) {
      const [train, val, test] = (['train', 'val', 'test'] as const).map((side) => sides.filter((each) => each === side).length);
      expect((train ?? 0) + (val ?? 0) + (test ?? 0)).toBe(151);
      expect(val).toBe(Math.round(0.2 * (151 - (test ?? 0))));
    }
  });

  it('looks at no side that the data name', () => {
    const named = items().map((item, i) => ({ ...item, side: i % 2 === 0 ? ('train' as const) : ('test' as const) }));
    expect(foldsOf(named)).toEqual(foldsOf(items()));
  });

  it('is the same whatever the order in which files were found', () => {
    const backwards = [...items()].reverse();
    expect(sidesOf(backwards, { ...RULE, kind: 'k-fold', fold: 3 })).toEqual(sidesOf(items(), { ...RULE, kind: 'k-fold', fold: 3 }));
  });
});
