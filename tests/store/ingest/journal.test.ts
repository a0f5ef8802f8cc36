import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listCheckpoints } from '../../../src-main/store/checkpoints.ts';
import type { Database } from '../../../src-main/store/database.ts';
import { listImages } from '../../../src-main/store/images.ts';
import { readJournal } from '../../../src-main/store/ingest/follow-run.ts';
import { readWholeLines } from '../../../src-main/store/ingest/read-lines.ts';
import { storeLines } from '../../../src-main/store/ingest/store-lines.ts';
import { listMessages } from '../../../src-main/store/messages.ts';
import { listPredictions } from '../../../src-main/store/predictions.ts';
import { runDetail } from '../../../src-main/store/run-detail.ts';
import { listRuns, runSummary } from '../../../src-main/store/run-list.ts';
import { requireRun } from '../../../src-main/store/run-rows.ts';
import { listEpochs, listSeries, readSeries } from '../../../src-main/store/series.ts';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import type { JournalEntry } from '../../../src-shared/domain/journal.ts';
import { ENVIRONMENT, beginning, contents, ending, epochsOf, finishedJournal, ingest, journalText, runFile, runId, stampLines, temporaryDatabase, temporaryFolder, writeRunFolder } from '../fixtures.ts';

const noPause = () => Promise.resolve();

function lossOf(db: Database, id: string): number[] {
  return [...readSeries(db, { runId: id, name: 'train_loss', axis: 'step', buckets: 10_000 }).mean];
}

describe('a journal that has been read', () => {
  test('is what its lines said', async () => {
    const db = temporaryDatabase();
    const id = await ingest(db, writeRunFolder(temporaryFolder(), runFile(1, { training: { epochs: 2 } }), finishedJournal(2, 10)));
    expect(runSummary(db, { runId: id })).toMatchObject({
      status: 'finished',
      message: 'All epochs are done.',
      epoch: 2,
      epochs: 2,
      step: 19,
      stepsPerEpoch: 10,
      backend: 'simd',
      selection: { metric: 'val_accuracy', mode: 'max', epoch: 2, value: 0.52 },
      spark: [0.51, 0.52],
      secondsLeft: null,
    });
    expect(runDetail(db, { runId: id })).toMatchObject({ parameters: 1234, environment: ENVIRONMENT, classes: ['cat', 'dog'] });
    expect(lossOf(db, id)).toEqual(Array.from({ length: 20 }, (_, step) => 1 / (step + 1)));
    expect(listEpochs(db, { runId: id })).toEqual([
      { epoch: 1, values: { train_loss: 0.1, val_accuracy: 0.51 } },
      { epoch: 2, values: { train_loss: 0.05, val_accuracy: 0.52 } },
    ]);
    expect(listCheckpoints(db, { runId: id }).map(({ name, best, last }) => ({ name, best, last }))).toEqual([
      { name: 'epoch-0002', best: true, last: true },
      { name: 'epoch-0001', best: false, last: false },
    ]);
  });

  test('is the same whether it came at once or in any pieces, torn lines among them', async () => {
    const text = Buffer.from(finishedJournal(3, 20));
    const whole = temporaryDatabase();
    await ingest(whole, writeRunFolder(temporaryFolder(), runFile(1), text.toString()));
    const expected = contents(whole);
    const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { minLength: 1, maxLength: 12 });
    const property = fc.asyncProperty(cuts, async (places) => {
      const { db, folder, close } = await emptyRun();
      const journal = join(folder, RUN_FILES.journal);
      let written = 0;
      for (const end of [...places.sort((a, b) => a - b), text.length]) {
        appendFileSync(journal, text.subarray(written, end));
        written = end;
        await ingest(db, folder);
      }
      await ingest(db, folder);
      expect(contents(db)).toEqual(expected);
      close();
    });
    await fc.assert(property, { numRuns: 15 });
  });

  test('waits for a torn last line, and takes the one that a resumed trainer wrote in its place', async () => {
    const { db, folder } = await emptyRun();
    const journal = join(folder, RUN_FILES.journal);
    const lines = stampLines([...beginning(2, 5), ...epochsOf({ epochs: 1, stepsPerEpoch: 5 })]);
    const torn = journalText(stampLines([[1, { kind: 'note', epoch: 2, step: 5, text: 'lost in the power cut' }]], lines.length)).slice(0, 40);
    writeFileSync(journal, journalText(lines) + torn);
    const id = await ingest(db, folder);
    const bytes = journalText(lines).length;
    expect(db.prepare('SELECT journal_bytes AS bytes FROM run_reading').get()).toEqual({ bytes });
    truncateSync(journal, bytes);
    appendFileSync(journal, journalText(stampLines([[2, { kind: 'note', epoch: 2, step: 5, text: 'found again' }]], lines.length)));
    await ingest(db, folder);
    expect(listMessages(db, { runId: id, offset: 0, limit: 10 }).rows.map(({ text }) => text)).toEqual(['found again']);
  });

  test('leaves out what it cannot understand, says which line, and goes on', async () => {
    const { db, folder } = await emptyRun();
    const [first = '', ...rest] = finishedJournal(1, 3).split(/(?<=\n)/);
    writeFileSync(join(folder, RUN_FILES.journal), `${first}{"v":1,"kind":"epoch-endde"}\nnot json at all\n${rest.join('')}`);
    const id = await ingest(db, folder);
    expect(runSummary(db, { runId: id }).status).toBe('finished');
    const { rows } = listMessages(db, { runId: id, offset: 0, limit: 10 });
    expect(rows.map(({ severity, text }) => ({ severity, line: text.slice(0, 45) }))).toEqual([
      { severity: 'warning', line: 'line 3 of journal.ndjson was left out: expect' },
      { severity: 'warning', line: 'line 2 of journal.ndjson was left out: expect' },
    ]);
    expect(rows[1]?.text).toContain('epoch-ended');
  });

  test('is read anew, and this told, where another journal took its place', async () => {
    const { db, folder } = await emptyRun();
    writeFileSync(join(folder, RUN_FILES.journal), finishedJournal(3, 20));
    await ingest(db, folder);
    writeFileSync(join(folder, RUN_FILES.journal), finishedJournal(1, 4));
    const id = await ingest(db, folder);
    expect(lossOf(db, id)).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
    expect(listMessages(db, { runId: id, offset: 0, limit: 10 }).rows[0]?.text).toContain('read anew');
  });

  test('is not written to and holds nothing up while it is being written', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    writeFileSync(path, 'one\ntwo\nthr');
    expect(readWholeLines(path, 0, 4).lines).toEqual([{ text: 'one', bytes: 4 }]);
    expect(readWholeLines(path, 4, 2).lines).toEqual([{ text: 'two', bytes: 4 }]);
    expect(readWholeLines(path, 8).lines).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthr');
  });
});

describe('a transaction of journal lines that fails', () => {
  test('leaves no trace, and the same lines are stored once the disk has room again', async () => {
    const { db, folder } = await emptyRun();
    writeFileSync(join(folder, RUN_FILES.journal), finishedJournal(2, 500));
    const run = requireRun(db, runId(1));
    const before = contents(db);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages}`);
    const { lines } = readWholeLines(join(folder, RUN_FILES.journal), 0);
    expect(() => storeLines(db, run.key, lines)).toThrow(/full/);
    expect(contents(db)).toEqual(before);
    db.pragma('max_page_count = 1000000');
    await readJournal(db, run, noPause);
    expect(lossOf(db, run.id)).toHaveLength(1000);
  });
});

describe('a later attempt', () => {
  const resumed = (fromStep: number, epoch: number): [number, JournalEntry] => [
    2,
    { kind: 'resumed', epoch, step: fromStep, fromStep, checkpoint: `epoch-000${epoch - 1}`, epochs: 3 },
  ];
  const again: [number, JournalEntry] = [2, { kind: 'attempt-started', epoch: 2, step: 5, command: 'train', pid: 2, environment: ENVIRONMENT }];
  const said = (attempt: number, step: number, epoch: number): [number, JournalEntry][] => [
    [attempt, { kind: 'image', epoch, step, tag: 'input', index: 0, caption: `of attempt ${attempt}`, file: `images/input/${step}-0.png` }],
    [attempt, { kind: 'confusion', epoch, step, side: 'val', classes: ['cat', 'dog'], counts: [attempt, 0, 0, 1] }],
    [attempt, { kind: 'prediction', epoch, step, side: 'val', key: 'ab', path: 'a.png', truth: 0, predicted: 1, confidence: 0.9, loss: attempt }],
    [attempt, { kind: 'warning', epoch, step, text: `of attempt ${attempt}`, path: null }],
  ];

  test('supersedes the steps that it does anew, and nothing before them', async () => {
    const { db, folder } = await emptyRun();
    const lines = stampLines([
      ...beginning(3, 5),
      ...epochsOf({ epochs: 1, stepsPerEpoch: 5 }),
      ...said(1, 4, 1),
      ...epochsOf({ from: 5, epochs: 1, stepsPerEpoch: 5 }),
      ...said(1, 9, 2),
      again,
      resumed(5, 2),
      ...epochsOf({ attempt: 2, from: 5, epochs: 2, stepsPerEpoch: 5, loss: (step) => 100 + step }),
      ...said(2, 9, 2),
      ending(3, 14, 2),
    ]);
    writeFileSync(join(folder, RUN_FILES.journal), journalText(lines));
    const id = await ingest(db, folder);
    expect(lossOf(db, id)).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114]);
    expect(listEpochs(db, { runId: id }).map(({ values }) => values['train_loss'])).toEqual([0.2, 109, 114]);
    expect(listImages(db, { runIds: [id], offset: 0, limit: 10 }).rows.map(({ step, caption }) => [step, caption])).toEqual([
      [9, 'of attempt 2'],
      [4, 'of attempt 1'],
    ]);
    expect(listPredictions(db, { runId: id, side: 'val', offset: 0, limit: 10 }).rows.map(({ loss }) => loss)).toEqual([2]);
    expect(listMessages(db, { runId: id, offset: 0, limit: 10 }).rows.map(({ text, superseded }) => [text, superseded])).toEqual([
      ['of attempt 2', false],
      ['of attempt 1', true],
      ['of attempt 1', false],
    ]);
    expect(listCheckpoints(db, { runId: id }).map(({ name }) => name)).toEqual(['epoch-0003', 'epoch-0002', 'epoch-0001']);
  });

  test('leaves every series as if the superseded steps had never been, buckets included', async () => {
    const once = await emptyRun();
    const twice = await emptyRun();
    const first = epochsOf({ epochs: 2, stepsPerEpoch: 300 });
    const rest = (attempt: number, loss: (step: number) => number) => epochsOf({ attempt, from: 600, epochs: 1, stepsPerEpoch: 300, loss });
    const straight = [...beginning(3, 300), ...first, ...rest(1, (step) => step)];
    const turned = [...beginning(3, 300), ...first, ...rest(1, () => 1e9), again, resumed(600, 3), ...rest(2, (step) => step)];
    writeFileSync(join(once.folder, RUN_FILES.journal), journalText(stampLines(straight)));
    writeFileSync(join(twice.folder, RUN_FILES.journal), journalText(stampLines(turned)));
    const ids = [await ingest(once.db, once.folder), await ingest(twice.db, twice.folder)];
    const [a, b] = [once.db, twice.db].map((db, i) => {
      const { min, max, mean, step } = readSeries(db, { runId: ids[i] ?? '', name: 'train_loss', axis: 'step', buckets: 20 });
      return { min, max, mean, step };
    });
    expect(b).toEqual(a);
  });

  test('of a script that told nothing claims no network, no epochs to come and no learning rate', async () => {
    const db = temporaryDatabase();
    const folder = writeRunFolder(temporaryFolder(), { ...runFile(1), untold: true });
    const said: [number, JournalEntry][] = [1, 2, 3].flatMap((epoch): [number, JournalEntry][] => [
      [1, { kind: 'batch', epoch, step: epoch - 1, size: 1, learningRate: Number.NaN, values: { train_loss: epoch } }],
      [1, { kind: 'epoch-ended', epoch, step: epoch, values: {} }],
    ]);
    writeFileSync(join(folder, RUN_FILES.journal), journalText(stampLines([...beginning(1, 1).slice(0, 1), ...said])));
    const id = await ingest(db, folder);
    expect(runSummary(db, { runId: id })).toMatchObject({ model: 'script', epoch: 3, epochs: 3 });
    expect(listSeries(db, { runId: id }).map(({ name }) => name)).toEqual(['train_loss']);
  });

  test('of a test adds looks, never curves or a status', async () => {
    const { db, folder } = await emptyRun();
    const look: [number, JournalEntry][] = [
      [2, { kind: 'attempt-started', epoch: 2, step: 10, command: 'test', pid: 3, environment: ENVIRONMENT }],
      [2, { kind: 'batch', epoch: 2, step: 10, size: 10, learningRate: 0, values: { train_loss: 99 } }],
      [2, { kind: 'test-looked', epoch: 2, step: 10, checkpoint: 'epoch-0002', values: { test_accuracy: 0.9 } }],
      [2, { kind: 'run-ended', epoch: 2, step: 10, status: 'failed', message: 'no' }],
    ];
    const trained: [number, JournalEntry][] = [...beginning(2, 5), ...epochsOf({ epochs: 2, stepsPerEpoch: 5 }), ending(2, 9)];
    writeFileSync(join(folder, RUN_FILES.journal), journalText(stampLines([...trained, ...look])));
    const id = await ingest(db, folder);
    expect(runSummary(db, { runId: id })).toMatchObject({ status: 'finished', testLooks: 1, step: 9 });
    expect(lossOf(db, id)).toHaveLength(10);
    expect(runDetail(db, { runId: id }).looks).toMatchObject([{ epoch: 2, values: { test_accuracy: 0.9 }, elsewhere: null }]);
  });

  test('of tests elsewhere keeps where they were, and counts those that saw the own test side', async () => {
    const { db, folder } = await emptyRun();
    const where = (known: number) => ({ name: 'clinic B', folder: '/b', samples: 7, known: { train: 1, val: 0, test: known } });
    const look = (attempt: number, accuracy: number, elsewhere?: ReturnType<typeof where>): [number, JournalEntry][] => [
      [attempt, { kind: 'attempt-started', epoch: 2, step: 10, command: 'test', pid: 3, environment: ENVIRONMENT }],
      [attempt, { kind: 'test-looked', epoch: 2, step: 10, checkpoint: 'epoch-0002', values: { test_accuracy: accuracy }, ...(elsewhere && { elsewhere }) }],
    ];
    const trained: [number, JournalEntry][] = [...beginning(2, 5), ...epochsOf({ epochs: 2, stepsPerEpoch: 5 }), ending(2, 9)];
    writeFileSync(join(folder, RUN_FILES.journal), journalText(stampLines([...trained, ...look(2, 0.1, where(0)), ...look(3, 0.5), ...look(4, 0.8, where(2))])));
    const id = await ingest(db, folder);
    expect(runDetail(db, { runId: id })).toMatchObject({ testLooks: 2, looks: [{ elsewhere: where(0) }, { elsewhere: null }, { elsewhere: where(2) }] });
    const found = (query: string) => listRuns(db, { filter: { query, binned: false }, sort: { by: 'created', descending: true }, offset: 0, limit: 10 }).total;
    expect([found('test_accuracy=0.5'), found('test_accuracy>0.6'), found('test_accuracy<0.4'), found('looks=2')]).toEqual([1, 0, 0, 1]);
  });
});

async function emptyRun() {
  const db = temporaryDatabase();
  const folder = writeRunFolder(temporaryFolder(), runFile(1));
  await ingest(db, folder);
  return { db, folder, close: () => db.close() };
}
