import { createHash } from 'node:crypto';
import packageFile from '../../../package.json' with { type: 'json' };
import type { TrainingApi } from '../../../src-shared/api/training.ts';
import type { RunStatus, RunSummary } from '../../../src-shared/domain/run.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { inWords } from '../../../src-shared/schema/parse.ts';
import type { SplitSample } from '../../../src-shared/schema/run-file.ts';
import { datasetDetail } from '../../store/datasets.request.ts';
import { findDraft, listDraftRuns, listDrafts, removeDraft, saveDraft } from '../../store/drafts.request.ts';
import { claimRun, followRun, registerRun, runDetail, runSummary } from '../../store/runs.request.ts';
import { createRun, requestCheckpoint, requestStop } from '../../trainer/launch.ts';
import type { OtherImages } from '../../trainer/launch.ts';
import type { Core } from '../core.ts';
import { waitForLook } from '../runs/wait-for-look.ts';
import { planExperiment } from './plan.ts';
import type { PlanSources, Planned } from './plan.ts';
import type { RunQueue } from './run-queue.ts';
import { STARTABLE, deviceOf } from './run-queue.ts';
import type { SplitTable } from './split-table.ts';
import { suggestExperiment } from './suggest.ts';

/** Batches whose samples *Try one batch* is given: more than it takes. */
const TRIED_BATCHES = 16;

/** A look at a large test side takes as long as it takes. */
const TEST_TIMEOUT_MS = 24 * 60 * 60 * 1000;

export function trainingApi({ store, calls, parts }: Core, queue: RunQueue, sources: PlanSources): TrainingApi {
  const decide = async (spec: unknown): Promise<Planned> => {
    const planning = await planExperiment(spec, sources);
    if (planning.ok) return planning.planned;
    throw new BadInput(`experiment: ${planning.problems.map(inWords).join('; ')}`);
  };

  const expectStatus = async (runId: string, wanted: readonly RunStatus[], what: string, help: string): Promise<RunSummary> => {
    const run = await store.call(runSummary, { runId });
    if (wanted.includes(run.status)) return run;
    throw new BadInput(`expected ${what}, but "${run.name}" is ${run.status}`, { help });
  };

  return {
    plan: async ({ spec }) => {
      const planning = await planExperiment(spec, sources);
      return planning.ok ? { ok: true, plan: planning.planned.plan } : planning;
    },
    preview: async ({ spec, draw, tiles }) => {
      const { plan, table, sides } = await decide(spec);
      const samples = spread(samplesOf(table, sides, 'train'), tiles);
      return calls('preview', { spec: plan.spec, folder: table.dataset.folder, classes: plan.classes, samples, draw });
    },
    tryBatch: async ({ spec }) => {
      const { plan, table, sides } = await decide(spec);
      const samples = spread(samplesOf(table, sides, 'train'), TRIED_BATCHES * plan.spec.loader.batchSize);
      return calls('check', { spec: plan.spec, folder: table.dataset.folder, classes: plan.classes, samples, counts: plan.split, output: plan.spec.output ?? parts.runs });
    },
    start: async ({ spec, experimentId }) => {
      const planned = await decide(spec);
      const { folder } = createRun(planned.plan.spec.output ?? parts.runs, { ...runPlanOf(planned), experimentId });
      const run = await store.call(registerRun, { folder, status: 'queued' });
      await queue.add(run, planned.plan.spec.device, null);
      return run;
    },
    stop: async ({ runId, when }) => {
      const run = await expectStatus(runId, ['queued', ...LIVE_STATUSES], 'a run that waits or is being trained', 'Only such a run can be stopped.');
      if (run.status === 'queued') await queue.remove(runId);
      else requestStop(run.folder, when);
    },
    resume: async ({ runId, moreEpochs }) => {
      const run = await expectStatus(runId, STARTABLE, 'a run that has ended', 'Stop it first, or wait until it has finished.');
      if (run.status === 'finished' && moreEpochs === undefined) {
        throw new BadInput(`expected a run with epochs left, but "${run.name}" has finished all ${run.epochs}`, { help: 'Say how many more epochs to train.' });
      }
      const queued = await store.call(claimRun, { runId, from: STARTABLE, to: 'queued' });
      await queue.add(run, await deviceOf(run.folder), moreEpochs === undefined ? null : run.epochs + moreEpochs);
      return queued;
    },
    checkpointNow: async ({ runId }) => {
      const { folder } = await expectStatus(runId, LIVE_STATUSES, 'a run that is being trained', 'A run that has ended left a checkpoint.');
      requestCheckpoint(folder);
    },
    test: async ({ runId, datasetId }) => {
      const { folder } = await expectStatus(runId, STARTABLE, 'a run that has ended', 'Test it once it has stopped or finished.');
      const images = datasetId === undefined ? null : otherImages(await sources.tables.get(datasetId));
      const { looks } = await store.call(runDetail, { runId });
      await store.call(followRun, { runId });
      const answer = await calls('test', { folder, ...(images && { images }) }, { timeoutMs: TEST_TIMEOUT_MS });
      await waitForLook(store, runId, looks.length);
      return answer;
    },
    drafts: () => store.call(listDrafts, null),
    draftRuns: () => store.call(listDraftRuns, null),
    draft: (question) => store.call(findDraft, question),
    saveDraft: (draft) => store.call(saveDraft, draft),
    removeDraft: async (question) => void (await store.call(removeDraft, question)),
    suggest: async (question) => suggestExperiment(await store.call(datasetDetail, question)),
  };
}

function runPlanOf({ plan, table, sides }: Planned): Parameters<typeof createRun>[1] {
  const { id, name, folder } = table.dataset;
  return {
    spec: plan.spec,
    dataset: { id, name, folder, fingerprint: fingerprint(table) },
    classes: plan.classes,
    split: { train: samplesOf(table, sides, 'train'), val: samplesOf(table, sides, 'val'), test: samplesOf(table, sides, 'test') },
    counts: plan.split,
    appVersion: packageFile.version,
  };
}

/** What a dataset gives to test on: its own test side if it names one, else all that it holds. */
function otherImages({ dataset: { name, folder }, classes, items, sides }: SplitTable): OtherImages {
  const tested = sides.includes('test') ? items.filter(({ side }) => side === 'test') : items;
  return { name, folder, classes, samples: inOrder(tested.map(toSample)) };
}

/** In the order of their contents, so that a copied folder gives the same batches. */
function samplesOf({ items }: SplitTable, sides: readonly Side[], side: Side): SplitSample[] {
  return inOrder(items.filter((_, i) => sides[i] === side).map(toSample));
}

const toSample = ({ key, path, label, group }: SplitTable['items'][number]): SplitSample => ({ key, path, label, group });

function inOrder(samples: SplitSample[]): SplitSample[] {
  return samples.sort((a, b) => compare(a.key, b.key) || compare(a.path, b.path));
}

/** Names the contents that a run was trained on, whatever their paths. */
function fingerprint({ items, classes }: SplitTable): string {
  const lines = items.map(({ key, label }) => `${key} ${classes[label] ?? ''}\n`).sort();
  const sum = createHash('sha256');
  for (const line of lines) sum.update(line);
  return sum.digest('hex');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** At most so many of a list, evenly spread over it. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)] as T);
}
