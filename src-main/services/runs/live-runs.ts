import type { RunSummary } from '../../../src-shared/domain/run.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import { readProcessFile } from '../../store/run-files.ts';
import { listRunsOf } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';
import { processState } from '../../threads/process-identity.ts';

export interface LiveRun extends RunSummary {
  /** Null while its trainer has not said yet who it is. */
  readonly pid: number | null;
}

/** Runs whose trainer lives on this machine or is about to, whichever host started it; oldest first. */
export async function liveRuns(store: Store): Promise<readonly LiveRun[]> {
  const runs = await store.call(listRunsOf, { statuses: LIVE_STATUSES });
  const found = await Promise.all(runs.map(asLive));
  return found.filter((run) => run !== null);
}

async function asLive(run: RunSummary): Promise<LiveRun | null> {
  const owner = (await readProcessFile(run.folder))?.value ?? null;
  if (owner !== null && (await processState(owner)) === 'alive') return { ...run, pid: owner.pid };
  return run.status === 'starting' ? { ...run, pid: null } : null;
}
