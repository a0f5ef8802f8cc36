import { parseAlias } from './alias.ts';
import type { StudyKind } from '../domain/run-study.ts';
import { SIDES } from '../domain/sample.ts';
import type { Side } from '../domain/sample.ts';
import type { SplitSample } from '../schema/run-file.ts';

export type Parts = Readonly<Record<Side, readonly Pick<SplitSample, 'key' | 'path' | 'group'>[]>>;

/** Where samples of one content are, and how they are grouped, each sorted: what tells them apart is not called the same in all runs. */
interface Alike {
  readonly sides: readonly Side[];
  readonly groups: readonly (string | null)[];
}

/**
 * What keeps the split of a run from going with that of another one of its
 * study, as the end of a sentence; null where they go together. Folds have the
 * same samples in the same groups, and no sample is on the test sides of two;
 * repeats have the same sides. Samples are told by their contents alone: in
 * runs from before paths were sealed they have paths, later aliases, and an
 * alias counts twins as they were known then.
 */
export function partitionProblem(kind: StudyKind, made: Parts, sibling: Parts): string | null {
  const [own, other] = [samplesOf(made), samplesOf(sibling)];
  const keys = [...new Set([...own.keys(), ...other.keys()])];
  const strange = sum(keys.map((key) => Math.abs(countOf(own, key) - countOf(other, key))));
  if (strange > 0) return `${some(strange, 'sample')} ${strange === 1 ? 'is' : 'are'} in only one of both`;
  const regrouped = isSealed(made) === isSealed(sibling) ? sum(keys.map((key) => unlike(own.get(key)?.groups, other.get(key)?.groups))) : 0;
  if (regrouped > 0) return `${some(regrouped, 'sample')} ${regrouped === 1 ? 'is' : 'are'} in another group`;
  const moved = sum(keys.map((key) => (kind === 'seeds' ? unlike(own.get(key)?.sides, other.get(key)?.sides) : testedTwice(own.get(key), other.get(key)))));
  if (moved === 0) return null;
  return kind === 'seeds' ? `${some(moved, 'sample')} ${moved === 1 ? 'is' : 'are'} on another side` : `${some(moved, 'sample')} ${moved === 1 ? 'is' : 'are'} on the test sides of both`;
}

function samplesOf(parts: Parts): ReadonlyMap<string, Alike> {
  const samples = new Map<string, { readonly sides: Side[]; readonly groups: (string | null)[] }>();
  for (const side of SIDES) {
    for (const { key, group } of parts[side]) {
      const alike = samples.get(key) ?? { sides: [], groups: [] };
      alike.sides.push(side);
      alike.groups.push(group);
      samples.set(key, alike);
    }
  }
  for (const { sides, groups } of samples.values()) {
    sides.sort();
    groups.sort();
  }
  return samples;
}

function countOf(samples: ReadonlyMap<string, Alike>, key: string): number {
  return samples.get(key)?.sides.length ?? 0;
}

/** Of two sorted lists of one length, the places at which they differ. */
function unlike(one: readonly (string | null)[] = [], other: readonly (string | null)[] = []): number {
  return one.filter((each, i) => other[i] !== each).length;
}

/** Of samples of one content those that two folds must have tested on both: each is on the test side of one fold. */
function testedTwice(one: Alike | undefined, other: Alike | undefined): number {
  const tested = [one, other].map((alike) => alike?.sides.filter((side) => side === 'test').length ?? 0);
  return Math.max(0, sum(tested) - (one?.sides.length ?? 0));
}

/** Groups have their names in runs from before paths were sealed, later what stands for them: the two cannot be compared. */
function isSealed(parts: Parts): boolean {
  return SIDES.every((side) => parts[side].every(({ path }) => parseAlias(path) !== null));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function some(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
