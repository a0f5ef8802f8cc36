import { existsSync, readdirSync, rmSync, rmdirSync, accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { PREDICTION_FILES } from '../../../src-shared/domain/prediction.ts';
import type { PredictedImage, Prediction, UnpredictedImage } from '../../../src-shared/domain/prediction.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { csvText } from '../../../src-shared/lib/csv-text.ts';
import type { CsvCell } from '../../../src-shared/lib/csv-text.ts';
import { writePiecesLater } from '../../threads/atomic-file.ts';
import { makeFolder } from '../../threads/make-folder.ts';

const { document: DOCUMENT, table: TABLE, masks: MASKS, pictures: PICTURES } = PREDICTION_FILES;

/**
 * Makes the folder, before hours are spent on what is to be written to it.
 *
 * @returns whether it was not there before.
 * @throws BadInput if it cannot be written to, or holds predictions already: nothing is written over.
 */
export function openOutput(folder: string): boolean {
  const isNew = makeFolder(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new BadInput(`expected a folder that can be written to, but found ${folder}`, { help: 'Choose another folder.', cause });
  }
  const there = [TABLE, DOCUMENT, MASKS, PICTURES].find((name) => existsSync(join(folder, name)));
  if (there === undefined) return isNew;
  throw new BadInput(`expected a folder without predictions, but found ${there} in ${folder}`, { help: 'Choose another folder, or move that away.' });
}

/** Removes the folder again if nothing came into it. */
export function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/**
 * Removes what a process that was ended left behind: half a file under another
 * name, and answers of which it could not tell any more.
 *
 * @param kept the files that were told of.
 */
export function sweep(folder: string, kept: ReadonlySet<string>): void {
  for (const part of [MASKS, PICTURES]) {
    const top = join(folder, part);
    if (!existsSync(top)) continue;
    for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !kept.has(path)) rmSync(path, { force: true });
    }
  }
}

/** Writes a prediction as a table and as JSON, row by row: there may be a million. */
export async function writeTables({ outputs, failed, ...head }: Prediction): Promise<void> {
  await writePiecesLater(join(head.outputFolder, TABLE), tableOf(head, outputs, failed));
  await writePiecesLater(join(head.outputFolder, DOCUMENT), documentOf(head, outputs, failed));
}

type Head = Omit<Prediction, 'outputs' | 'failed'>;

function* documentOf(head: Head, outputs: readonly PredictedImage[], failed: readonly UnpredictedImage[]): Generator<string> {
  yield JSON.stringify(head, null, 1).replace(/\n\}$/, ',\n "outputs": [');
  yield* listOf(outputs);
  yield '],\n "failed": [';
  yield* listOf(failed);
  yield ']\n}\n';
}

function* listOf(values: readonly unknown[]): Generator<string> {
  for (const [i, value] of values.entries()) yield `${i === 0 ? '' : ','}\n  ${JSON.stringify(value)}`;
  if (values.length > 0) yield '\n ';
}

/** A line for each image: what it became, or why it became nothing. */
function* tableOf({ task, classes }: Head, outputs: readonly PredictedImage[], failed: readonly UnpredictedImage[]): Generator<string> {
  const columns = columnsOf(task, classes, outputs[0]);
  const empty = columns.map(() => null);
  yield csvText([['input', ...columns.map(({ title }) => title), 'reason']]);
  for (const image of outputs) yield csvText([[image.input, ...columns.map(({ value }) => value(image)), null]]);
  for (const { input, reason } of failed) yield csvText([[input, ...empty, reason]]);
}

interface Column {
  readonly title: string;
  readonly value: (image: PredictedImage) => CsvCell;
}

function columnsOf(task: Prediction['task'], classes: readonly string[], first: PredictedImage | undefined): readonly Column[] {
  switch (task) {
    case 'classification':
      return [{ title: 'class', value: (image) => image.class }, ...classes.map((name): Column => ({ title: `p(${name})`, value: ({ probabilities }) => probabilities?.[name] ?? null }))];
    case 'segmentation':
      return [
        { title: 'mask', value: ({ output }) => output },
        ...classes.map((name): Column => ({ title: `pixels(${name})`, value: ({ pixels }) => pixels?.[name] ?? null })),
        ...classes.slice(1).map((name): Column => ({ title: `ml(${name})`, value: ({ millilitres }) => millilitres?.[name] ?? null })),
      ];
    // Generative runs predict nothing.
    case 'generation':
    case 'regression':
      return Object.keys(first?.values ?? {}).map((name): Column => ({ title: name, value: ({ values }) => values?.[name] ?? null }));
  }
}
