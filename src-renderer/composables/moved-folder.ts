import { storeToRefs } from 'pinia';
import { computed } from 'vue';
import { foldersInWords, namedFolders } from '../../src-shared/lib/dataset-folders.ts';
import { useDatasetsStore } from '../stores/datasets.ts';
import { useToasts } from './toasts.ts';

/** A dataset of which a folder is not where it was, null where all are; and what can be done about it. */
export function useMovedFolder(datasetId: () => string | null) {
  const store = useDatasetsStore();
  const { list, missing } = storeToRefs(store);
  const { attempt, done } = useToasts();
  /** Of several folders that are one dataset, those that are not there. */
  const folders = computed(() => missing.value?.find((each) => each.datasetId === datasetId())?.folders ?? []);
  const dataset = computed(() => (folders.value.length > 0 ? (list.value?.find(({ id }) => id === datasetId()) ?? null) : null));

  async function relink(folderId: string): Promise<void> {
    if (!dataset.value) return;
    const { id, name } = dataset.value;
    const moved = await attempt(() => store.relink(id, folderId));
    if (moved) done(`“${name}” is read from ${foldersInWords(namedFolders(moved))} now, and so are its runs`);
  }
  return { dataset, folders, relink, lookAgain: () => attempt(store.lookAgain) };
}
