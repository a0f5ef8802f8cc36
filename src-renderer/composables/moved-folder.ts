import { storeToRefs } from 'pinia';
import { computed } from 'vue';
import { useDatasetsStore } from '../stores/datasets.ts';
import { useToasts } from './toasts.ts';

/** A dataset whose folder is not where it was, null where it is; and what can be done about it. */
export function useMovedFolder(datasetId: () => string | null) {
  const store = useDatasetsStore();
  const { list, missing } = storeToRefs(store);
  const { attempt, done } = useToasts();
  const dataset = computed(() => {
    const id = datasetId();
    return id !== null && missing.value?.includes(id) ? (list.value?.find((each) => each.id === id) ?? null) : null;
  });

  async function relink(folderId: string): Promise<void> {
    if (!dataset.value) return;
    const { id, name } = dataset.value;
    const moved = await attempt(() => store.relink(id, folderId));
    if (moved) done(`“${name}” is read from ${moved.folder} now, and so are its runs`);
  }
  return { dataset, relink, lookAgain: () => attempt(store.lookAgain) };
}
