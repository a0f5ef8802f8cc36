import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef } from 'vue';
import type { PredictionRow } from '../../../src-shared/domain/run.ts';
import { withMask, withPrediction } from '../../images/shown-volume.ts';
import type { ShownVolume } from '../../images/shown-volume.ts';
import { useRunsStore } from '../../stores/runs.ts';
import { isMaskCase } from './case-words.ts';

/** A row of predictions as the viewer opens it. */
export interface OpenedCase {
  readonly row: PredictionRow;
  /** Who predicted it. */
  readonly runId: string;
  readonly datasetId: string | null;
}

/**
 * The volume of a prediction, null for pictures: of a case of segmentation
 * with the mask that the run draws of it, the true one, and where they differ.
 */
export function useCaseVolume(opened: () => OpenedCase | null): { readonly volume: ComputedRef<ShownVolume | null>; readonly note: ComputedRef<string> } {
  const store = useRunsStore();
  /** The epoch whose weights drew what is shown; null until it is known. */
  const drawnBy = shallowRef<number | null>(null);
  const key = computed(() => {
    const found = opened();
    return found && found.row.shape?.length === 4 && found.row.sampleId !== null && found.datasetId !== null ? `${found.runId} ${found.row.sampleId} ${found.row.epoch}` : null;
  });
  watch(key, () => (drawnBy.value = null));

  // Follows the key alone: rows of a run that goes on come anew.
  const volume = computed(() => (key.value === null ? null : volumeOf(key.value, opened())));

  function volumeOf(name: string, found: OpenedCase | null): ShownVolume | null {
    const { row: { sampleId, epoch, scores } = NOTHING, runId = '', datasetId = null } = found ?? {};
    if (sampleId === null || datasetId === null) return null;
    const load = (what: 'image' | 'mask') => store.volume(datasetId, sampleId, what);
    if (!isMaskCase(scores)) return withMask(name, load, false);
    return withPrediction(name, load, async () => {
      const drawn = await store.drawnMask(runId, sampleId, epoch);
      if (name === key.value) drawnBy.value = drawn.epoch;
      return drawn;
    });
  }
  const note = computed(() => drawnByInWords(opened()?.row.epoch ?? null, drawnBy.value));
  return { volume, note };
}

const NOTHING = { sampleId: null, epoch: 0, scores: null } as const;

/** "scored after epoch 3 · drawn by epoch 2, for the weights of epoch 3 were not kept" */
export function drawnByInWords(scored: number | null, drawn: number | null): string {
  if (scored === null) return '';
  return drawn === null || drawn === scored ? `scored after epoch ${scored}` : `scored after epoch ${scored} · drawn by epoch ${drawn}, for the weights of epoch ${scored} were not kept`;
}
