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
  const pid = await workingPid(run.folder);
  return pid !== null || run.status === 'starting' ? { ...run, pid } : null;
}

/** The process of this machine that works on a run; null if none lives. */
export async function workingPid(folder: string): Promise<number | null> {
  const owner = (await readProcessFile(folder))?.value ?? null;
  return owner !== null && (await processState(owner)) === 'alive' ? owner.pid : null;
}
