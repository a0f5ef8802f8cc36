import type { SplitCounts } from '../../src-shared/domain/dataset.ts';
import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import type { RunDetail, RunEnvironment } from '../../src-shared/domain/run.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { listLooks } from './looks.ts';
import { countWarnings } from './messages.ts';
import { toSummary } from './run-list.ts';
import { requireRun } from './run-rows.ts';

interface DetailRow {
  readonly spec: string;
  readonly classes: string;
  readonly split: string;
  readonly environment: string | null;
  readonly parameters: number | null;
}

/** All that is known of a run but its curves; the caller looks whether its folder is there, and measures it. */
export function runDetail(db: Database, { runId }: { readonly runId: string }): RunDetail {
  const row = requireRun(db, runId);
  const detail = sql<DetailRow>(db, 'SELECT spec, classes, split, environment, parameters FROM run_details WHERE run = ?').get(row.key);
  if (!detail) throw new Error(`expected the details of run ${runId}, but found none`);
  return {
    ...toSummary(db, row),
    spec: JSON.parse(detail.spec) as ResolvedExperiment,
    classes: JSON.parse(detail.classes) as string[],
    split: JSON.parse(detail.split) as SplitCounts,
    environment: detail.environment === null ? null : (JSON.parse(detail.environment) as RunEnvironment),
    parameters: detail.parameters,
    looks: listLooks(db, row.key),
    warnings: countWarnings(db, row.key),
    folderSizeBytes: null,
    folderIsThere: true,
  };
}
