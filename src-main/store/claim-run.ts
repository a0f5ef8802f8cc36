import type { RunStatus } from '../../src-shared/domain/run.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { transaction } from './database.ts';
import type { Database } from './database.ts';
import { changeStatus, followRun, requireRun } from './run-rows.ts';

export interface RunClaim {
  readonly runId: string;
  /** The states that the run may be in for it. */
  readonly from: readonly RunStatus[];
  readonly to: 'queued' | 'starting' | 'stopped' | 'failed' | 'interrupted';
  /** Why, in one sentence. */
  readonly message?: string | undefined;
}

/** Says what a host does with a run; see `claimRun` in `runs.request.ts`. */
export function claimRun(db: Database, { runId, from, to, message }: RunClaim, nowMs: number = Date.now()): void {
  transaction(db, () => {
    const run = requireRun(db, runId);
    if (!from.includes(run.status)) {
      throw new BadInput(`expected "${run.name}" to be ${from.join(' or ')}, but found it ${run.status}`, {
        help: 'Another Delira may have been faster: look at the run again.',
      });
    }
    const isOver = to !== 'queued' && to !== 'starting';
    changeStatus(db, run, { status: to, message: message ?? null, sinceMs: nowMs, endedMs: isOver ? nowMs : null });
    followRun(db, runId, nowMs);
  });
}
