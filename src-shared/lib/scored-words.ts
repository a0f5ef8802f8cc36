import type { Scored } from '../domain/metric.ts';
import type { Side } from '../domain/sample.ts';

const SIDE_WORDS: Readonly<Record<Side, string>> = { train: 'training', val: 'validation', test: 'test' };

/** So many are named; a warning names each of the others. */
const NAMED = 10;

/** "Scored 998 of 1000 test images; not scored, for they could not be read: a.png, b.png." */
export function scoredInWords(side: Side, { count, of, missing }: Scored): string {
  const all = `Scored ${count} of ${of} ${SIDE_WORDS[side]} images`;
  if (missing.length === 0) return `${all}.`;
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
  return `${all}; not scored, for they could not be read: ${missing.slice(0, NAMED).join(', ')}${more}.`;
}
