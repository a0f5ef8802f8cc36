import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { Api, Notice } from '../../src-shared/api/index.ts';
import type { Page } from '../../src-shared/api/method.ts';
import { useBackend } from './backend.ts';
import { REFETCH_MS } from './live.ts';
import { EMPTY_LIST, PAGE_ROWS, onlyPages, pagesOf, withPage } from './pages.ts';
import type { SparseList } from './pages.ts';
import { paced } from './paced.ts';

export interface PagedList<Row> {
  /** What was answered last; stays while another question is asked. */
  readonly list: Readonly<ShallowRef<SparseList<Row>>>;
  /** Why the question cannot be answered: a query that cannot be understood, a host that is gone. */
  readonly error: Readonly<ShallowRef<Error | null>>;
  /** Until the first answer or error. */
  readonly loading: Readonly<ShallowRef<boolean>>;
  /** The rows that are here answer an earlier question. */
  readonly outdated: Readonly<ShallowRef<boolean>>;
  /** The rows from `first` to `last` are in sight. */
  show(first: number, last: number): void;
  reload(): Promise<void>;
  /** Every row that fits, in order, however many. */
  all(): Promise<readonly Row[]>;
}

export interface PagedOptions<Question, Row> {
  readonly question: () => Question;
  readonly concerns: (notice: Notice, question: Question) => boolean;
  readonly ask: (api: Api, question: Question, page: { readonly offset: number; readonly limit: number }) => Promise<Page<Row>>;
}

const LARGEST_PAGE = 1000;

/** A list of any length, page by page as it comes into sight, kept up to date for as long as the scope lives. */
export function usePages<Question, Row>({ question, concerns, ask }: PagedOptions<Question, Row>): PagedList<Row> {
  const { api, onNotice } = useBackend();
  const list = shallowRef<SparseList<Row>>(EMPTY_LIST);
  const error = shallowRef<Error | null>(null);
  const loading = shallowRef(true);
  const outdated = shallowRef(false);
  let sight: readonly number[] = [0];
  /** Rises with each question: an answer to an earlier one comes too late. */
  let asked = 0;
  const waiting = new Set<string>();

  async function fetchPage(page: number): Promise<void> {
    const about = asked;
    const key = `${about}/${page}`;
    if (waiting.has(key)) return;
    waiting.add(key);
    try {
      const { total, rows } = await ask(api, question(), { offset: page * PAGE_ROWS, limit: PAGE_ROWS });
      if (about !== asked) return;
      list.value = withPage(outdated.value ? EMPTY_LIST : list.value, page, rows, total);
      error.value = null;
      outdated.value = false;
    } catch (cause) {
      if (about !== asked) return;
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    } finally {
      waiting.delete(key);
      if (about === asked) loading.value = false;
    }
  }
  async function fetchSight(): Promise<void> {
    list.value = onlyPages(list.value, sight);
    await Promise.all(sight.map(fetchPage));
  }
  const refetch = paced(fetchSight, REFETCH_MS);

  watch(
    () => JSON.stringify(question()),
    () => {
      asked++;
      outdated.value = true;
      sight = [0];
      void fetchPage(0);
    },
    { immediate: true },
  );
  const leave = onNotice((notice) => {
    if (concerns(notice, question())) refetch.soon();
  });
  onScopeDispose(() => {
    leave();
    refetch.stop();
  });
  return {
    list,
    error,
    loading,
    outdated,
    show: (first, last) => {
      sight = pagesOf(first, last);
      for (const page of sight) if (!list.value.pages.has(page)) void fetchPage(page);
    },
    reload: fetchSight,
    all: async () => {
      const rows: Row[] = [];
      for (let total = 1; rows.length < total; ) {
        const page = await ask(api, question(), { offset: rows.length, limit: LARGEST_PAGE });
        if (page.rows.length === 0) break;
        rows.push(...page.rows);
        total = page.total;
      }
      return rows;
    },
  };
}
