import packageFile from '../../../package.json' with { type: 'json' };
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import type { RunStudy } from '../../../src-shared/domain/run-study.ts';
import { registerRun } from '../../store/runs.request.ts';
import type { Core } from '../core.ts';
import type { Planned } from './plan.ts';
import type { RunQueue } from './run-queue.ts';
import type { Siblings } from './split-thread/expect-siblings.ts';
import type { SplitTables } from './split-tables.ts';

/** What a run is made for, beside its experiment. */
export interface RunPurpose {
  readonly experimentId?: string | undefined;
  readonly study?: RunStudy | undefined;
  readonly testAtEnd?: boolean | undefined;
}

/** Makes the folder of a run, where nobody finds it to train yet. @param siblings see `SplitTables.createRun`. */
export async function makeRunFolder({ parts }: Pick<Core, 'parts'>, tables: SplitTables, { plan, table, code }: Planned, purpose: RunPurpose, siblings: Siblings | null = null): Promise<string> {
  const { id, name, folder: images } = table.dataset;
  const { spec, classes, split } = plan;
  const made = { spec, dataset: { id, name, folder: images }, classes, maskValues: table.maskValues, targets: table.targets, counts: split, appVersion: packageFile.version, code, ...purpose };
  return (await tables.createRun(table, spec.split, spec.output ?? parts.runs, made, siblings)).folder;
}

/** Puts the run of a folder into the list and into the queue. */
export async function queueRun({ store }: Pick<Core, 'store'>, queue: RunQueue, folder: string, device: string): Promise<RunSummary> {
  const run = await store.call(registerRun, { folder, status: 'queued' });
  await queue.add(run, device, null);
  return run;
}
