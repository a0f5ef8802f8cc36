import type { RunStatus } from '../../src-shared/domain/run.ts';
import type { StudyKind } from '../../src-shared/domain/run-study.ts';
import type { Interval, PooledFacts, StudyMetric, StudySummary } from '../../src-shared/domain/study.ts';
import { measureInWords } from './selection-words.ts';

/** "5-fold", "repeat over 3 seeds". */
export function kindInWords({ kind, members }: Pick<StudySummary, 'kind' | 'members'>): string {
  return kind === 'k-fold' ? `${members}-fold` : `repeat over ${members} seeds`;
}

/** What one of its runs is called: "fold 2", "seed 7". */
export function memberInWords(kind: StudyKind, member: number, seed: number | null): string {
  return kind === 'k-fold' ? `fold ${member}` : `seed ${seed ?? '?'}`;
}

/** "3 finished, 1 running, 1 missing". */
export function statesInWords({ states, members }: Pick<StudySummary, 'states' | 'members'>): string {
  const known = Object.entries(states) as [RunStatus, number][];
  const missing = members - known.reduce((sum, [, count]) => sum + count, 0);
  return [...known.map(([status, count]) => `${count} ${status}`), ...(missing > 0 ? [`${missing} missing`] : [])].join(', ');
}

/** "0.84 to 0.91". */
export function intervalInWords({ low, high }: Interval): string {
  return `${measureInWords(low)} to ${measureInWords(high)}`;
}

/** "0.87 ± 0.021": of a deviation over some runs, two digits say all that there is. A single run has none. */
export function spreadInWords({ mean, standardDeviation }: Pick<StudyMetric, 'mean' | 'standardDeviation'>): string {
  return standardDeviation === null ? measureInWords(mean) : `${measureInWords(mean)} ± ${Number(standardDeviation.toPrecision(2))}`;
}

/** The value that a study is judged by, in two lines: "0.8812" beside "0.85 to 0.91", above "test_accuracy, out of fold". */
export function resultInWords({ name, outOfFold, interval, ...spread }: StudyMetric): { readonly main: string; readonly beside: string; readonly below: string } {
  if (outOfFold === null) return { main: spreadInWords(spread), beside: '', below: `${name}, mean` };
  return { main: measureInWords(outOfFold), beside: interval === null ? '' : intervalInWords(interval), below: `${name}, out of fold` };
}

/** Of what out-of-fold values are, and how their intervals came about. */
export function pooledInWords({ samples, drawn, units, draws, level }: PooledFacts): string {
  const count = (number: number) => number.toLocaleString('en');
  const of = drawn === 'groups' ? `${count(samples)} samples of ${count(units)} groups (patients)` : `${count(samples)} samples`;
  return `Out of fold: ${of}, each predicted by the run that did not train on it. Interval: ${Math.round(level * 100)} %, percentile bootstrap, ${count(draws)} draws of ${drawn === 'groups' ? 'whole groups' : 'samples'}.`;
}
