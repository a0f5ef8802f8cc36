import { RUN_SORTS } from '../../../src-shared/api/runs.ts';
import type { RunSort } from '../../../src-shared/api/runs.ts';

/** What the table of runs shows, as its address carries it. */
export interface RunAddress {
  readonly query: string;
  readonly sort: RunSort;
  readonly binned: boolean;
}

const DEFAULT_SORT: RunSort = { by: 'created', descending: true };

export function readAddress(query: Readonly<Record<string, unknown>>): RunAddress {
  const [by, direction] = String(query['sort'] ?? '').split('-');
  const known = RUN_SORTS.find((each) => each === by);
  return {
    query: typeof query['q'] === 'string' ? query['q'] : '',
    sort: known ? { by: known, descending: direction === 'down' } : DEFAULT_SORT,
    binned: query['bin'] === '1',
  };
}

/** Only what is not as usual stands in the address. */
export function writeAddress({ query, sort, binned }: RunAddress): Record<string, string> {
  const usual = sort.by === DEFAULT_SORT.by && sort.descending === DEFAULT_SORT.descending;
  return {
    ...(query === '' ? {} : { q: query }),
    ...(usual ? {} : { sort: `${sort.by}-${sort.descending ? 'down' : 'up'}` }),
    ...(binned ? { bin: '1' } : {}),
  };
}
