import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { Api, Notice } from '../../src-shared/api/index.ts';
import { useBackend } from './backend.ts';
import { REFETCH_MS } from './live.ts';
import { paced } from './paced.ts';

/** An answer with the question that it answers: what is shown must say which. */
export interface Answered<Question, Value> {
  readonly question: Question;
  readonly value: Value;
}

export interface LastAnswer<Question, Value> {
  /** Null until the first; stays while the next question is asked, so that nothing goes blank. */
  readonly answer: Readonly<ShallowRef<Answered<Question, Value> | null>>;
  /** A question that the user has changed is on its way; not set by what runs write. */
  readonly loading: Readonly<ShallowRef<boolean>>;
  readonly error: Readonly<ShallowRef<Error | null>>;
  reload(): Promise<void>;
}

export interface AnswerOptions<Question, Value> {
  readonly question: () => Question;
  /** Whether a notice may have changed the answer. */
  readonly concerns: (notice: Notice, question: Question) => boolean;
  readonly ask: (api: Api, question: Question) => Promise<Value>;
}

/**
 * Like `useLive`, for questions that the user changes while looking: a step
 * of images, the range of a chart. Follows notices twice a second at most.
 */
export function useAnswer<Question, Value>({ question, concerns, ask }: AnswerOptions<Question, Value>): LastAnswer<Question, Value> {
  const { api, onNotice } = useBackend();
  const answer = shallowRef<Answered<Question, Value> | null>(null);
  const loading = shallowRef(true);
  const error = shallowRef<Error | null>(null);
  /** Rises with each question: an answer to an earlier one comes too late. */
  let asked = 0;

  async function askNow(): Promise<void> {
    const about = ++asked;
    const now = question();
    try {
      const value = await ask(api, now);
      if (about !== asked) return;
      answer.value = { question: now, value };
      error.value = null;
    } catch (cause) {
      if (about === asked) error.value = cause instanceof Error ? cause : new Error(String(cause));
    }
    if (about === asked) loading.value = false;
  }
  const refetch = paced(askNow, REFETCH_MS);

  watch(
    () => JSON.stringify(question()),
    () => {
      loading.value = true;
      void askNow();
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
  return { answer, loading, error, reload: askNow };
}
