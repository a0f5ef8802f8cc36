import { request } from '../threads/request.ts';

/** Answered once the database is open; the first call that every client makes. */
export const openStoreRequest = request<null, StoreFacts>('store.open');

export interface StoreFacts {
  /** Whether this host owns the data folder: it alone follows run folders and runs the queue. */
  readonly owner: boolean;
  readonly sqlite: string;
  readonly databaseBytes: number;
  /** What is not as it should be, in sentences, each with what helps. */
  readonly problems: readonly string[];
}

export const storeFacts = request<null, StoreFacts>('store.facts');
/** Runs in the bin and removed datasets do not count. */
export const storeCounts = request<null, { readonly datasets: number; readonly runs: number; readonly drafts: number }>('store.counts');
/** Answered once the owner has looked at every run since it began. */
export const storeSettled = request<null, null>('store.settled');
/** Has the owner make the database anew from run folders, datasets and drafts; answered once that is done. */
export const rebuildStore = request<null, { readonly runs: number }>('store.rebuild');
