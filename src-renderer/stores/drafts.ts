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
  return {
    list: list.value,
    error: list.error,
    loading: list.loading,
    reload: list.reload,
    save,
    /** A draft that is ready to run on a dataset. */
    async create(datasetId: string, changes: Partial<ExperimentInput> = {}): Promise<Draft> {
      const spec = { ...(await api.training.suggest({ datasetId })), ...changes };
      return save({ name: spec.name ?? 'New experiment', yaml: writeYaml(spec) });
    },
    async remove(draftId: string): Promise<void> {
      await api.training.removeDraft({ draftId });
      await list.reload();
    },
  };
});
