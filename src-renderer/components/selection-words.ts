import type { RunDetail, RunSummary } from '../../src-shared/domain/run.ts';
import { lastOwnLook } from '../../src-shared/lib/test-looks.ts';
import { valueInWords } from '../charts/words.ts';

/** To four digits: enough to rank runs by, short enough for a column. */
export function measureInWords(value: number): string {
  return Number.isFinite(value) ? valueInWords(Number(value.toPrecision(4))) : valueInWords(value);
}

/**
 * "selected on val_accuracy 0.98 · optimistic": the best of many epochs on the
 * data that chose it says too much, and is labelled so.
 */
export function selectionInWords({ selection }: Pick<RunSummary, 'selection'>): string {
  return selection === null ? 'nothing selected yet' : `selected on ${selection.metric} ${measureInWords(selection.value)} · optimistic`;
}

/** "test accuracy 0.991 · opened once": beside the value that was selected, what the test gave for the same metric. */
export function testInWords({ selection, testLooks, looks }: Pick<RunDetail, 'selection' | 'testLooks' | 'looks'>): string {
  const values = lastOwnLook(looks)?.values ?? {};
  const wanted = selection?.metric.replace(/^(train|val)_/, 'test_');
  const found = Object.entries(values).find(([name]) => name === wanted) ?? Object.entries(values)[0];
  if (!found) return looksInWords(testLooks);
  return `${found[0].replace('_', ' ')} ${measureInWords(found[1])} · opened ${timesInWords(testLooks)}`;
}

export function looksInWords(looks: number): string {
  return looks === 0 ? 'test not opened' : `test opened ${timesInWords(looks)}`;
}

/** "once", "3 times". */
export function timesInWords(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
