import { useBackend } from './backend.ts';
import { useLive } from './live.ts';

/** More never train or wait at once on one machine. */
const MOST = 1000;

/** What trains and what waits, and the order in which that will be started. */
export function useQueue() {
  const { api } = useBackend();
  const live = useLive({ topics: ['runs'], key: 'queue' }, async (each) => {
    const [page, queue] = await Promise.all([
      each.runs.list({
        filter: { query: '', statuses: ['queued', 'starting', 'running', 'paused'], binned: false },
        sort: { by: 'created', descending: false },
        offset: 0,
        limit: MOST,
      }),
      each.training.queue(),
    ]);
    return { runs: page.rows, queue };
  });
  return { ...live, move: (runId: string, before: string | null) => api.training.moveInQueue({ runId, before }) };
}
