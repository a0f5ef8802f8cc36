import { onScopeDispose, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter, ShallowRef } from 'vue';
import type { Notice } from '../../src-shared/api/index.ts';
import type { Backend } from '../backend/index.ts';
import { useBackend } from './backend.ts';
import { paced } from './paced.ts';

export interface Live<Value> {
  /** Null until the first answer; stays what it was while asking again. */
  readonly value: Readonly<ShallowRef<Value | null>>;
  /** Why the last answer did not come; null when it did. */
  readonly error: Readonly<ShallowRef<Error | null>>;
  /** True until the first answer or error. */
  readonly loading: Readonly<ShallowRef<boolean>>;
  reload(): Promise<void>;
}

export interface LiveOptions<Key> {
  readonly topics: readonly Notice['topic'][];
  /** What is asked for. When it changes, the value is forgotten and asked for anew; null asks for nothing. */
  readonly key: MaybeRefOrGetter<Key | null>;
  /** The key is the id of one thing: notices about others are ignored. */
  readonly single?: boolean;
}

/** Notices come in crowds; an answer is asked for at most this often. */
export const REFETCH_MS = 500;

/**
 * What the host says about something, kept up to date by its notices for as
 * long as the scope lives:
 *
 *     const run = useLive({ topics: ['runs'], key: () => runId, single: true }, (api, runId) => api.runs.get({ runId }));
 *
 * Use it in a store for what is shared, or through a composable for one screen.
 */
export function useLive<Value, Key>(options: LiveOptions<Key>, load: (api: Backend['api'], key: Key) => Promise<Value>): Live<Value> {
  const backend = useBackend();
  const value = shallowRef<Value | null>(null);
  const error = shallowRef<Error | null>(null);
  const loading = shallowRef(true);

  let asked = 0;

  async function reload(): Promise<void> {
    const key = toValue(options.key);
    const mine = ++asked;
    if (key === null) return;
    try {
      const answer = await load(backend.api, key);
      // A later question is on its way: this answer is about what was asked before.
      if (mine !== asked) return;
      value.value = answer;
      error.value = null;
    } catch (cause) {
      if (mine !== asked) return;
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    }
    loading.value = false;
  }
  const refetch = paced(reload, REFETCH_MS);

  watch(
    () => JSON.stringify(toValue(options.key)),
    () => {
      value.value = null;
      error.value = null;
      loading.value = toValue(options.key) !== null;
      void reload();
    },
    { immediate: true, flush: 'sync' },
  );
  const leave = backend.onNotice((notice) => {
    const key = toValue(options.key);
    if (options.topics.includes(notice.topic) && (!options.single || notice.id === undefined || notice.id === key)) refetch.soon();
  });
  onScopeDispose(() => {
    leave();
    refetch.stop();
  });
  return { value, error, loading, reload };
}
