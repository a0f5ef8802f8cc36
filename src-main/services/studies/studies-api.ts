import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StudiesApi } from '../../../src-shared/api/studies.ts';
import type { Plan } from '../../../src-shared/api/training.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import type { RunStudy } from '../../../src-shared/domain/run-study.ts';
import type { StudyDetail, StudyMember } from '../../../src-shared/domain/study.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { whereNow } from '../../../src-shared/lib/dataset-folders.ts';
import type { RunFile } from '../../../src-shared/schema/run-file.ts';
import { listDatasets } from '../../store/datasets.request.ts';
import { isUnreadable, readRunFile } from '../../store/run-files.ts';
import { listStudies, studyConfusion, studyCurves, studyDetail, studyPredictions } from '../../store/studies.request.ts';
import { newRunId } from '../../trainer/launch.ts';
import { withParts } from '../datasets/find-dataset.ts';
import { Consents } from '../code/consents.ts';
import type { Core } from '../core.ts';
import { runCode } from '../runs/run-code.ts';
import { expectFit } from '../training/expect-fit.ts';
import { makeRunFolder, queueRun } from '../training/begin-run.ts';
import type { PlanSources } from '../training/plan.ts';
import { requirePlan } from '../training/plan.ts';
import type { RunQueue } from '../training/run-queue.ts';
import { STARTABLE } from '../training/run-queue.ts';
import type { OutOfFold } from './out-of-fold.ts';
import { memberCount, memberSpec } from './study-runs.ts';

export function studiesApi(core: Core, queue: RunQueue, sources: PlanSources, outOfFold: OutOfFold): StudiesApi {
  const { store, parts } = core;
  const consents = new Consents(parts.consents);
  const { tables } = sources;

  /** Makes the run of a member that was never made, or whose folder is gone, as those beside it are. */
  const makeMissing = async (study: StudyDetail, member: number): Promise<void> => {
    const { spec: trained, dataset, experimentId, study: place, testAtEnd } = await firstReadable(study);
    // Its images may have moved since; a run from another data folder names a dataset that is not known here by its id.
    const datasets = (await store.call(listDatasets, null)).map((each) => withParts(parts.joined, each));
    const spec = { ...trained, dataset: whereNow(trained.dataset, dataset.id, datasets) };
    // Of seeds, that of the first member: members count on from it.
    const base = study.kind === 'seeds' ? { ...spec, seed: spec.seed - ((place?.member ?? 1) - 1) } : spec;
    const planned = await requirePlan(memberSpec(base, study.name, study.kind, member), sources);
    await consents.expect(planned.code);
    const { id, kind, name, members } = study;
    const runs = study.runs.flatMap((each) => (each.run === null ? [] : [{ member: each.member, folder: each.run.folder }]));
    const folder = await makeRunFolder(core, tables, planned, { experimentId, testAtEnd, study: { id, kind, name, members, member } }, { kind, name, member, runs });
    await queueRun(core, queue, folder, spec.device);
  };

  const resumeMember = async (study: StudyDetail, { member, run }: StudyMember): Promise<void> => {
    if (run === null || isGone(run)) return makeMissing(study, member);
    await consents.expect(await runCode(run));
    await queue.resume(run, null);
  };

  return {
    list: (question) => store.call(listStudies, question),
    get: (question) => store.call(studyDetail, question),
    curves: (question) => store.call(studyCurves, question),
    results: ({ studyId }) => outOfFold.results(studyId),
    predictions: (question) => store.call(studyPredictions, question),
    confusion: (question) => store.call(studyConfusion, question),
    start: async ({ spec, plan, experimentId }) => {
      const { plan: first, code } = await requirePlan(spec, sources);
      await consents.expect(code);
      const { name } = first.spec;
      if (plan.kind === 'seeds') expectOneRun(first, plan.test);
      const { device } = first.spec;
      if (device.startsWith('gpu')) await core.calls('device', { device });
      const members = memberCount(first.spec, plan);
      const id = newRunId(Date.now());
      const numbers = Array.from({ length: members }, (_, i) => i + 1);
      // All are planned before one is made: what is wrong with the last fold is told before the first is trained.
      const planned = await Promise.all(numbers.map((member) => requirePlan(memberSpec(first.spec, name, plan.kind, member), sources)));
      if (planned[0]) await expectFit(core, tables, planned[0]);
      const folders: string[] = [];
      for (const [i, each] of planned.entries()) {
        const study: RunStudy = { id, kind: plan.kind, name, member: i + 1, members };
        folders.push(await makeRunFolder(core, tables, each, { experimentId, study, testAtEnd: plan.kind === 'k-fold' || plan.test }));
      }
      for (const folder of folders) await queueRun(core, queue, folder, device);
      return store.call(studyDetail, { studyId: id });
    },
    stop: async ({ studyId, when }) => {
      const { name, runs } = await store.call(studyDetail, { studyId });
      const present = runs.flatMap(({ run }) => run ?? []);
      const waiting = present.filter(({ status }) => status === 'queued');
      const live = present.filter(({ status }) => LIVE_STATUSES.includes(status));
      if (waiting.length + live.length === 0) throw new BadInput(`expected runs of "${name}" that wait or are being trained, but found none`, { help: 'Only such runs can be stopped.' });
      // The last that waits first, so that none is started meanwhile.
      for (const run of [...waiting.toReversed(), ...live]) await queue.stop(run, when);
    },
    resume: async ({ studyId, member }) => {
      const study = await store.call(studyDetail, { studyId });
      const chosen = study.runs.filter(({ member: place, run }) => (member === undefined ? canGoOn(run) || isGone(run) : place === member));
      const [first] = chosen;
      if (!first) throw new BadInput(`expected runs of "${study.name}" that did not come to their end, but found none`, { help: 'Wait until they have ended, or stop them first.' });
      if (!canGoOn(first.run) && !isGone(first.run)) throw new BadInput(`expected run ${first.member} of "${study.name}" to have ended before its end, but it is ${first.run?.status ?? 'gone'}`, { help: 'Only such a run can go on.' });
      for (const each of chosen) await resumeMember(study, each);
      return store.call(studyDetail, { studyId });
    },
  };
}

/** The first run of a study that tells what it was made of. */
async function firstReadable({ name, runs }: StudyDetail): Promise<RunFile> {
  let cause: unknown;
  for (const { run } of runs) {
    try {
      const file = run && (await readRunFile(run.folder));
      if (file) return file.value;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      cause ??= error;
    }
  }
  throw new BadInput(`expected the folder of a run of "${name}", to make the missing one like it, but found none that can be read`, { cause, help: 'Start it anew.' });
}

/** @throws BadInput for what cannot be repeated over seeds: each of its runs must be one by itself. */
function expectOneRun({ spec: { split: rule }, split }: Plan, test: boolean): void {
  if (rule.kind === 'k-fold' && rule.fold === null) throw new BadInput(`experiment: split.fold: expected the fold to repeat, from 1 to ${rule.folds}, but found none`, { help: 'Name one, or choose another split.' });
  if (test && split.test.samples === 0) throw new BadInput('expected images to test on, but the split has no test side', { help: 'Set some aside with split.test, or leave the test out.' });
}

/** Whether a run's folder was removed: not if all around it is away too, as on a disk that is not connected. */
function isGone(run: RunSummary | null): boolean {
  return run !== null && !existsSync(run.folder) && existsSync(dirname(run.folder));
}

/** Whether a run ended without coming to its end, or was never made. */
function canGoOn(run: RunSummary | null): boolean {
  return run === null || (run.status !== 'finished' && run.status !== 'queued' && STARTABLE.includes(run.status));
}
