import { defineStore } from 'pinia';
import type { RunSummary } from '../../src-shared/domain/run.ts';
import { useBackend } from './backend.ts';

/** What the palette finds beyond the lists that are loaded anyway. */
export const useSearchStore = defineStore('search', () => {
  const { api } = useBackend();
  return {
    /** The newest runs that fit some words. */
    async runs(query: string, limit: number): Promise<readonly RunSummary[]> {
      const filter = { query, binned: false };
      return (await api.runs.list({ filter, sort: { by: 'created', descending: true }, offset: 0, limit })).rows;
    },
  };
});
