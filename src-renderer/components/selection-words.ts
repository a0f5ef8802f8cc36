import type { RunSummary } from '../../src-shared/domain/run.ts';
import { valueInWords } from '../charts/words.ts';

/** To four digits: enough to rank runs by, short enough for a column. */
export function measureInWords(value: number): string {
  return Number.isFinite(value) ? valueInWords(Number(value.toPrecision(4))) : valueInWords(value);
}

/**
 * "selected on val_accuracy 0.98 · optimistic · test not opened": the best of
 * many epochs on the data that chose it says too much, and is labelled so.
 */
export function selectionInWords({ selection, testLooks }: Pick<RunSummary, 'selection' | 'testLooks'>): string {
  if (selection === null) return 'nothing selected yet';
  return `selected on ${selection.metric} ${measureInWords(selection.value)} · optimistic · ${looksInWords(testLooks)}`;
}

export function looksInWords(looks: number): string {
  if (looks === 0) return 'test not opened';
  return looks === 1 ? 'test opened once' : `test opened ${looks} times`;
}
