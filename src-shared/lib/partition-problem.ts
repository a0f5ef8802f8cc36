import type { StudyKind } from '../domain/run-study.ts';
import { SIDES } from '../domain/sample.ts';
import type { Side } from '../domain/sample.ts';
import type { SplitSample } from '../schema/run-file.ts';

export type Parts = Readonly<Record<Side, readonly Pick<SplitSample, 'key' | 'path' | 'group'>[]>>;

/**
 * What keeps the split of a run from going with that of another one of its
 * study, as the end of a sentence; null where they go together. Folds have the
 * same samples in the same groups, and no sample is on the test sides of two;
 * repeats have the same sides.
 */
export function partitionProblem(kind: StudyKind, made: Parts, sibling: Parts): string | null {
  const [own, other] = [samplesOf(made), samplesOf(sibling)];
  const strange = [...own.keys()].filter((name) => !other.has(name)).length + [...other.keys()].filter((name) => !own.has(name)).length;
  if (strange > 0) return `${some(strange, 'sample')} ${strange === 1 ? 'is' : 'are'} in only one of both`;
  const regrouped = [...own].filter(([name, { group }]) => other.get(name)?.group !== group).length;
  if (regrouped > 0) return `${some(regrouped, 'sample')} ${regrouped === 1 ? 'is' : 'are'} in another group`;
  const moved = [...own].filter(([name, { side }]) => (kind === 'seeds' ? other.get(name)?.side !== side : side === 'test' && other.get(name)?.side === 'test')).length;
  if (moved === 0) return null;
  return kind === 'seeds' ? `${some(moved, 'sample')} ${moved === 1 ? 'is' : 'are'} on another side` : `${some(moved, 'sample')} ${moved === 1 ? 'is' : 'are'} on the test sides of both`;
}

function samplesOf(parts: Parts): ReadonlyMap<string, { readonly side: Side; readonly group: string | null }> {
  return new Map(SIDES.flatMap((side) => parts[side].map(({ key, path, group }) => [`${key} ${path}`, { side, group }] as const)));
}

function some(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
