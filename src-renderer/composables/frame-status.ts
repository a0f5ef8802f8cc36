import { storeToRefs } from 'pinia';
import { useSystemStore } from '../stores/system.ts';

/** What the frame tells of the host. */
export function useFrameStatus() {
  const { status, connected } = storeToRefs(useSystemStore());
  return { status, connected };
}
