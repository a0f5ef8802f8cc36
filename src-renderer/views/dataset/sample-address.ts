import type { SampleFilter } from '../../../src-shared/api/datasets.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';

type Query = Readonly<Record<string, unknown>>;

/** The filter that an address asks for; what it does not know is left out. */
export function filterOf(query: Query): SampleFilter {
  const text = (key: string) => (typeof query[key] === 'string' && query[key] !== '' ? query[key] : undefined);
  const [label, side, search, faulty, group] = [text('label'), text('side'), text('search'), text('faulty'), text('group')];
  const [shape, spacing, groupSize] = [numbersIn(text('shape')), numbersIn(text('spacing')), rangeIn(text('groupSize'))];
  const known = ([...SIDES, 'none'] as const).find((each) => each === side);
  return {
    ...(label === undefined ? {} : { label }),
    ...(known === undefined ? {} : { side: known }),
    ...(search === undefined ? {} : { search: search.slice(0, 200) }),
    ...(faulty === 'yes' ? { faulty: true } : {}),
    ...(group === undefined ? {} : { group }),
    ...(groupSize === null ? {} : { groupSize }),
    ...(shape !== null && shape.length <= 4 && shape.every(Number.isInteger) ? { shape: [...shape] } : {}),
    ...(spacing?.length === 3 ? { spacing: [...spacing] } : {}),
  };
}

/** The address's query for a filter: `filterOf` reads it back. */
export function queryOf({ label, side, search, faulty, group, groupSize, shape, spacing }: SampleFilter): Record<string, string> {
  return {
    ...(label === undefined ? {} : { label }),
    ...(side === undefined ? {} : { side }),
    ...(search === undefined || search === '' ? {} : { search }),
    ...(faulty === true ? { faulty: 'yes' } : {}),
    ...(group === undefined ? {} : { group }),
    ...(groupSize === undefined ? {} : { groupSize: `${groupSize[0]}-${groupSize[1] ?? ''}` }),
    ...(shape === undefined ? {} : { shape: shape.join('x') }),
    ...(spacing === undefined ? {} : { spacing: spacing.join('x') }),
  };
}

/** All keys of an address that a filter may have, to take an earlier one away. */
export const NO_FILTER = { label: undefined, side: undefined, search: undefined, faulty: undefined, group: undefined, groupSize: undefined, shape: undefined, spacing: undefined } as const;

/** "2-5" → [2, 5], "101-" → [101, null]; null for anything else. */
function rangeIn(text: string | undefined): [number, number | null] | null {
  const { from, to } = /^(?<from>[1-9]\d{0,8})-(?<to>[1-9]\d{0,8})?$/.exec(text ?? '')?.groups ?? {};
  return from === undefined ? null : [Number(from), to === undefined ? null : Number(to)];
}

/** "28x28x1" → [28, 28, 1]; null for anything else. */
function numbersIn(text: string | undefined): readonly number[] | null {
  const numbers = text?.split('x').map(Number) ?? [];
  return numbers.length > 0 && numbers.every((each) => each > 0 && Number.isFinite(each)) ? numbers : null;
}
