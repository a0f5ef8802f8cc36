import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { Doctor, FolderPlace } from '../../src-shared/api/system.ts';
import type { Connection } from '../backend/index.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';

/** Time left and connections change without a notice. */
const POLL_MS = 5000;

/** What the frame tells: what trains, counts, whether the host can be reached. */
export const useSystemStore = defineStore('system', () => {
  const { api, onConnection } = useBackend();
  const connection = shallowRef<Connection>('there');
  const status = useLive({ topics: ['system', 'runs', 'datasets', 'drafts'], key: 'status' }, (each) => each.system.status());
  const host = useLive({ topics: [], key: 'host' }, (each) => each.system.host());
  const timer = setInterval(() => {
    if (!document.hidden) void status.reload();
  }, POLL_MS);
  const leave = onConnection((now) => (connection.value = now));
  onScopeDispose(() => {
    clearInterval(timer);
    leave();
  });
  return {
    connection,
    status: status.value,
    host: host.value,
    doctor: (): Promise<Doctor> => api.system.doctor(),
    cache: () => api.system.cache(),
    wipeCache: () => api.system.wipeCache(),
    rebuild: () => api.system.rebuild(),
    folders: (place: FolderPlace) => api.system.folders(place),
    pickFolder: () => api.system.pickFolder(),
    pickFiles: () => api.system.pickFiles(),
  };
});
