import { statSync } from 'node:fs';
import { join } from 'node:path';
import { HEARTBEAT_STALE_MS, RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { LIVE_STATUSES } from '../../src-shared/domain/run.ts';
import type { RunRow } from './run-rows.ts';

/** Never stored: the run should be alive, and three beats of its heart are missing. */
export function isNotResponding(row: Pick<RunRow, 'status' | 'status_ms' | 'folder'>, nowMs: number): boolean {
  if (!LIVE_STATUSES.includes(row.status)) return false;
  const beat = statSync(join(row.folder, RUN_FILES.heartbeat), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return nowMs - Math.max(beat, row.status_ms) > HEARTBEAT_STALE_MS;
}
