import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { HEARTBEAT_MS } from '../../src-shared/domain/run-folder.ts';
import { entryFile } from '../../src-main/threads/entry.ts';
import { callTrainer, createRun, launchTrainer, requestCheckpoint, requestStop } from '../../src-main/trainer/launch.ts';
import { trainThroughKills } from './kills.ts';
import { writePictures } from './pictures.ts';
import { runPlan } from './plans.ts';
import { effectiveEvents, lastHashes, readExit, readLines } from './run-journal.ts';
import { slowDown, startTrainer, trainOn, until } from './start-trainer.ts';

const base = mkdtempSync(join(tmpdir(), 'delira-test-trainer-'));
const pictures = join(base, 'pictures');
const samples = writePictures(pictures, 200);

const { training } = runPlan({ folder: pictures, samples }).spec;

afterAll(() => rmSync(base, { recursive: true, force: true }));

function newRun(spec: Partial<ExperimentInput> = {}): string {
  return createRun(join(base, 'runs'), runPlan({ folder: pictures, samples, spec })).folder;
}

slowDown();

const batches = (folder: string) => readLines(folder).filter((line) => line.kind === 'batch').length;

describe('the trainer process', () => {
  /** A run that nothing disturbed. */
  let reference = '';

  beforeAll(async () => {
    mkdirSync(join(base, 'runs'));
    reference = newRun();
    expect(await trainOn(reference)).toEqual({ code: 0, signal: null });
  });

  function expectLikeReference(folder: string): void {
    const newest = readdirSync(join(reference, 'checkpoints')).sort().at(-1) ?? '';
    expect(lastHashes(folder, newest)).toEqual(lastHashes(reference, newest));
    expect(effectiveEvents(folder)).toEqual(effectiveEvents(reference));
    expect(readLines(folder).map((line) => line.seq)).toEqual(readLines(folder).map((_, i) => i));
  }

  it('trains a run to its end and leaves all that tells of it', () => {
    const lines = readLines(reference);
    expect(lines[0]).toMatchObject({ kind: 'attempt-started', command: 'train', attempt: 1, environment: { backend: { name: expect.any(String) as string } } });
    expect(lines.at(-1)).toMatchObject({ kind: 'run-ended', status: 'finished' });
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, i) => i));
    expect(lines.filter((line) => line.kind === 'epoch-ended')).toHaveLength(3);
    expect(readExit(reference)).toMatchObject({ status: 'finished', attempt: 1, message: 'Trained 3 epochs.' });
    for (const line of lines) if (line.kind === 'image') expect(existsSync(join(reference, line.file))).toBe(true);
    expect(readFileSync(join(reference, 'log.txt'), 'utf8')).toBe('');
    expect(readdirSync(reference).sort()).toEqual(
      ['checkpoints', 'exit.json', 'heartbeat', 'images', 'journal.ndjson', 'log.txt', 'process.json', 'requests', 'run.json', 'split.json'],
    );
  });

  it.each([0, 2])('ends with the same bits with %i loader threads', async (workers) => {
    const folder = newRun({ loader: { batchSize: 8, workers } });
    await trainOn(folder);
    expectLikeReference(folder);
  });

  it('stops after the epoch when asked, and goes on to the same end', async () => {
    const folder = newRun();
    const trainer = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    requestStop(folder, 'epoch');
    expect(await trainer.ended()).toEqual({ code: 0, signal: null });
    expect(readExit(folder)).toMatchObject({ status: 'stopped' });
    expect(readLines(folder).filter((line) => line.kind === 'epoch-ended').length).toBeLessThan(3);
    expect(await trainOn(folder)).toEqual({ code: 0, signal: null });
    expect(readExit(folder)).toMatchObject({ status: 'finished', attempt: 2 });
    expectLikeReference(folder);
  });

  it('stops after the step when asked, keeps a checkpoint of it, and goes on to the same end', async () => {
    const folder = newRun();
    const trainer = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    requestStop(folder, 'now');
    expect(await trainer.ended()).toEqual({ code: 0, signal: null });
    const stop = readLines(folder).findLast((line) => line.kind === 'checkpoint');
    expect(stop).toMatchObject({ reason: 'stop', name: expect.stringMatching(/^epoch-000\d-step-\d{6}$/) as string });
    await trainOn(folder);
    expect(readLines(folder).find((line) => line.kind === 'resumed')).toMatchObject({ fromStep: stop?.step, checkpoint: stop?.kind === 'checkpoint' ? stop.name : '' });
    expectLikeReference(folder);
  });

  it('stops after its first step when it was asked to before it was started', async () => {
    const folder = newRun();
    requestStop(folder, 'now');
    expect(await trainOn(folder)).toEqual({ code: 0, signal: null });
    expect(readExit(folder)).toMatchObject({ status: 'stopped', step: 1 });
  });

  it('writes a checkpoint when asked and trains on undisturbed', async () => {
    const folder = newRun({ training: { ...training, save: { everyEpochs: 1, keep: ['all'] } } });
    const trainer = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    requestCheckpoint(folder);
    await trainer.ended();
    expect(readLines(folder).filter((line) => line.kind === 'checkpoint' && line.reason === 'request')).toHaveLength(1);
    expectLikeReference(folder);
  });

  it('takes the first Ctrl-C as a wish to stop: a checkpoint, and exit code 130', async () => {
    const folder = newRun();
    const trainer = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    process.kill(trainer.pid, 'SIGINT');
    expect(await trainer.ended()).toEqual({ code: 130, signal: null });
    expect(readExit(folder)).toMatchObject({ status: 'stopped' });
    await trainOn(folder);
    expectLikeReference(folder);
  });

  it('takes the second Ctrl-C as an order, and can still be resumed', async () => {
    const folder = newRun();
    const trainer = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    // In one go: the first is hardly served before the second is there.
    process.kill(trainer.pid, 'SIGTERM');
    process.kill(trainer.pid, 'SIGINT');
    expect((await trainer.ended()).code).toBe(130);
    await trainOn(folder);
    expectLikeReference(folder);
  });

  it('killed in the midst of a checkpoint and at another moment, loses no line and resumes to the same bits', async () => {
    const folder = newRun();
    const survived = await trainThroughKills(folder, ['saving', 1200]);
    expect(survived.end).toEqual({ code: 0, signal: null });
    expect(survived.halfCheckpoints).toBeGreaterThan(0);
    expectLikeReference(folder);
  });

  it('trains a finished run further, as if it had been meant to go so far', async () => {
    const longer = newRun({ training: { ...training, epochs: 5 } });
    await trainOn(longer);
    const folder = newRun();
    await trainOn(folder);
    await trainOn(folder, { epochs: 5 });
    expect(effectiveEvents(folder)).toEqual(effectiveEvents(longer));
    expect(lastHashes(folder, 'epoch-0005')).toEqual(lastHashes(longer, 'epoch-0005'));
    expect(readExit(folder)?.message).toBe('Trained 5 epochs.');
  });

  it('leaves a run alone that another process works on', async () => {
    const folder = newRun({ training: { ...training, epochs: 1000 } });
    const first = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    await expect(launchTrainer({ folder })).rejects.toThrow(`found process ${first.pid} of`);
    // Nor does a trainer that was started by hand.
    const { status, stderr } = spawnSync(process.execPath, [entryFile('trainer'), 'train', folder], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain(`found process ${first.pid} of`);
    requestStop(folder, 'now');
    expect(await first.ended()).toEqual({ code: 0, signal: null });
    expect(readLines(folder).every((line) => line.attempt === 1)).toBe(true);
  });

  it('says what is wrong when the images are gone, and resumes when they are back', async () => {
    const folder = newRun();
    renameSync(pictures, `${pictures}-away`);
    try {
      expect(await trainOn(folder)).toEqual({ code: 2, signal: null });
    } finally {
      renameSync(`${pictures}-away`, pictures);
    }
    expect(readExit(folder)).toMatchObject({ status: 'failed', message: expect.stringContaining(`expected the images' folder at ${pictures}`) as string });
    expect(readLines(folder).at(-1)).toMatchObject({ kind: 'run-ended', status: 'failed' });
    await trainOn(folder);
    expectLikeReference(folder);
  });

  it('says how it ended when an error comes that nothing catches', () => {
    const folder = newRun({ training: { ...training, epochs: 1000 } });
    const words = ['--import', join(import.meta.dirname, 'throw-later.ts'), entryFile('trainer'), 'train', folder];
    const { status } = spawnSync(process.execPath, words, { env: { ...process.env, DELIRA_TEST_AFTER: join(folder, 'checkpoints', 'epoch-0001') } });
    expect(status).toBe(1);
    expect(readExit(folder)).toMatchObject({ status: 'failed', attempt: 1, message: 'nobody waited for this' });
  });

  it('beats while it trains', async () => {
    const folder = newRun({ training: { ...training, epochs: 1000 } });
    const trainer = await startTrainer(folder);
    await until(() => batches(folder) > 0);
    const beat = () => statSync(join(folder, 'heartbeat')).mtimeMs;
    const first = beat();
    await expect.poll(beat, { timeout: 20 * HEARTBEAT_MS }).toBeGreaterThan(first);
    requestStop(folder, 'now');
    await trainer.ended();
  });
});

describe('the short commands of the trainer', () => {
  const plan = runPlan({ folder: pictures, samples });
  const { spec, classes, split, counts } = plan;

  it('test a checkpoint, count the look and leave how training ended as it was', async () => {
    const folder = newRun();
    await trainOn(folder);
    const exit = readExit(folder);
    const { elsewhere, ...answer } = await callTrainer('test', { folder });
    expect(elsewhere).toBeNull();
    const best = readLines(folder).findLast((line) => line.kind === 'checkpoint' && line.best);
    expect(answer.checkpoint).toBe(best?.kind === 'checkpoint' ? best.name : '');
    expect(Object.keys(answer.values).sort()).toEqual(['test_accuracy', 'test_auroc', 'test_average-precision', 'test_loss']);
    const look = readLines(folder).filter((line) => line.attempt === 2);
    expect(look[0]).toMatchObject({ kind: 'attempt-started', command: 'test' });
    expect(look.at(-1)).toMatchObject({ kind: 'test-looked', ...answer });
    expect(look.filter((line) => line.kind === 'prediction')).toHaveLength(split.test.length);
    expect(readExit(folder)).toEqual(exit);
    expect(await callTrainer('test', { folder, checkpoint: 'epoch-0003' })).toMatchObject({ checkpoint: 'epoch-0003', epoch: 3 });
    await expect(callTrainer('test', { folder, checkpoint: 'epoch-0099' })).rejects.toThrow(/expected epoch-0099 of the run, but found epoch-000/);
  });

  it('try one batch and forecast memory, time and disk', async () => {
    const report = await callTrainer('check', { spec, folder: pictures, classes, samples: split.train.slice(0, 16), counts, output: join(base, 'not', 'yet', 'there') });
    expect(report).toMatchObject({ batchSize: 8, parameters: 866, fits: true });
    expect(report.arrays.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ['image', [8, 12, 12, 1], 'float32'],
      ['label', [8], 'int32'],
    ]);
    const stepsAndValidation = split.train.length / 8 + split.val.length / 8 / 3;
    expect(report.secondsPerEpoch).toBeCloseTo((stepsAndValidation * report.stepMs) / 1000, 9);
    expect(report.secondsTotal).toBeCloseTo(3 * report.secondsPerEpoch, 9);
    expect(report.peakBytes).toBeGreaterThan(30e6);
    expect(report.diskBytes).toBe(866 * 4 * 3 * 3);
    expect(report.firstLoss).toBeGreaterThan(0);
  });

  it('show images before and after augmentation, the same for the same draw', async () => {
    const input = { spec, folder: pictures, classes, samples: split.train.slice(0, 4), draw: 1 };
    const [first, again, other] = await Promise.all([callTrainer('preview', input), callTrainer('preview', input), callTrainer('preview', { ...input, draw: 2 })]);
    expect(first.tiles).toHaveLength(8);
    expect(first.tiles.map((tile) => tile.label)).toEqual(['dark', 'dark', 'bright', 'bright', 'dark', 'dark', 'bright', 'bright']);
    expect(first.tiles.every(({ png }) => png instanceof Uint8Array && png[1] === 0x50)).toBe(true);
    expect(again.tiles).toEqual(first.tiles);
    expect(other.tiles).not.toEqual(first.tiles);
    expect(first.tiles.filter((_, i) => i % 2 === 0).every(({ drawn }) => drawn === '')).toBe(true);
    expect(first.arrays[0]).toMatchObject({ name: 'image', shape: [8, 12, 12, 1] });
    expect(first.transformMs).toHaveLength(2);
  });

  it('describe a network', async () => {
    const { layers, parameters } = await callTrainer('describe', { model: { kind: 'cnn', filters: [4], dense: 8, dropout: 0.2 }, inputShape: [12, 12, 1], classes: 2 });
    expect(parameters).toBe(866);
    expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(866);
    expect(layers.at(-1)).toMatchObject({ outputShape: [2], parameters: 18 });
  });

  it('tell which backend computes', async () => {
    const backends = await callTrainer('selftest', {});
    expect(backends.filter((each) => each.chosen)).toHaveLength(1);
  });

  it("pass the user's mistakes on with what helps", async () => {
    const mixed = { ...spec, prepare: [{ kind: 'resize' as const, size: [0, 0] as [number, number], interpolation: 'linear' as const }] };
    await expect(callTrainer('preview', { spec: mixed, folder: '/no/such/folder', classes, samples: split.train.slice(0, 2), draw: 0 })).rejects.toMatchObject({
      name: 'BadInput',
      message: expect.stringContaining('none can be read') as string,
    });
  });

  it('are killed when nobody wants the answer any more', async () => {
    const abort = new AbortController();
    const calling = callTrainer('check', { spec, folder: pictures, classes, samples: split.train, counts, output: base }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(calling).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });

  it('that give no answer in time are killed, and it is said', async () => {
    await expect(callTrainer('selftest', {}, { timeoutMs: 1 })).rejects.toThrow(/expected the trainer to answer selftest within 0\.001 s/);
  });
});
