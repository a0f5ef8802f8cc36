import type { CodeConsent, Draft, PlanAnswer, TrainingApi } from '../../../src-shared/api/training.ts';
import type { ArrayReport } from '../../../src-shared/domain/picture.ts';
import type { RunDetail } from '../../../src-shared/domain/run.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import type { AuditReport } from '../../../src-shared/domain/audit.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { batchesPerEpoch, sizesOf } from '../../../src-shared/lib/epoch-size.ts';
import { codeEntries } from '../../../src-shared/lib/code-entries.ts';
import { foldersInWords, namedFolders, sameFolders } from '../../../src-shared/lib/dataset-folders.ts';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import { taskOf } from '../../../src-shared/lib/task.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { check, inWords } from '../../../src-shared/schema/parse.ts';
import type { Fingerprint } from '../../../src-shared/domain/fingerprint.ts';
import { splitCounts } from './datasets-api.ts';
import { madeUpSample } from './datasets.ts';
import { picturePng } from './pictures.ts';
import { someRuns } from './runs.ts';
import type { FakeState } from './state.ts';

const SAVED_MS = 400;
/** Long enough to be cancelled. */
const MEASURED_MS = 800;

function codeFiles(spec: unknown): readonly string[] {
  const parsed = check(experimentSchema, spec);
  return parsed.ok ? codeEntries(parsed.value) : [];
}

/** As a host would answer: every file of its own folder. */
function fakeConsent(spec: unknown, agreed: readonly string[]): CodeConsent {
  const folders = codeFiles(spec).map((file) => {
    const isAgreed = agreed.includes(file);
    return { folder: file.replace(/\/[^/]*$/, ''), files: [{ name: file.replace(/^.*\//, ''), sha256: '0'.repeat(64), state: isAgreed ? ('agreed' as const) : ('new' as const) }], agreed: isAgreed };
  });
  return { folders, agreed: folders.every((each) => each.agreed), hash: '0'.repeat(64) };
}

export function fakeTraining(state: FakeState): TrainingApi {
  let cancelReading = (): void => undefined;
  const plan = (spec: unknown): PlanAnswer => {
    const parsed = check(experimentSchema, spec);
    if (!parsed.ok) return parsed;
    const dataset = state.datasets.find((each) => sameFolders(namedFolders(each), parsed.value.dataset.folder));
    if (!dataset) return { ok: false, problems: [{ path: 'dataset.folder', message: `expected the folder of a dataset, but found ${foldersInWords(parsed.value.dataset.folder)}` }] };
    const split = splitCounts(dataset, parsed.value.split);
    const sides = SIDES.filter((side) => dataset.classes.some(({ bySide }) => (bySide[side] ?? 0) > 0));
    const resolved = resolveExperiment(parsed.value, { ...dataset, sides, hasValidation: split.val.samples > 0 });
    const stepsPerEpoch = batchesPerEpoch(resolved.loader, sizesOf(split.train, taskOf(resolved)));
    const notes = split.val.samples > 0 && split.val.samples < 50 ? [`The validation side has ${split.val.samples} samples: its values will jump about.`] : [];
    return { ok: true, plan: { spec: resolved, datasetId: dataset.id, classes: dataset.classes.map(({ label }) => label), split, stepsPerEpoch, notes } };
  };
  const planned = (spec: unknown) => {
    const answer = plan(spec);
    if (!answer.ok) throw new BadInput(answer.problems.map(inWords).join('; '));
    return answer.plan;
  };
  const findDraft = (draftId: string): Draft => {
    const draft = state.drafts.find(({ id }) => id === draftId);
    if (!draft) throw new BadInput(`expected an experiment, but found none of the id ${draftId}`, { help: 'It may have been removed; go back to the list.' });
    return draft;
  };
  const changeRun = (runId: string, changes: Partial<RunDetail>): RunDetail => {
    const run = state.runs.find(({ id }) => id === runId);
    if (!run) throw new BadInput(`expected a run, but found none of the id ${runId}`);
    const changed = { ...run, ...changes };
    state.runs = state.runs.map((each) => (each.id === runId ? changed : each));
    state.notices.tell({ topic: 'runs', id: runId });
    return changed;
  };
  /** In the order that the user gave them, those that came since behind. */
  const queued = (): readonly RunDetail[] => {
    const place = ({ id }: RunDetail) => (state.waiting.includes(id) ? state.waiting.indexOf(id) : state.waiting.length);
    return state.runs.filter(({ status }) => status === 'queued').toSorted((a, b) => place(a) - place(b) || a.createdMs - b.createdMs);
  };
  return {
    plan: async ({ spec }) => plan(spec),
    preview: async ({ spec, draw, tiles }) => {
      const { spec: resolved, datasetId } = planned(spec);
      const dataset = state.datasets.find(({ id }) => id === datasetId);
      const images = await Promise.all(
        Array.from({ length: tiles }, async (_, i) => {
          const degrees = resolved.augment.length === 0 ? 0 : ((draw * 37 + i * 23) % 20) - 10;
          const sample = dataset ? madeUpSample(dataset, i * 97) : null;
          return { path: sample?.path ?? '', label: sample?.label ?? '', png: await picturePng(i * 97, 96, degrees), drawn: degrees === 0 ? '' : `rotate ${degrees}°` };
        }),
      );
      return { tiles: images, arrays: arrays(resolved.loader.batchSize), prepareMs: 3.2, transformMs: resolved.augment.map((_, i) => 0.2 + i) };
    },
    tryBatch: async ({ spec }) => {
      const { spec: resolved } = planned(spec);
      await new Promise((resolve) => setTimeout(resolve, SAVED_MS));
      return {
        arrays: arrays(resolved.loader.batchSize),
        parameters: 11_178_051,
        backend: { name: 'simd', reason: 'the fastest that passed its self-test here', threads: 16, codePath: 'avx2', warnings: [] },
        batchSize: resolved.loader.batchSize,
        stepMs: 240,
        secondsPerEpoch: 390,
        secondsTotal: 390 * resolved.training.epochs,
        peakBytes: 5_100_000_000,
        memoryBytes: 8_000_000_000,
        diskBytes: 3_400_000_000,
        diskFreeBytes: 214_000_000_000,
        fits: resolved.loader.batchSize <= 512,
        firstLoss: 1.0986,
        layers: ['conv1', 'conv2', 'dense', 'classes'],
      };
    },
    cancelTry: () => Promise.resolve(),
    start: async ({ spec, experimentId }) => {
      const { spec: resolved } = planned(spec);
      const [like] = someRuns();
      if (!like) throw new Error('expected a run to copy');
      const run: RunDetail = { ...like, id: `0193a5e0-0000-7000-8001-${String(state.runs.length).padStart(12, '0')}`, name: resolved.name, spec: resolved, status: 'starting', epoch: 0, epochs: resolved.training.epochs, createdMs: Date.now(), experimentId: experimentId ?? null };
      state.runs = [run, ...state.runs];
      state.notices.tell({ topic: 'runs' });
      return run;
    },
    stop: async ({ runId }) => void changeRun(runId, { status: 'stopped', message: 'Stopped, as asked.', secondsLeft: null, endedMs: Date.now() }),
    resume: async ({ runId, moreEpochs }) => {
      const run = state.runs.find(({ id }) => id === runId);
      return changeRun(runId, { status: 'starting', endedMs: null, message: null, epochs: (run?.epochs ?? 0) + (moreEpochs ?? 0) });
    },
    queue: async () => queued().map(({ id, spec }) => ({ runId: id, device: spec.device })),
    moveInQueue: async ({ runId, before }) => {
      const order = queued();
      const moved = order.find(({ id }) => id === runId);
      const rest = order.filter(({ id }) => id !== runId);
      const place = before === null ? rest.length : rest.findIndex(({ id }) => id === before);
      if (!moved || place === -1) throw new BadInput('expected a run that waits, but found that it does not any more');
      state.waiting = rest.toSpliced(place, 0, moved).map(({ id }) => id);
      state.notices.tell({ topic: 'runs' });
    },
    checkpointNow: async ({ runId }) => void changeRun(runId, {}),
    test: async ({ runId, datasetId }) => {
      const dataset = state.datasets.find(({ id }) => id === datasetId);
      const elsewhere = dataset ? { name: dataset.name, folder: dataset.folder, samples: dataset.samples, known: { train: 0, val: 0, test: 0 } } : null;
      const found = { epoch: 6, values: { test_accuracy: 0.868 }, elsewhere };
      const { looks, testLooks } = changeRun(runId, {});
      changeRun(runId, { looks: [...looks, { timeMs: Date.now(), ...found }], testLooks: testLooks + (elsewhere === null ? 1 : 0) });
      return { checkpoint: 'epoch-0006', scored: { count: 1000, of: 1000, missing: [] }, ...found };
    },
    code: async ({ spec }) => fakeConsent(spec, state.agreedCode),
    agree: async ({ spec }) => {
      state.agreedCode = codeFiles(spec);
    },
    audit: async ({ runId }) => madeUpAudit(runId),
    lastAudit: async ({ runId }) => (state.scenario === 'full' && runId.endsWith('1') ? madeUpAudit(runId) : null),
    fingerprint: ({ spec }) => {
      const { datasetId } = planned(spec);
      const { shapes = [], samples = 0 } = state.datasets.find(({ id }) => id === datasetId) ?? {};
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(madeUpFingerprint(samples, shapes.map(({ shape }) => shape.slice(0, -1)))), MEASURED_MS);
        cancelReading = () => {
          clearTimeout(timer);
          resolve(null);
        };
      });
    },
    cancelFingerprint: async () => cancelReading(),
    splitFile: async () => ({ text: '[]\n', folds: 1 }),
    drafts: async () => state.drafts,
    draftRuns: async () => {
      const byDraft = Map.groupBy(state.runs.filter(({ binnedMs }) => binnedMs === null), ({ experimentId }) => experimentId);
      return state.drafts.flatMap(({ id }) => {
        const runs = byDraft.get(id) ?? [];
        const latest = runs.toSorted((a, b) => b.createdMs - a.createdMs)[0];
        return latest ? [{ draftId: id, count: runs.length, latest }] : [];
      });
    },
    draft: async ({ draftId }) => findDraft(draftId),
    saveDraft: async ({ draftId, name, yaml }) => {
      const draft: Draft = { id: draftId ?? `d${Date.now().toString(36)}`, name, yaml, updatedMs: Date.now() };
      state.drafts = [draft, ...state.drafts.filter(({ id }) => id !== draft.id)];
      state.notices.tell({ topic: 'drafts', id: draft.id });
      return draft;
    },
    removeDraft: async ({ draftId }) => {
      state.drafts = state.drafts.filter(({ id }) => id !== draftId);
      state.notices.tell({ topic: 'drafts' });
    },
    suggest: async ({ datasetId }) => {
      const dataset = state.datasets.find(({ id }) => id === datasetId);
      if (!dataset) throw new BadInput(`expected a dataset, but found none of the id ${datasetId}`);
      return { name: `${dataset.name.slice(0, 40)}, cnn`, dataset: { folder: namedFolders(dataset) }, prepare: [{ kind: 'resize', size: [64, 64] }, { kind: 'range' }], model: { kind: 'cnn' }, training: { epochs: 10 } };
    },
  };
}

function arrays(batchSize: number): readonly ArrayReport[] {
  return [
    { name: 'image', shape: [batchSize, 128, 128, 1], dtype: 'float32', min: 0, max: 1, mean: 0.482 },
    { name: 'label', shape: [batchSize], dtype: 'int32', min: 0, max: 2, mean: 0.91 },
  ];
}

function madeUpAudit(run: string): AuditReport {
  const checks: AuditReport['checks'] = [
    { name: 'sides', passed: false, text: 'Sides: no group and 1 image on two sides, of 5,856 images.', numbers: { images: 5856, groupsOnTwoSides: 0, imagesOnTwoSides: 1 }, examples: ['train: train/viral/person1301_viral_2602.png = test: test/viral/person14_virus_44.png'] },
    { name: 'validation', passed: true, text: 'Validation: val_accuracy was logged as 0.9312 and is 0.9312 when the 1,171 images are predicted again.', numbers: { logged: 0.9312, predicted: 0.9312 }, examples: [] },
    { name: 'overfit', passed: true, text: 'One batch: its loss went from 1.1021 to 0.2107 in 31 steps; a fifth of it or less was expected.', numbers: { first: 1.1021, last: 0.2107, steps: 31 }, examples: [] },
    { name: 'shuffled', passed: true, text: 'Shuffled labels: after 300 updates accuracy on 256 validation images is 0.402; chance is 0.432, and up to 0.525 may be luck.', numbers: { found: 0.402, chance: 0.432 }, examples: [] },
  ];
  return { run, checkpoint: 'epoch-0006', timeMs: Date.now() - 3_600_000, passed: checks.every(({ passed }) => passed), checks };
}

/** Of 8-bit images whose masks mark nothing. */
function madeUpFingerprint(cases: number, shapes: readonly (readonly number[])[]): Fingerprint {
  const intensities = { mean: 118.42, deviation: 61.7, median: 121, min: 0, max: 255, percentile00_5: 3, percentile99_5: 244, count: 10_000_000 };
  return { cases, unreadable: 2, shapesAfterCrop: shapes, spacings: [], medianShape: shapes[0] ?? [], medianSpacing: null, targetSpacing: null, relativeSizeAfterCrop: 0.97, foreground: [intensities], classes: [] };
}
