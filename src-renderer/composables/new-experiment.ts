import { storeToRefs } from 'pinia';
import { computed } from 'vue';
import { useRouter } from 'vue-router';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { useDatasetsStore } from '../stores/datasets.ts';
import { useDraftsStore } from '../stores/drafts.ts';
import { useTraining } from '../stores/experiment.ts';
import { useToasts } from './toasts.ts';

/** Begins an experiment on one of the datasets that can be trained on. */
export function useNewExperiment() {
  const router = useRouter();
  const drafts = useDraftsStore();
  const training = useTraining();
  const { list } = storeToRefs(useDatasetsStore());
  const { attempt } = useToasts();

  const datasets = computed(() => (list.value ?? []).filter(({ samples }) => samples > 0));

  async function create(datasetId: string, changes: Partial<ExperimentInput> = {}): Promise<void> {
    const draft = await attempt(() => drafts.begin(datasetId, changes));
    if (draft) await router.push(`/experiments/${draft.id}`);
  }
  /** From a dataset to a run in one step, with what suits it. */
  async function trainAtOnce(datasetId: string): Promise<void> {
    const run = await attempt(async () => {
      const { id, spec } = await drafts.begin(datasetId);
      return training.start(spec, id);
    });
    if (run) await router.push(`/runs/${run.id}`);
  }
  return { datasets, create, trainAtOnce };
}
