import type { SampleFilter } from '../../../src-shared/api/datasets.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';

type Query = Readonly<Record<string, unknown>>;

/** The filter that an address asks for; what it does not know is left out. */
export function filterOf(query: Query): SampleFilter {
  const text = (key: string) => (typeof query[key] === 'string' && query[key] !== '' ? query[key] : undefined);
  const [label, side, search, faulty] = [text('label'), text('side'), text('search'), text('faulty')];
  const known = ([...SIDES, 'none'] as const).find((each) => each === side);
  return {
    ...(label === undefined ? {} : { label }),
    ...(known === undefined ? {} : { side: known }),
    ...(search === undefined ? {} : { search: search.slice(0, 200) }),
    ...(faulty === 'yes' ? { faulty: true } : {}),
  };
}

/** The address's query for a filter: `filterOf` reads it back. */
export function queryOf({ label, side, search, faulty }: SampleFilter): Record<string, string> {
  return {
    ...(label === undefined ? {} : { label }),
    ...(side === undefined ? {} : { side }),
    ...(search === undefined || search === '' ? {} : { search }),
    ...(faulty === true ? { faulty: 'yes' } : {}),
  };
}
