import { join } from 'node:path';
import type { CodeQuestion, TrainingApi } from '../../../src-shared/api/training.ts';
import type { RunStatus, RunSummary } from '../../../src-shared/domain/run.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { parseAuditFile } from '../../../src-shared/schema/audit-file.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { codeEntries } from '../../../src-shared/lib/code-entries.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { parse } from '../../../src-shared/schema/parse.ts';
import { datasetDetail, volumeKinds } from '../../store/datasets.request.ts';
import { findDraft, listDraftRuns, listDrafts, removeDraft, saveDraft } from '../../store/drafts.request.ts';
import { followRun, runDetail, runSummary } from '../../store/runs.request.ts';
import { forgetRequests, requestCheckpoint } from '../../trainer/launch.ts';
import type { CodeFile, OtherImages } from '../../trainer/launch.ts';
import type { Core } from '../core.ts';
import { runCode } from '../runs/run-code.ts';
import { waitForLook } from '../runs/wait-for-look.ts';
import { withParts } from '../datasets/find-dataset.ts';
import { collectCode } from '../code/collect.ts';
import { Consents } from '../code/consents.ts';
import type { CodeName } from '../code/consents.ts';
import { readIfThere } from '../../store/run-files.ts';
import { makeRunFolder, queueRun } from './begin-run.ts';
import { expectFit } from './expect-fit.ts';
import { imagesOf } from './images-folder.ts';
import { planExperiment, requirePlan } from './plan.ts';
import type { PlanSources, Planned } from './plan.ts';
import { openReadings } from './readings.ts';
import type { RunQueue } from './run-queue.ts';
import { STARTABLE } from './run-queue.ts';
import { splitFile } from './write-splits.ts';
import { suggestExperiment } from './suggest.ts';
import { openTrials } from './trials.ts';

/** Batches whose samples *Try one batch* is given: more than it takes. */
const TRIED_BATCHES = 16;

/** A look at a large test side takes as long as it takes. */
const TEST_TIMEOUT_MS = 24 * 60 * 60 * 1000;

export function trainingApi(core: Core, queue: RunQueue, sources: PlanSources): TrainingApi {
  const { store, calls, parts } = core;
  const { tables } = sources;
  const consents = new Consents(parts.consents);
  const trials = openTrials();
  const readings = openReadings();

  const decide = (spec: unknown) => requirePlan(spec, sources);

  const expectStatus = async (runId: string, wanted: readonly RunStatus[], what: string, help: string): Promise<RunSummary> => {
    const run = await store.call(runSummary, { runId });
    if (wanted.includes(run.status)) return run;
    throw new BadInput(`expected ${what}, but "${run.name}" is ${run.status}`, { help });
  };

  /** A run's own copies are known by where they were written. */
  const expectRunCode = async (run: RunSummary): Promise<void> => consents.expect(await runCode(run));

  /** What a trainer process may load before there is a run: the user's files themselves. */
  const agreedCode = async ({ code }: Planned): Promise<readonly CodeFile[]> => {
    await consents.expect(code);
    return code.map(({ from, sha256 }) => ({ from, at: from, sha256 }));
  };

  const codeOf = async ({ spec, runId }: CodeQuestion): Promise<readonly CodeName[]> => {
    if (runId === undefined) return collectCode(codeEntriesOf(spec));
    return runCode(await store.call(runSummary, { runId }));
  };

  const otherImages = async (datasetId: string): Promise<OtherImages> => {
    const table = await tables.get(datasetId);
    const { name, folder } = table.dataset;
    return { name, folder, classes: table.classes, maskValues: table.maskValues, samples: await tables.testSamples(table) };
  };

  return {
    plan: async ({ spec }) => {
      const planning = await planExperiment(spec, sources);
      return planning.ok ? { ok: true, plan: planning.planned.plan } : planning;
    },
    preview: async ({ spec, draw, tiles }) => {
      const planned = await decide(spec);
      const { plan, table } = planned;
      const code = await agreedCode(planned);
      const samples = await tables.samples(table, plan.spec.split, 'train', tiles);
      // A batch cannot hold more than there is to train on.
      const batchSize = Math.min(plan.spec.loader.batchSize, plan.split.train.samples);
      const shown = { ...plan.spec, loader: { ...plan.spec.loader, batchSize } };
      return calls('preview', { spec: shown, folder: table.dataset.folder, classes: plan.classes, maskValues: table.maskValues, samples, draw, code });
    },
    tryBatch: ({ spec }) =>
      trials.run(async (signal) => {
        const planned = await decide(spec);
        const { plan, table } = planned;
        const code = await agreedCode(planned);
        const samples = await tables.samples(table, plan.spec.split, 'train', TRIED_BATCHES * plan.spec.loader.batchSize);
        return calls('check', { spec: plan.spec, folder: table.dataset.folder, classes: plan.classes, maskValues: table.maskValues, samples, counts: plan.split, output: plan.spec.output ?? parts.runs, code }, { signal });
      }),
    cancelTry: () => {
      trials.cancel();
      return Promise.resolve();
    },
    start: async ({ spec, experimentId }) => {
      const planned = await decide(spec);
      const { split, device } = planned.plan.spec;
      if (split.kind === 'k-fold' && split.fold === null) {
        throw new BadInput(`experiment: split.fold: expected the fold to train, from 1 to ${split.folds}, but found none`, { help: 'Name one, or start the whole k-fold.' });
      }
      await consents.expect(planned.code);
      // A device that was asked for by name is tried before there is a run that cannot begin.
      if (device.startsWith('gpu')) await calls('device', { device });
      await expectFit(core, tables, planned);
      return queueRun(core, queue, await makeRunFolder(core, tables, planned, { experimentId }), device);
    },
    stop: async ({ runId, when }) => {
      const run = await expectStatus(runId, ['queued', ...LIVE_STATUSES], 'a run that waits or is being trained', 'Only such a run can be stopped.');
      await queue.stop(run, when);
    },
    resume: async ({ runId, moreEpochs }) => {
      const run = await expectStatus(runId, STARTABLE, 'a run that has ended', 'Stop it first, or wait until it has finished.');
      if (run.status === 'finished' && moreEpochs === undefined) {
        throw new BadInput(`expected a run with epochs left, but "${run.name}" has finished all ${run.epochs}`, { help: 'Say how many more epochs to train.' });
      }
      await expectRunCode(run);
      return queue.resume(run, moreEpochs === undefined ? null : run.epochs + moreEpochs);
    },
    queue: async () => (await queue.list()).map(({ runId, device }) => ({ runId, device })),
    moveInQueue: ({ runId, before }) => queue.move(runId, before),
    checkpointNow: async ({ runId }) => {
      const { folder } = await expectStatus(runId, LIVE_STATUSES, 'a run that is being trained', 'A run that has ended left a checkpoint.');
      requestCheckpoint(folder);
    },
    test: async ({ runId, datasetId }) => {
      const run = await expectStatus(runId, STARTABLE, 'a run that has ended', 'Test it once it has stopped or finished.');
      const { folder } = run;
      await expectRunCode(run);
      const images = datasetId === undefined ? null : await otherImages(datasetId);
      const { looks } = await store.call(runDetail, { runId });
      await store.call(followRun, { runId });
      // A run that was taken out of the queue was asked to stop, but a test was not.
      forgetRequests(folder);
      const imagesFolder = await imagesOf(store, runId);
      const answer = await calls('test', { folder, ...(images && { images }), ...(imagesFolder !== null && { imagesFolder }) }, { timeoutMs: TEST_TIMEOUT_MS });
      await waitForLook(store, runId, looks.length);
      return answer;
    },
    code: async (question) => consents.look(await codeOf(question)),
    agree: async ({ hash, ...question }) => {
      const code = await codeOf(question);
      const { hash: found } = await consents.look(code);
      if (found !== hash) throw new BadInput('expected the code as you looked at it, but it has changed meanwhile', { help: 'Look at it again.' });
      await consents.agree(code, Date.now());
    },
    audit: async ({ runId }) => {
      const run = await expectStatus(runId, STARTABLE, 'a run that has ended', 'Audit it once it has stopped or finished.');
      await expectRunCode(run);
      return calls('audit', { folder: run.folder, imagesFolder: await imagesOf(store, runId) }, { timeoutMs: TEST_TIMEOUT_MS });
    },
    lastAudit: async ({ runId }) => {
      const { folder } = await store.call(runSummary, { runId });
      const path = join(folder, RUN_FILES.audit);
      const text = await readIfThere(path);
      return text === null ? null : parseAuditFile(text, path);
    },
    fingerprint: ({ spec }) =>
      readings.run(spec, async (signal) => {
        const { plan, table } = await decide(spec);
        const samples = await tables.samples(table, plan.spec.split, 'train', Infinity);
        return calls('fingerprint', { folder: table.dataset.folder, classes: plan.classes, maskValues: table.maskValues, files: plan.spec.dataset.files, samples }, { signal, timeoutMs: TEST_TIMEOUT_MS });
      }),
    cancelFingerprint: ({ spec }) => {
      readings.cancel(spec);
      return Promise.resolve();
    },
    splitFile: async ({ spec }) => {
      const { plan, table } = await decide(spec);
      return splitFile(table, plan.spec.split, tables);
    },
    drafts: () => store.call(listDrafts, null),
    draftRuns: () => store.call(listDraftRuns, null),
    draft: (question) => store.call(findDraft, question),
    saveDraft: (draft) => store.call(saveDraft, draft),
    removeDraft: async (question) => void (await store.call(removeDraft, question)),
    suggest: async (question) => {
      const dataset = await store.call(datasetDetail, question);
      return suggestExperiment(withParts(parts.joined, dataset), dataset.grids.length === 0 ? [] : await store.call(volumeKinds, question));
    },
  };
}

function codeEntriesOf(spec: unknown): readonly string[] {
  return codeEntries(parse(experimentSchema, spec, 'experiment'));
}
