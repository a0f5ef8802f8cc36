import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { RunDetail, RunSummary } from '../../src-shared/domain/run.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { useAnswer } from '../stores/answer.ts';
import { useRunList } from '../stores/run-list.ts';
import { placeRuns } from './run-places.ts';
import type { RunPlaces } from './run-places.ts';

export interface ChosenRuns {
  readonly ids: ComputedRef<readonly string[]>;
  readonly places: Readonly<ShallowRef<RunPlaces>>;
  /** The chosen runs that could be read, in the order that they were chosen in. */
  readonly runs: ComputedRef<readonly RunDetail[]>;
  /** Why some of them cannot be shown. */
  readonly gone: ComputedRef<readonly string[]>;
  readonly loading: Readonly<ShallowRef<boolean>>;
  toggle(run: Pick<RunSummary, 'id'>): void;
}

/** The runs that an address names under `runs`: with their colours, followed while they train. */
export function useChosenRuns(): ChosenRuns {
  const route = useRoute();
  const router = useRouter();
  const ids = computed(() => readIds(route.query['runs']));
  const places = shallowRef<RunPlaces>(new Map());
  watch(ids, (now) => (places.value = placeRuns(now, places.value)), { immediate: true });

  const { answer, loading } = useAnswer({
    question: () => ids.value,
    concerns: ({ topic, id }, asked) => topic === 'runs' && (id === undefined || asked.includes(id)),
    ask: (api, asked) => Promise.allSettled(asked.map((runId) => api.runs.get({ runId }))),
  });
  return {
    ids,
    places,
    runs: computed(() => (answer.value?.value ?? []).flatMap((each) => (each.status === 'fulfilled' && ids.value.includes(each.value.id) ? [each.value] : []))),
    gone: computed(() => (answer.value?.value ?? []).flatMap((each) => (each.status === 'rejected' ? [String((each.reason as Error).message)] : []))),
    loading,
    toggle: ({ id }) => {
      const next = ids.value.includes(id) ? ids.value.filter((each) => each !== id) : [...ids.value, id];
      void router.replace({ query: { ...route.query, runs: next.length === 0 ? undefined : next.join(',') } });
    },
  };
}

/** Each id once, in order. */
function readIds(named: unknown): readonly string[] {
  return typeof named === 'string' ? [...new Set(named.split(',').filter((id) => /^[\w-]{1,64}$/.test(id)))] : [];
}

/** The newest runs that fit what is typed, to choose from. */
export function useRunChoices() {
  const query = shallowRef('');
  const { list, error } = useRunList(() => ({ filter: { query: query.value.trim(), binned: false }, sort: { by: 'created', descending: true } }));
  return {
    query,
    runs: computed(() => list.value.pages.get(0) ?? []),
    total: computed(() => list.value.total),
    error: computed(() => (error.value instanceof BadInput ? error.value.message : null)),
  };
}
