import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import type { SplitCounts } from '../../../src-shared/domain/dataset.ts';
import type { RunDetail, RunSummary } from '../../../src-shared/domain/run.ts';
import type { Comparison } from '../../../src-main/hosts/cli/commands/compare.ts';
import { identifyProcess, processState } from '../../../src-main/threads/process-identity.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { startRealHost } from '../../helpers/real-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { copyDigits, delira, documentOf, startCommand } from './command-line.ts';
import type { Command } from './command-line.ts';

const base = mkdtempSync(join(tmpdir(), 'delira-test-cli-'));
const data = join(base, 'data');
const digits = join(base, 'digits');
const mnist = realData('mnist-png');

beforeAll(() => {
  if (mnist !== null) copyDigits(mnist, digits);
  const yaml = 'name: digits\ndataset: { folder: ./digits }\nloader: { batchSize: 20, workers: 1 }\nmodel: { kind: cnn, filters: [4], dense: 16 }\ntraining: { epochs: 2, logImages: { everyEpochs: 0 } }\n';
  writeFileSync(join(base, 'experiment.yaml'), yaml);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const run = (...words: string[]) => delira(words, { data, cwd: tmpdir() });
const yaml = join(base, 'experiment.yaml');

interface Listed {
  readonly total: number;
  readonly runs: readonly RunSummary[];
}

async function statusOf(runId: string): Promise<string | undefined> {
  return documentOf<Listed>(await run('runs', '--json')).runs.find(({ id }) => id === runId)?.status;
}

/** The process number and the run's folder, once it has trained so many batches. */
async function inItsMidst({ child, err }: Command, batches: number): Promise<{ readonly folder: string; readonly pid: number }> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`expected a run in its midst, but the command ended with ${child.exitCode}: ${err()}`);
    const folder = /^training .* in (.+)$/m.exec(err())?.[1];
    const journal = folder === undefined ? '' : join(folder, RUN_FILES.journal);
    const text = existsSync(journal) ? readFileSync(journal, 'utf8') : '';
    if (folder !== undefined && text.split('"kind":"batch"').length > batches) return { folder, pid: Number(/"pid":(\d+)/.exec(text)?.[1]) };
    await setTimeout(20);
  }
}

it('a server that could open nothing is not started', async () => {
  expect(await delira(['serve', '--only-roots', '--json'], { data: temporaryFolder() })).toMatchObject({ code: 2, err: expect.stringContaining('expected --root <folder> beside --only-roots, but found none') as string });
});

it('commands of one folder that begin together wait for whichever reads it', async (context) => {
  needs(context, mnist !== null, NO_REAL_DATA);
  const together = temporaryFolder();
  const ended = await Promise.all([1, 2, 3].map(() => delira(['split', yaml, '--json'], { data: together, cwd: tmpdir() })));
  expect(ended.map(({ code, err }) => (code === 0 ? code : err))).toEqual([0, 0, 0]);
});

describe('the command line, from a folder of images to compared runs', () => {
  let first: RunReport;

  it('indexes a folder, and answers with counts', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const report = documentOf<Record<string, unknown>>(await run('index', digits, '--json'));
    expect(report).toEqual({
      dataset: expect.any(String) as string,
      folder: digits,
      layout: 'class-folders',
      files: 150,
      samples: 150,
      faults: 0,
      classes: { 0: 50, 1: 50, 7: 50 },
      splits: { train: 120, test: 30 },
      types: { uint8: 150 },
      spacings: [],
      groups: 0,
      reasons: {},
      duplicates: { sets: expect.any(Number) as number, first: expect.any(Array) as unknown[] },
      seconds: expect.any(Number) as number,
    });
  });

  it('trains a file whose paths are relative to it, tests the selected checkpoint, and tells how far it is', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const ended = await run('train', yaml, '--test', '--json');
    first = documentOf<RunReport>(ended);
    expect(Object.keys(first)).toEqual(['run', 'folder', 'status', 'backend', 'epochs', 'seconds', 'imagesPerSecond', 'metrics', 'selected']);
    expect(first).toMatchObject({ status: 'finished', epochs: 2, selected: { metric: 'val_accuracy' } });
    expect(Object.keys(first.metrics).sort()).toEqual(['test_accuracy', 'test_auroc', 'test_average-precision', 'test_loss', 'train_accuracy', 'train_loss', 'val_accuracy', 'val_loss']);
    expect(first.metrics['test_accuracy']).toBeGreaterThan(0.5);
    expect(ended.err).toMatch(/^epoch 1\/2 {2}.*train_loss \d\.\d{4}/m);
    expect(ended.err).toMatch(/^epoch 2\/2 {2}/m);
  });

  it('takes several folders as one dataset, by a repeated flag or by a list in the file', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const flags = ['train', 'test'].flatMap((side) => ['--dataset.folder', join(digits, side)]);
    const { split } = documentOf<{ split: SplitCounts }>(await run('split', ...flags, '--split.validation', '0.5', '--json'));
    expect([split.train.samples, split.val.samples, split.test.samples]).toEqual([60, 60, 30]);
    const file = join(base, 'folders.yaml');
    writeFileSync(file, 'dataset:\n  folder: [./digits/test, ./digits/train]\n');
    expect(documentOf<{ split: SplitCounts }>(await run('split', file, '--split.validation', '0.5', '--json')).split).toEqual(split);
  });

  it('trains a folder that it has never seen from flags alone, and compares the settings that differ', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const words = ['--dataset.folder', join(digits, 'train'), '--model.filters', '4', '--model.dense', '16', '--loader.batchSize', '20', '--training.epochs', '1', '--loader.workers', '1'];
    const second = documentOf<RunReport>(await run('train', ...words, '--json'));
    const { runs, settings, metrics } = documentOf<Comparison>(await run('compare', first.run, 'last', '--json'));
    expect(runs.map((each) => each.run)).toEqual([first.run, second.run]);
    expect(settings).toMatchObject({ 'training.epochs': [2, 1], 'split.kind': ['given', 'random'] });
    expect(settings).not.toHaveProperty('model.dense');
    expect(metrics['val_loss']).toHaveLength(2);
    expect(metrics['test_accuracy']).toEqual([first.metrics['test_accuracy'], null]);
  });

  it('lists, shows and tests runs, each look counted', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const { total, runs } = documentOf<Listed>(await run('runs', 'digits', 'status:finished', '--json'));
    expect([total, runs[0]?.id]).toEqual([1, first.run]);
    expect(documentOf<RunReport>(await run('test', 'digits', '--json')).metrics['test_accuracy']).toBe(first.metrics['test_accuracy']);
    const shown = documentOf<{ run: RunSummary; epochs: readonly unknown[]; checkpoints: readonly unknown[] }>(await run('show', first.folder, '--json'));
    expect(shown).toMatchObject({ run: { id: first.run, testLooks: 2 }, epochs: [{ epoch: 1 }, { epoch: 2 }] });
    const words = await run('show', first.run.slice(0, 8));
    expect(words.code === 0 ? words.out : words.err).toMatch(/digits|are meant by/);
  });

  it('tests a run on another folder, and keeps where it looked', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const ended = await run('test', first.run, join(digits, 'train'), '--json');
    const { metrics, tested } = documentOf<RunReport>(ended);
    expect(tested).toMatchObject({ name: 'train', folder: join(digits, 'train'), samples: 120, known: { test: 0 } });
    expect((tested?.known.train ?? 0) + (tested?.known.val ?? 0)).toBe(120);
    expect(ended.err).toContain(`${tested?.known.train} of these images were trained on`);
    const shown = documentOf<{ run: RunDetail }>(await run('show', first.run, '--json'));
    expect(shown.run).toMatchObject({ testLooks: 2, looks: [{ elsewhere: null }, { elsewhere: null }, { elsewhere: tested, values: { test_accuracy: metrics['test_accuracy'] } }] });
    expect((await run('show', first.run)).out).toContain(' on train, 120 images (');
    const missing = await run('test', first.run, join(digits, 'nowhere'));
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining(join(digits, 'nowhere')) as string]);
    const nothing = temporaryFolder();
    const empty = await run('test', first.run, nothing);
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining(nothing) as string]);
  });

  it('trains a finished run further', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    expect(documentOf<RunReport>(await run('resume', 'digits', '--epochs', '1', '--json'))).toMatchObject({ run: first.run, status: 'finished', epochs: 3 });
  });

  it('shows what the network sees', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const seen = documentOf<{ arrays: readonly unknown[]; pictures: readonly string[] }>(await run('check', yaml, '--pictures', join(base, 'seen'), '--json'));
    expect(seen.arrays).toEqual(expect.arrayContaining([expect.objectContaining({ shape: [20, 28, 28, 1], dtype: 'float32', min: 0, max: 1 })]));
    expect(seen.pictures.length).toBeGreaterThan(0);
    for (const path of seen.pictures) expect(readFileSync(path).subarray(1, 4).toString()).toBe('PNG');
  });

  it('makes the database anew from the run folders', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, `delira.db${suffix}`), { force: true });
    const report = documentOf<Record<string, unknown>>(await run('doctor', '--rebuild', '--json'));
    expect(report).toMatchObject({ rebuilt: { runs: 2 }, problems: [], dataFolder: data });
    expect(documentOf<Listed>(await run('runs', '--json')).runs.map(({ id }) => id)).toContain(first.run);
  });
});

describe('a run that is interrupted', () => {
  it('stops after a checkpoint at the first Ctrl-C, with 130', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const command = startCommand(['train', yaml, '--training.epochs', '1000', '--name', 'stopped', '--json'], { data, restMs: 50 });
    const { child, ended } = command;
    const { folder } = await inItsMidst(command, 2);
    child.kill('SIGINT');
    const { code, out } = await ended();
    expect(code).toBe(130);
    const report = JSON.parse(out) as RunReport;
    expect(report).toMatchObject({ status: 'stopped', folder });
    const { checkpoints } = documentOf<{ checkpoints: readonly { last: boolean }[] }>(await run('show', report.run, '--json'));
    expect(checkpoints.filter(({ last }) => last)).toHaveLength(1);
  });

  it('ends at once at the second', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const command = startCommand(['train', yaml, '--training.epochs', '1000', '--name', 'insisted'], { data, restMs: 2000 });
    const { child, err, ended } = command;
    const { folder, pid } = await inItsMidst(command, 1);
    const trainer = await identifyProcess(pid);
    child.kill('SIGINT');
    while (!err().includes('stopping after this step')) await setTimeout(10);
    child.kill('SIGINT');
    expect((await ended()).code).toBe(130);
    if (trainer) await expect.poll(() => processState(trainer)).toBe('gone');
    expect(trainer).not.toBeNull();
    expect(existsSync(folder)).toBe(true);
  });

  it('is called interrupted after its host and its trainer were killed, and goes on from its checkpoint', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const command = startCommand(['train', yaml, '--training.epochs', '4', '--name', 'killed'], { data, restMs: 100 });
    const { child, ended } = command;
    const { folder, pid } = await inItsMidst(command, 7);
    child.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await ended();
    const { id } = JSON.parse(readFileSync(join(folder, RUN_FILES.run), 'utf8')) as { id: string };
    expect(await statusOf(id)).toBe('interrupted');
    const resumed = await run('resume', id, '--json');
    expect(documentOf<RunReport>(resumed)).toMatchObject({ run: id, status: 'finished', epochs: 4 });
    expect(resumed.err).toMatch(/^goes on from epoch-\d{4}/m);
  });

  it('goes on without its host, and is found finished by the next one', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const command = startCommand(['train', yaml, '--training.epochs', '2', '--name', 'left alone'], { data, restMs: 50 });
    const { child, ended } = command;
    const { folder } = await inItsMidst(command, 1);
    child.kill('SIGKILL');
    await ended();
    while (!existsSync(join(folder, RUN_FILES.exit))) await setTimeout(50);
    const { id } = JSON.parse(readFileSync(join(folder, RUN_FILES.run), 'utf8')) as { id: string };
    expect(await statusOf(id)).toBe('finished');
  });
});

describe('a run whose data folder others open in its midst', () => {
  it('is followed to its end by the command that started it', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const command = startCommand(['train', yaml, '--training.epochs', '12', '--name', 'shared', '--json'], { data, restMs: 40 });
    await inItsMidst(command, 2);
    const host = await startRealHost({ data, roots: [base] });
    onTestFinished(host.kill);
    expect(documentOf(await run('doctor', '--rebuild', '--json'))).toMatchObject({ problems: [] });
    expect(documentOf<RunReport>(await command.ended())).toMatchObject({ status: 'finished', epochs: 12 });
  });
});

describe('what is wrong', () => {
  it.each([
    [['train'], 'expected an experiment file'],
    [['train', 'none.yaml'], 'expected an experiment file at'],
    [['train', '--trainig.epochs', '3'], 'Did you mean --training.epochs?'],
    [['train', '--dataset.folder', '/none'], 'expected a folder at /none'],
    [['show', 'none'], 'delira runs lists them'],
    [['nonsense'], "unknown command 'nonsense'"],
    [['serve', '--port', '70000'], 'expected a port'],
  ])('is said in one sentence, with 2: %j', async (words, sentence) => {
    const { code, out, err } = await run(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('is said with the line of the file, or the flag', async () => {
    const file = join(base, 'wrong.yaml');
    writeFileSync(file, 'dataset: { folder: ./digits }\ntraining:\n  epochs: many\n');
    const { code, err } = await run('train', file, '--model.dense', '0');
    expect(code).toBe(2);
    expect(err.trim().split('\n').sort()).toEqual(['--model.dense: expected at least 1, but found 0', `${file}:3: training.epochs: expected a number, but found "many"`]);
  });

  it('is said with the line of one of several folders, and of a folder that is gone with its path', async () => {
    const file = join(base, 'folders.yaml');
    writeFileSync(file, 'dataset:\n  folder:\n    - ./digits\n    - 7\n');
    expect((await run('train', file)).err.trim()).toBe(`${file}:4: dataset.folder[1]: expected text, but found 7`);
    const { code, err } = await run('train', '--dataset.folder', base, '--dataset.folder', '/none');
    expect([code, err.trim()]).toEqual([2, expect.stringContaining('expected a folder at /none, but found none')]);
  });

  it('is said as JSON where JSON is asked for', async () => {
    const { code, out, err } = await run('train', 'none.yaml', '--json');
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toMatchObject({ error: { kind: 'BadInput', message: expect.stringContaining('none.yaml') as string, help: 'Check its name.' } });
  });

  it('is nothing where help is asked for', async () => {
    for (const words of [['--help'], ['train', '--help'], ['serve', '--help']]) {
      const { code, out, err } = await run(...words);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('Examples:');
    }
  });
});
