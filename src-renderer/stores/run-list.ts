import type { RunEntry, RunFilter, RunSort } from '../../src-shared/api/runs.ts';
import type { RunSummary } from '../../src-shared/domain/run.ts';
import { usePages } from './paged-list.ts';
import type { PagedList } from './paged-list.ts';

export interface RunQuestion {
  readonly filter: RunFilter;
  readonly sort: RunSort;
}

/** The same with one row for each k-fold or repeat. */
export function useRunEntries(question: () => RunQuestion): PagedList<RunEntry> {
  return usePages({
    question,
    concerns: ({ topic }) => topic === 'runs',
    ask: (api, asked, page) => api.runs.entries({ ...asked, ...page }),
  });
}

/** The runs that fit a filter, in an order. */
export function useRunList(question: () => RunQuestion): PagedList<RunSummary> {
  return usePages({
    question,
    concerns: ({ topic }) => topic === 'runs',
    ask: (api, asked, page) => api.runs.list({ ...asked, ...page }),
  });
}
