import { storeToRefs } from 'pinia';
import { useSystemStore } from '../stores/system.ts';

/** What the frame tells of the host. */
export function useFrameStatus() {
  const { status, connection } = storeToRefs(useSystemStore());
  return { status, connection };
}
