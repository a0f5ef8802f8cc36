import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { CheckReport } from '../../src-shared/domain/run.ts';
import { useTraining } from '../stores/experiment.ts';

/** The trial that runs; `cancelled` by us, so that how it ended is no news. */
interface Running {
  readonly about: string;
  readonly ended: Promise<CheckReport | null>;
  cancelled: boolean;
}

/**
 * The trial of one batch for a spec; forgotten as soon as the spec is another.
 * One that still runs is ended then, and when the page is left.
 */
export function useTrial(spec: () => unknown) {
  const { tryBatch, cancelTry } = useTraining();
  const last = shallowRef<{ readonly about: string; readonly report: CheckReport | null; readonly error: Error | null } | null>(null);
  const running = shallowRef<Running | null>(null);
  const asked = computed(() => JSON.stringify(spec()));

  /** The report; null where the trial failed, which `error` tells, or was cancelled. */
  async function run(): Promise<CheckReport | null> {
    if (running.value && running.value.about !== asked.value) await cancel();
    running.value ??= begin(asked.value, spec());
    return running.value.ended;
  }
  function begin(about: string, given: unknown): Running {
    last.value = null;
    const mine: Running = { about, cancelled: false, ended: tryBatch(given).then(
      (report) => end({ about, report, error: null }),
      (error: unknown) => end(mine.cancelled ? null : { about, report: null, error: error instanceof Error ? error : new Error(String(error)) }),
    ) };
    return mine;
  }
  function end(now: typeof last.value): CheckReport | null {
    running.value = null;
    last.value = now;
    return now?.report ?? null;
  }
  /** Resolves when the trial has ended. */
  async function cancel(): Promise<void> {
    const now = running.value;
    if (!now || now.cancelled) return void (await now?.ended);
    now.cancelled = true;
    // Where the host cannot be reached, the trial fails by the same fault and tells it.
    await cancelTry().catch(() => (now.cancelled = false));
    await now.ended;
  }
  watch(asked, (now) => {
    if (running.value && running.value.about !== now) void cancel();
  });
  onScopeDispose(() => void cancel());

  const current = computed(() => (last.value?.about === asked.value ? last.value : null));
  return {
    trying: computed(() => running.value !== null),
    report: computed(() => current.value?.report ?? null),
    error: computed(() => current.value?.error ?? null),
    run,
    cancel,
  };
}
