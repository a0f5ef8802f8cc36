import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src-main/store/database.ts';
import { renameRun, setRunTags, setRunsBinned } from '../../src-main/store/edit-run.ts';
import { listEntries } from '../../src-main/store/run-entries.ts';
import { listRuns, runSummary } from '../../src-main/store/run-list.ts';
import { listStudies, listUnpooledStudies, poolSource, saveStudyResults, studyConfusion, studyCurves, studyDetail, studyPredictions, studyResults, studySummary } from '../../src-main/store/studies.ts';
import type { JournalEntry } from '../../src-shared/domain/journal.ts';
import type { StudyKind } from '../../src-shared/domain/run-study.ts';
import type { RunFile } from '../../src-shared/schema/run-file.ts';
import { beginning, ending, ENVIRONMENT, epochsOf, ingest, journalText, runFile, runId, stampLines, temporaryDatabase, temporaryFolder, writeRunFolder } from './fixtures.ts';

const STUDY = '01900000-0000-7000-8000-00000000aaaa';

function memberFile(n: number, member: number, { members = 3, kind = 'k-fold' as StudyKind } = {}): RunFile {
  return { ...runFile(n, { name: `digits-fold-${member}`, seed: member }), study: { id: STUDY, kind, name: 'digits', member, members } };
}

const prediction = (path: string, truth: number, predicted: number, loss: number): JournalEntry => ({ kind: 'prediction', epoch: 2, step: 20, side: 'test', key: path, path, truth, predicted, confidence: 0.9, loss });

/** Trained to its end and tested: of two images, the second is taken for the other class. */
function testedJournal(member: number, accuracy: number): string {
  const looked: [number, JournalEntry][] = [
    [1, prediction(`${member}/a.png`, 0, 0, 0.1 * member)],
    [1, prediction(`${member}/b.png`, 1, 0, 1 + member)],
    [1, { kind: 'confusion', epoch: 2, step: 20, side: 'test', classes: ['cat', 'dog'], counts: [1, 0, 1, 0] }],
    [1, { kind: 'test-looked', epoch: 2, step: 20, checkpoint: 'epoch-0002', values: { test_accuracy: accuracy, test_loss: 0.5 } }],
  ];
  const trained = epochsOf({ epochs: 2, stepsPerEpoch: 10, loss: (step) => member / (step < 10 ? 2 : 4) });
  return journalText(stampLines([...beginning(2, 10), ...trained, ...looked, ending(2, 20)]));
}

async function addFolds(db: Database, folder: string, accuracies: readonly number[], members = 3): Promise<void> {
  for (const [i, accuracy] of accuracies.entries()) await ingest(db, writeRunFolder(folder, memberFile(i + 1, i + 1, { members }), testedJournal(i + 1, accuracy)));
}

const entries = (db: Database, query = '') => listEntries(db, { filter: { query, binned: false }, sort: { by: 'created', descending: true }, offset: 0, limit: 100 });

describe('a k-fold', () => {
  test('is known from the folders of its runs alone, those that are missing by their numbers', async () => {
    const db = temporaryDatabase();
    const folder = temporaryFolder();
    await addFolds(db, folder, [0.8, 0.9]);
    const study = studyDetail(db, { studyId: STUDY });
    expect(study).toMatchObject({ id: STUDY, kind: 'k-fold', name: 'digits', members: 3, status: 'interrupted', states: { finished: 2 }, epoch: 4, epochs: 6, tested: 2, classes: ['cat', 'dog'] });
    expect(study.runs.map(({ member, run, seed, values }) => [member, run?.name ?? null, seed, values?.['test_accuracy'] ?? null])).toEqual([
      [1, 'digits-fold-1', 1, 0.8],
      [2, 'digits-fold-2', 2, 0.9],
      [3, null, null, null],
    ]);
  });

  test('is called as its runs are, and has the tags that all of them have', async () => {
    const db = temporaryDatabase();
    await addFolds(db, temporaryFolder(), [0.8, 0.9]);
    await setRunTags(db, { runIds: [runId(1), runId(2)], add: ['paper'], remove: [] });
    await setRunTags(db, { runIds: [runId(2)], add: ['again'], remove: [] });
    for (const n of [1, 2]) await renameRun(db, { runId: runId(n), name: `numbers-fold-${n}` });
    const study = studyDetail(db, { studyId: STUDY });
    expect([study.name, study.tags, study.runs.map(({ run }) => [run?.name, run?.study?.name])]).toEqual(['numbers', ['paper'], [['numbers-fold-1', 'numbers'], ['numbers-fold-2', 'numbers'], [undefined, undefined]]]);
    await renameRun(db, { runId: runId(1), name: 'the best one' });
    expect([studySummary(db, { studyId: STUDY }).name, runSummary(db, { runId: runId(1) }).study?.name]).toEqual(['numbers', 'numbers']);
    await renameRun(db, { runId: runId(2), name: 'the other one' });
    expect([studySummary(db, { studyId: STUDY }).name, runSummary(db, { runId: runId(1) }).study?.name]).toEqual(['digits', 'digits']);
  });

  test('tells mean and deviation of every value over its folds, the one that they are judged by first', async () => {
    const db = temporaryDatabase();
    await addFolds(db, temporaryFolder(), [0.7, 0.8, 0.9]);
    const { metrics, tested, pooled } = studyResults(db, { studyId: STUDY });
    expect(metrics.map(({ name }) => name)).toEqual(['test_accuracy', 'test_loss', 'val_accuracy']);
    expect(metrics[0]).toMatchObject({ outOfFold: null, interval: null, values: [0.7, 0.8, 0.9] });
    expect([metrics[0]?.mean, metrics[0]?.standardDeviation].map((each) => each?.toFixed(12))).toEqual(['0.800000000000', '0.100000000000']);
    expect([tested, pooled]).toEqual([3, null]);
  });

  test('keeps what was pooled until another look is taken', async () => {
    const db = temporaryDatabase();
    const folder = temporaryFolder();
    await addFolds(db, folder, [0.7, 0.8]);
    expect(listUnpooledStudies(db)).toEqual([{ studyId: STUDY }]);
    const { stamp, folders } = poolSource(db, { studyId: STUDY });
    expect(folders).toHaveLength(2);
    const results = { metrics: { test_accuracy: { value: 0.75, interval: { low: 0.7, high: 0.8 } } }, facts: { samples: 4, drawn: 'samples', units: 4, draws: 1000, level: 0.95 } } as const;
    saveStudyResults(db, { studyId: STUDY, stamp, results });
    expect(listUnpooledStudies(db)).toEqual([]);
    expect(studyResults(db, { studyId: STUDY }).pooled).toEqual(results.facts);
    expect(studySummary(db, { studyId: STUDY }).result).toMatchObject({ name: 'test_accuracy', outOfFold: 0.75, interval: { low: 0.7, high: 0.8 } });
    await ingest(db, writeRunFolder(folder, memberFile(3, 3), testedJournal(3, 0.9)));
    expect(listUnpooledStudies(db)).toEqual([{ studyId: STUDY }]);
    expect(studySummary(db, { studyId: STUDY }).result).toMatchObject({ outOfFold: null, interval: null });
  });

  test('has curves with the lowest and highest of its folds', async () => {
    const db = temporaryDatabase();
    await addFolds(db, temporaryFolder(), [0.7, 0.8, 0.9]);
    const loss = studyCurves(db, { studyId: STUDY }).find(({ name }) => name === 'train_loss');
    expect(loss).toEqual({ name: 'train_loss', epochs: [1, 2], mean: [1, 0.5], min: [0.5, 0.25], max: [1.5, 0.75], runs: [3, 3] });
  });

  test('lists each sample by the fold that tested on it, the worst of all first', async () => {
    const db = temporaryDatabase();
    await addFolds(db, temporaryFolder(), [0.7, 0.8, 0.9]);
    const page = studyPredictions(db, { studyId: STUDY, offset: 0, limit: 4 });
    expect(page.total).toBe(6);
    expect(page.rows.map(({ path, member, runId: id, loss }) => [path, member, id, loss])).toEqual([
      ['3/b.png', 3, runId(3), 4],
      ['2/b.png', 2, runId(2), 3],
      ['1/b.png', 1, runId(1), 2],
      ['3/a.png', 3, runId(3), 0.30000000000000004],
    ]);
    expect(studyPredictions(db, { studyId: STUDY, truth: 0, predicted: 0, offset: 0, limit: 9 }).total).toBe(3);
    expect(studyConfusion(db, { studyId: STUDY })).toMatchObject({ counts: [3, 0, 3, 0] });
  });

  test('counts only the newest look at a fold', async () => {
    const db = temporaryDatabase();
    const again: [number, JournalEntry][] = [
      [2, { kind: 'attempt-started', epoch: 2, step: 20, command: 'test', pid: 2, environment: ENVIRONMENT }],
      [2, prediction('1/a.png', 0, 1, 9)],
      [2, { kind: 'test-looked', epoch: 2, step: 20, checkpoint: 'epoch-0002', values: { test_accuracy: 0 } }],
    ];
    const text = testedJournal(1, 0.7) + journalText(stampLines(again, 1000));
    await ingest(db, writeRunFolder(temporaryFolder(), memberFile(1, 1), text));
    expect(studyPredictions(db, { studyId: STUDY, offset: 0, limit: 9 }).rows.map(({ path, loss }) => [path, loss])).toEqual([['1/a.png', 9]]);
    expect(studyDetail(db, { studyId: STUDY }).runs[0]?.values).toMatchObject({ test_accuracy: 0 });
  });

  test('counts the newer of two runs of one fold, whatever the bin had', async () => {
    const db = temporaryDatabase();
    const folder = temporaryFolder();
    await addFolds(db, folder, [0.7, 0.8], 2);
    await ingest(db, writeRunFolder(folder, memberFile(7, 2, { members: 2 }), testedJournal(2, 0.6)));
    expect(studyDetail(db, { studyId: STUDY }).runs.map(({ run }) => run?.id)).toEqual([runId(1), runId(7)]);
    expect([poolSource(db, { studyId: STUDY }).folders.length, studyPredictions(db, { studyId: STUDY, offset: 0, limit: 9 }).total, studyCurves(db, { studyId: STUDY })[0]?.runs]).toEqual([2, 4, [2, 2]]);
  });

  test('is unknown once none of its folders is', () => {
    expect(() => studyDetail(temporaryDatabase(), { studyId: STUDY })).toThrow('expected the id of a k-fold or repeat');
  });
});

describe('a repeat over seeds', () => {
  test('pools nothing: its runs are tested on the same images', async () => {
    const db = temporaryDatabase();
    await ingest(db, writeRunFolder(temporaryFolder(), memberFile(1, 1, { kind: 'seeds' }), testedJournal(1, 0.7)));
    expect(listUnpooledStudies(db)).toEqual([]);
    expect(poolSource(db, { studyId: STUDY }).folders).toEqual([]);
  });
});

describe('the list of runs', () => {
  test('has one row for a k-fold, where the first of its runs that fits would stand', async () => {
    const db = temporaryDatabase();
    const folder = temporaryFolder();
    await ingest(db, writeRunFolder(folder, runFile(9, { name: 'alone' })));
    await addFolds(db, folder, [0.7, 0.8, 0.9]);
    const { total, rows } = entries(db);
    expect([total, rows.map((row) => (row.kind === 'run' ? row.run.name : row.study.name))]).toEqual([2, ['alone', 'digits']]);
    expect(entries(db, 'digits-fold-2').rows).toMatchObject([{ kind: 'study', study: { id: STUDY } }]);
    expect(listRuns(db, { filter: { query: `study:${STUDY}`, binned: false }, sort: { by: 'created', descending: false }, offset: 0, limit: 9 }).total).toBe(3);
  });

  test('shows runs one by one in the bin, and a k-fold without them', async () => {
    const db = temporaryDatabase();
    await addFolds(db, temporaryFolder(), [0.7, 0.8, 0.9]);
    await setRunsBinned(db, [runId(2)], 1);
    expect(studySummary(db, { studyId: STUDY })).toMatchObject({ states: { finished: 2 }, tested: 2 });
    expect(listEntries(db, { filter: { query: '', binned: true }, sort: { by: 'created', descending: true }, offset: 0, limit: 9 }).rows).toMatchObject([{ kind: 'run', run: { id: runId(2) } }]);
    await setRunsBinned(db, [runId(1), runId(3)], 1);
    expect([listStudies(db, { offset: 0, limit: 9 }).total, entries(db).total]).toEqual([0, 0]);
  });

  test('is that of runs where there is no k-fold', async () => {
    const db = temporaryDatabase();
    const folder = writeRunFolder(temporaryFolder(), runFile(1));
    await ingest(db, folder);
    rmSync(folder, { recursive: true });
    expect(entries(db)).toMatchObject({ total: 1, rows: [{ kind: 'run', run: { study: null } }] });
  });
});
