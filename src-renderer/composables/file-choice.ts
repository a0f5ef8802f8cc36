import { storeToRefs } from 'pinia';
import { shallowRef } from 'vue';
import type { FileKind, FolderEntry, FolderPlace } from '../../src-shared/api/system.ts';
import { useSystemStore } from '../stores/system.ts';
import { useToasts } from './toasts.ts';

/** As `useFolderChoice`, for files of a kind, one or several. */
export function useFileChoice(chosen: (files: readonly FolderEntry[]) => void, kind: FileKind = 'images') {
  const system = useSystemStore();
  const { host } = storeToRefs(system);
  const { attempt } = useToasts();
  const listing = shallowRef(false);

  async function ask(): Promise<void> {
    if (host.value?.nativeFolderDialog !== true) {
      listing.value = true;
      return;
    }
    const files = await attempt(() => system.pickFiles());
    if (files && files.length > 0) chosen(files);
  }
  return { ask, listing, files: (place: FolderPlace) => system.folders({ ...place, files: kind }) };
}
