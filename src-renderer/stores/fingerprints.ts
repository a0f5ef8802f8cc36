import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { Fingerprint } from '../../src-shared/domain/fingerprint.ts';
import { useBackend } from './backend.ts';

interface Measured {
  readonly fingerprint: Fingerprint;
  /** As the dataset was read then. */
  readonly indexedMs: number | null;
}

/** What datasets were measured to be like, which takes minutes: it goes on, and is kept, while other screens are looked at. */
export const useFingerprintsStore = defineStore('fingerprints', () => {
  const { api } = useBackend();
  /** What is being asked, by dataset. */
  const measuring = shallowReactive(new Map<string, unknown>());
  const measured = shallowReactive(new Map<string, Measured>());

  /** All images that have labels on one side: no group of theirs can then stand on two. */
  async function measure(datasetId: string, indexedMs: number | null): Promise<void> {
    const suggested = await api.training.suggest({ datasetId });
    const spec = { ...suggested, split: { kind: 'random', validation: 0, test: 0 } };
    measuring.set(datasetId, spec);
    try {
      const fingerprint = await api.training.fingerprint({ spec });
      if (fingerprint !== null) measured.set(datasetId, { fingerprint, indexedMs });
    } finally {
      measuring.delete(datasetId);
    }
  }
  async function cancel(datasetId: string): Promise<void> {
    const spec = measuring.get(datasetId);
    if (spec !== undefined) await api.training.cancelFingerprint({ spec });
  }
  return {
    measure,
    cancel,
    isMeasuring: (datasetId: string): boolean => measuring.has(datasetId),
    /** Null where the dataset has been read anew since. */
    fingerprintOf: (datasetId: string, indexedMs: number | null): Fingerprint | null => {
      const found = measured.get(datasetId);
      return found?.indexedMs === indexedMs ? found.fingerprint : null;
    },
  };
});
