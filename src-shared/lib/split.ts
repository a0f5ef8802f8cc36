import type { Side } from '../domain/sample.ts';
import { foldsOf } from './folds.ts';
import { permutation, random } from './random.ts';
import type { Random } from './random.ts';
import type { SideLists } from './split-names.ts';
import type { ByClass, SplitUnit } from './split-unit.ts';

/** What a split must know of a sample. */
export interface SplitItem {
  /** Content hash: equal keys are the same picture and stay on one side. */
  readonly key: string;
  readonly label: number;
  readonly group: string | null;
  /** The side that the folder or the manifest names. */
  readonly side: Side | null;
}

export interface SplitRule {
  readonly kind: 'given' | 'random' | 'k-fold' | 'file';
  /** Shares of all images that no named side holds back: both of the same whole. */
  readonly validation: number;
  readonly test: number;
  /** Of a k-fold: how many, and the one, from 1, that is the test side. */
  readonly folds: number;
  readonly fold: number;
  readonly stratify: boolean;
  readonly groupBy: 'none' | 'group';
  readonly seed: number;
  /** Of kind `file`, and of a k-fold whose folds a file names: what it names. */
  readonly lists?: SideLists | undefined;
}

/**
 * The side of every item. Depends on contents and seed only, never on the
 * order in which files were found.
 *
 * With `given`, items keep the side that the data name (train where they name
 * none), and the test and validation sides that the data do not have are drawn
 * from train: each share is of what train was before anything was drawn.
 *
 * With `k-fold`, every item is on the test side of exactly one fold, and the
 * validation side is drawn from the items of the other folds.
 */
export function splitSamples(items: readonly SplitItem[], rule: SplitRule): readonly Side[] {
  return rule.kind === 'k-fold' ? splitFold(items, rule) : splitOnce(items, rule);
}

function splitFold(items: readonly SplitItem[], rule: SplitRule): readonly Side[] {
  const all = [...items.keys()];
  const units = shuffled(unitsOf(items, all, rule), random(rule.seed, 'split', 0));
  const sides: Side[] = items.map(() => 'train');
  foldsOf(units, rule.folds, rule.stratify).forEach((fold, place) => {
    if (fold === rule.fold - 1) for (const member of units[place]?.members ?? []) sides[member] = 'test';
  });
  drawValidation(items, sides, rule);
  return sides;
}

/** Moves the share for validation of a fold from its items to train on, in place; items of no side are left out. */
export function drawValidation(items: readonly SplitItem[], sides: (Side | null)[], rule: SplitRule): void {
  const training = [...sides.keys()].filter((i) => sides[i] === 'train');
  move(items, training, sides, 'val', rule.validation * training.length, rule, rule.fold);
}

function splitOnce(items: readonly SplitItem[], rule: SplitRule): readonly Side[] {
  const sides: Side[] = items.map((item) => (rule.kind === 'given' ? (item.side ?? 'train') : 'train'));
  const training = () => [...sides.keys()].filter((i) => sides[i] === 'train');
  const whole = training().length;
  if (!sides.includes('test')) move(items, training(), sides, 'test', rule.test * whole, rule, 0);
  if (!sides.includes('val')) move(items, training(), sides, 'val', rule.validation * whole, rule, 1);
  return sides;
}

/** Moves about so many of the candidates to a side, in place. */
function move(items: readonly SplitItem[], candidates: readonly number[], sides: (Side | null)[], side: Side, wanted: number, rule: SplitRule, drawing: number): void {
  if (wanted <= 0 || candidates.length === 0) return;
  const share = Math.min(1, wanted / candidates.length);
  const units = shuffled(unitsOf(items, candidates, rule), random(rule.seed, 'split', drawing));
  const chosen = rule.stratify ? stratified(units, share) : plain(units, Math.round(share * candidates.length));
  for (const member of chosen.flatMap((unit) => unit.members)) sides[member] = side;
}

function plain(units: readonly SplitUnit[], wanted: number): SplitUnit[] {
  const chosen: SplitUnit[] = [];
  let count = 0;
  for (const unit of units) {
    if (count >= wanted) break;
    chosen.push(unit);
    count += unit.members.length;
  }
  return chosen;
}

/**
 * Takes units as long as they bring the class counts nearer to the share of
 * each class; large units first, because small ones can still fill what is left.
 */
function stratified(units: readonly SplitUnit[], share: number): SplitUnit[] {
  const missing = roundToWhole(sumByClass(units), share);
  const chosen: SplitUnit[] = [];
  for (const unit of [...units].sort((a, b) => b.members.length - a.members.length)) {
    let gain = 0;
    for (const [label, count] of unit.byClass) {
      const gap = missing.get(label) ?? 0;
      gain += gap ** 2 - (gap - count) ** 2;
    }
    if (gain <= 0) continue;
    chosen.push(unit);
    for (const [label, count] of unit.byClass) missing.set(label, (missing.get(label) ?? 0) - count);
  }
  return chosen;
}

function sumByClass(units: readonly SplitUnit[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const unit of units) for (const [label, count] of unit.byClass) sums.set(label, (sums.get(label) ?? 0) + count);
  return sums;
}

/**
 * The share of each count as a whole number, and of their sum too, by the
 * largest remainders; equal remainders go to the smaller label.
 */
function roundToWhole(counts: ReadonlyMap<number, number>, share: number): Map<number, number> {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const whole = new Map([...counts].map(([label, count]) => [label, Math.floor(count * share)]));
  let left = Math.round(total * share) - [...whole.values()].reduce((sum, count) => sum + count, 0);
  const byRemainder = [...counts].sort(([a, x], [b, y]) => ((y * share) % 1) - ((x * share) % 1) || a - b);
  for (const [label] of byRemainder) {
    if (left <= 0) break;
    whole.set(label, (whole.get(label) ?? 0) + 1);
    left--;
  }
  return whole;
}

function unitsOf(items: readonly SplitItem[], candidates: readonly number[], rule: SplitRule): SplitUnit[] {
  const members = new Map<number, number[]>();
  for (const [place, leader] of leadersOf(items, candidates, rule).entries()) {
    const i = candidates[place] as number;
    const unit = members.get(leader);
    if (unit) unit.push(i);
    else members.set(leader, [i]);
  }
  return [...members.values()]
    .map((each) => ({ each, key: nameOf(items, each) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ each }) => ({ members: each, byClass: countBy(items, each) }));
}

/** For each candidate the place of one that it must stay with, the same for all of a unit. */
function leadersOf(items: readonly SplitItem[], candidates: readonly number[], rule: SplitRule): Int32Array {
  const leaders = Int32Array.from(candidates, (_, place) => place);
  const byKey = new Map<string, number>();
  const byGroup = new Map<string, number>();
  for (const [place, i] of candidates.entries()) {
    const { key, group } = items[i] as SplitItem;
    join(leaders, byKey, key, place);
    if (rule.groupBy === 'group' && group !== null) join(leaders, byGroup, group, place);
  }
  return leaders.map((_, place) => find(leaders, place));
}

/** Unites a candidate with the first of the same name. */
function join(leaders: Int32Array, firsts: Map<string, number>, name: string, place: number): void {
  const first = firsts.get(name);
  if (first === undefined) firsts.set(name, place);
  else leaders[find(leaders, place)] = find(leaders, first);
}

/** Halves the way for those who come later: a chain of a million is walked once, not a million times. */
function find(leaders: Int32Array, place: number): number {
  let at = place;
  while (leaders[at] !== at) {
    const above = leaders[leaders[at] as number] as number;
    leaders[at] = above;
    at = above;
  }
  return at;
}

function nameOf(items: readonly SplitItem[], members: readonly number[]): string {
  const [only] = members;
  if (members.length === 1) return (items[only as number] as SplitItem).key;
  return members.map((i) => (items[i] as SplitItem).key).sort().join();
}

function shuffled(units: readonly SplitUnit[], next: Random): SplitUnit[] {
  return [...permutation(units.length, next)].map((i) => units[i] as SplitUnit);
}

/** Nearly every unit is a single sample: lists of pairs take a third of the memory of maps. */
function countBy(items: readonly SplitItem[], members: readonly number[]): ByClass {
  const [only] = members;
  if (members.length === 1) return [[(items[only as number] as SplitItem).label, 1]];
  const counts = new Map<number, number>();
  for (const i of members) {
    const { label } = items[i] as SplitItem;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts];
}
