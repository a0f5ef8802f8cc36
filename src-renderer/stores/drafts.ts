import { defineStore } from 'pinia';
import type { Draft } from '../../src-shared/api/training.ts';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { writeYaml } from '../../src-shared/schema/experiment-yaml.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';

/** Experiments that are being set up. */
export const useDraftsStore = defineStore('drafts', () => {
  const { api } = useBackend();
  const list = useLive({ topics: ['drafts'], key: 'all' }, (each) => each.training.drafts());

  async function save(draft: { readonly draftId?: string; readonly name: string; readonly yaml: string }): Promise<Draft> {
    const saved = await api.training.saveDraft(draft);
    await list.reload();
    return saved;
  }
  /** A draft that is ready to run on a dataset, with its settings. */
  async function begin(datasetId: string, changes: Partial<ExperimentInput> = {}): Promise<Draft & { readonly spec: ExperimentInput }> {
    const spec = { ...(await api.training.suggest({ datasetId })), ...changes };
    const plan = await api.training.plan({ spec });
    const name = plan.ok ? plan.plan.spec.name : (spec.name ?? 'New experiment');
    return { ...(await save({ name, yaml: writeYaml(spec) })), spec };
  }
  return {
    list: list.value,
    error: list.error,
    loading: list.loading,
    reload: list.reload,
    save,
    begin,
    async remove(draftId: string): Promise<void> {
      await api.training.removeDraft({ draftId });
      await list.reload();
    },
  };
});
