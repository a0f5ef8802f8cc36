import type { PooledValue, StudyMetric } from '../domain/study.ts';
import { meanAndDeviation } from './mean-and-deviation.ts';

/**
 * Every metric that some run has, over the runs: first the one that they are
 * judged by, then those of the test sides, then those of validation.
 *
 * @param values of each run by name, null of one that has none yet; in the order of members.
 * @param judgedBy the metric that selects checkpoints, such as `val_accuracy`.
 */
export function studyMetrics(values: readonly (Readonly<Record<string, number>> | null)[], pooled: Readonly<Record<string, PooledValue>>, judgedBy: string): readonly StudyMetric[] {
  const first = judgedBy.replace(/^(train|val)_/, 'test_');
  const rank = (name: string) => (name === first ? 0 : name.startsWith('test_') ? 1 : 2);
  const names = new Set([...values.flatMap((each) => Object.keys(each ?? {})), ...Object.keys(pooled)]);
  return [...names]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .flatMap((name) => {
      const each = values.map((run) => run?.[name] ?? null);
      const known = each.filter((value) => value !== null);
      if (known.length === 0) return [];
      const { value: outOfFold, interval } = pooled[name] ?? { value: null, interval: null };
      return [{ name, outOfFold, interval, ...meanAndDeviation(known), values: each }];
    });
}
