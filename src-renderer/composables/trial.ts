import { computed, shallowRef } from 'vue';
import type { CheckReport } from '../../src-shared/domain/run.ts';
import { useTraining } from '../stores/experiment.ts';

/** The trial of one batch for a spec; forgotten as soon as the spec is another. */
export function useTrial(spec: () => unknown) {
  const { tryBatch } = useTraining();
  const last = shallowRef<{ readonly about: string; readonly report: CheckReport | null; readonly error: Error | null } | null>(null);
  const trying = shallowRef(false);

  async function run(): Promise<CheckReport | null> {
    const about = JSON.stringify(spec());
    if (trying.value) return null;
    trying.value = true;
    try {
      const report = await tryBatch(spec());
      last.value = { about, report, error: null };
      return report;
    } catch (error) {
      last.value = { about, report: null, error: error instanceof Error ? error : new Error(String(error)) };
      return null;
    } finally {
      trying.value = false;
    }
  }
  const current = computed(() => (last.value?.about === JSON.stringify(spec()) ? last.value : null));
  return {
    trying,
    report: computed(() => current.value?.report ?? null),
    error: computed(() => current.value?.error ?? null),
    run,
  };
}
