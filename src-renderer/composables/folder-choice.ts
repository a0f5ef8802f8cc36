import { storeToRefs } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FolderPlace } from '../../src-shared/api/system.ts';
import { useSystemStore } from '../stores/system.ts';
import { useToasts } from './toasts.ts';

/**
 * Asks the user for a folder: by the native dialog where the host has one,
 * else by a dialog of ours that lists the server's folders, which the caller shows
 * while `listing` is true.
 */
export function useFolderChoice(chosen: (folderId: string, path: string) => void) {
  const system = useSystemStore();
  const { host } = storeToRefs(system);
  const { attempt } = useToasts();
  const listing = shallowRef(false);
  const native = computed(() => host.value?.nativeFolderDialog === true);

  async function ask(): Promise<void> {
    if (!native.value) {
      listing.value = true;
      return;
    }
    const folder = await attempt(() => system.pickFolder());
    if (folder) chosen(folder.folderId, folder.path);
  }
  return { ask, listing, native, folders: (place: FolderPlace) => system.folders(place) };
}
