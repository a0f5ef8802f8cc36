import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Prediction } from '../../../src-shared/api/training.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { csvText } from '../../../src-shared/lib/csv-text.ts';
import { writeAtomicallyLater } from '../../threads/atomic-file.ts';
import type { PredictOutput } from '../../trainer/launch.ts';

const TABLE = 'predictions.csv';
const DOCUMENT = 'predictions.json';

/**
 * Makes the folder, before hours are spent on what is to be written to it.
 *
 * @throws BadInput if it cannot be written to, or holds predictions already: nothing is written over.
 */
export function openOutput(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new BadInput(`expected a folder that can be written to, but found ${folder}`, { help: 'Choose another folder.', cause });
  }
  const there = [TABLE, DOCUMENT].find((name) => existsSync(join(folder, name)));
  if (there !== undefined) throw new BadInput(`expected a folder without predictions, but found ${there} in ${folder}`, { help: 'Choose another folder, or move that file away.' });
}

/** Writes predictions as a table and as JSON, and tells where each stands. */
export async function writePrediction(run: string, folder: string, { checkpoint, classes, outputs, failed }: PredictOutput): Promise<Prediction> {
  const output = join(folder, TABLE);
  const prediction: Prediction = {
    run,
    checkpoint,
    files: outputs.length + failed.length,
    outputFolder: folder,
    outputs: outputs.map(({ path, predicted, probabilities }) => ({
      input: path,
      output,
      class: classes[predicted] ?? '',
      probabilities: Object.fromEntries(classes.map((name, i) => [name, probabilities[i] ?? 0])),
    })),
    failed: failed.map(({ path, reason }) => ({ input: path, reason })),
  };
  await writeAtomicallyLater(output, tableOf(prediction, classes));
  await writeAtomicallyLater(join(folder, DOCUMENT), `${JSON.stringify(prediction, null, 1)}\n`);
  return prediction;
}

/** A line for each image: its class and the probabilities of all, or why it could not be read. */
function tableOf({ outputs, failed }: Prediction, classes: readonly string[]): string {
  return csvText([
    ['input', 'class', ...classes.map((name) => `p(${name})`), 'reason'],
    ...outputs.map(({ input, class: name, probabilities }) => [input, name, ...classes.map((each) => probabilities[each] ?? null), null]),
    ...failed.map(({ input, reason }) => [input, null, ...classes.map(() => null), reason]),
  ]);
}
