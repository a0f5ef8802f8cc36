import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import type { PooledResults } from '../../../src-shared/domain/study.ts';
import type { Prediction } from '../../../src-shared/domain/train-event.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { decodeLine } from '../../../src-shared/lib/json-line.ts';
import { poolFolds } from '../../engine/experiment/pool.ts';
import type { OutOfFoldPrediction } from '../../engine/experiment/pool.ts';
import type { PoolInput } from '../calls.ts';
import { readRun } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { runPaths } from '../run-folder.ts';

/** Reads what the folds of a k-fold said of their test sides from their folders, and computes what it comes to. */
export async function pool({ folders }: PoolInput): Promise<PooledResults> {
  const predictions: OutOfFoldPrediction[] = [];
  const foldOf = new Map<string, string>();
  let first: RunDefinition['run'] | null = null;
  for (const folder of folders) {
    const { run, split } = readRun(folder);
    first ??= run;
    const groups = new Map(split.test.map(({ path, group }) => [path, group]));
    for (const { path, truth, predicted, probabilities, scores } of await newestLook(folder)) {
      const other = foldOf.get(path);
      if (other !== undefined) throw new BadInput(`expected every sample in one fold, but ${path} is on the test sides of ${other} and ${folder}`, { help: 'Start the k-fold anew: these runs were not made together.' });
      foldOf.set(path, folder);
      predictions.push({ truth, predicted, probabilities: probabilities ?? null, scores: scores ?? null, group: groups.get(path) ?? null });
    }
  }
  if (first === null || predictions.length === 0) throw new BadInput(`expected predictions of test sides, but found none in ${folders.join(', ')}`);
  return poolFolds(predictions, first.spec, first.classes.length, first.targets ?? null);
}

/** Every prediction of the newest look at the run's own test side. */
async function newestLook(folder: string): Promise<readonly Prediction[]> {
  let newest: readonly Prediction[] = [];
  let open: Prediction[] = [];
  const lines = createInterface({ input: createReadStream(runPaths(folder).journal), crlfDelay: Infinity });
  for await (const text of lines) {
    if (!TELLING.test(text)) continue;
    const line: JournalLine = decodeLine(text);
    if (line.kind === 'attempt-started') open = [];
    else if (line.kind === 'prediction' && line.side === 'test') open.push(line);
    else if (line.kind === 'test-looked' && line.elsewhere === undefined) {
      newest = open;
      open = [];
    }
  }
  return newest;
}

/** Only these lines are worth parsing: predictions of validation are many more. */
const TELLING = /"kind":"(attempt-started|test-looked)"|"kind":"prediction".*"side":"test"/;
