import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { LayerRow } from '../../src-shared/api/models.ts';
import type { CodeConsent, CodeQuestion, PlanAnswer, Preview } from '../../src-shared/api/training.ts';
import type { CheckReport, RunSummary } from '../../src-shared/domain/run.ts';
import { useAnswer } from './answer.ts';
import { useBackend } from './backend.ts';

/** A preview with addresses for its pictures. */
export interface ShownPreview extends Omit<Preview, 'tiles'> {
  readonly tiles: readonly { readonly url: string; readonly path: string; readonly label: string; readonly drawn: string }[];
}

/** What starting a spec would mean; nothing is asked for null. */
export function usePlan(spec: () => unknown) {
  return useAnswer<unknown, PlanAnswer | null>({
    question: spec,
    concerns: ({ topic }) => topic === 'datasets',
    ask: (api, question) => (question === null ? Promise.resolve(null) : api.training.plan({ spec: question })),
  });
}

/** A few prepared and augmented images; nothing is asked for null. */
export function usePreview(question: () => { readonly spec: unknown; readonly draw: number; readonly mayRun: boolean } | null, tiles: number) {
  const { answer, ...rest } = useAnswer<ReturnType<typeof question>, Preview | null>({
    question,
    concerns: () => false,
    ask: (api, now) => (now === null ? Promise.resolve(null) : api.training.preview({ spec: now.spec, draw: now.draw, tiles })),
  });
  const preview = shallowRef<ShownPreview | null>(null);
  const release = (): void => {
    for (const { url } of preview.value?.tiles ?? []) URL.revokeObjectURL(url);
  };
  watch(answer, (now) => {
    if (!now?.value) return;
    release();
    const shown = now.value.tiles.map(({ png, ...words }) => ({ ...words, url: URL.createObjectURL(new Blob([new Uint8Array(png)], { type: 'image/png' })) }));
    preview.value = { ...now.value, tiles: shown };
  });
  onScopeDispose(release);
  return { preview, ...rest };
}

export type ModelQuestion = Parameters<ReturnType<typeof useBackend>['api']['models']['describe']>[0];

/** Layers and parameters of a network; nothing is asked for null. */
export function useModelLayers(question: () => ModelQuestion | null) {
  return useAnswer<ModelQuestion | null, { readonly layers: readonly LayerRow[]; readonly parameters: number } | null>({
    question,
    concerns: () => false,
    ask: (api, now) => (now === null ? Promise.resolve(null) : api.models.describe(now)),
  });
}

/** Whether the user's own code may run, and how they say so; nothing is asked for null. */
export function useCodeConsent(question: () => CodeQuestion | null) {
  const { api } = useBackend();
  const { answer, reload } = useAnswer<CodeQuestion | null, CodeConsent | null>({
    question,
    concerns: () => false,
    ask: (asked, now) => (now === null ? Promise.resolve(null) : asked.training.code(now)),
  });
  const agree = async (): Promise<void> => {
    const { question: about, value } = answer.value ?? { question: null, value: null };
    if (about === null || value === null) return;
    await api.training.agree({ ...about, hash: value.hash });
    await reload();
  };
  return { consent: computed(() => answer.value?.value ?? null), agree, reload };
}

export function useTraining() {
  const { api } = useBackend();
  return {
    draft: (draftId: string) => api.training.draft({ draftId }),
    tryBatch: (spec: unknown): Promise<CheckReport> => api.training.tryBatch({ spec }),
    cancelTry: (): Promise<void> => api.training.cancelTry(),
    start: (spec: unknown, experimentId?: string): Promise<RunSummary> => api.training.start({ spec, experimentId }),
  };
}
