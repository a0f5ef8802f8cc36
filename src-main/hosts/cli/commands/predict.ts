import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PREDICTION_FILES } from '../../../../src-shared/domain/prediction.ts';
import type { PredictedImage, Prediction, PredictionSummary } from '../../../../src-shared/domain/prediction.ts';
import { RUN_FILES } from '../../../../src-shared/domain/run-folder.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { parsePredictionFile } from '../../../../src-shared/schema/prediction-file.ts';
import type { Services } from '../../../services/contract.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { askForCode } from '../ask-for-code.ts';
import { findRun } from '../find-run.ts';
import { findStudy } from '../find-study.ts';
import { onInterrupt } from '../interrupts.ts';
import { EXIT } from '../io.ts';
import type { ExitCode, Io } from '../io.ts';
import { valueInWords } from '../number-words.ts';
import { table } from '../table.ts';

/** So many predictions are shown; all of them are in the files. */
const SHOWN = 20;

export interface PredictOptions {
  readonly output: string;
  readonly tta: boolean;
  readonly trust: boolean;
}

/** Predicts images, indexed or not, and writes what came out into a folder; has failed where one of them could not be predicted. */
export async function predict(context: Context, words: readonly string[], { output, tta, trust }: PredictOptions): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { runs, inputs } = partWords(words);
    const runIds: string[] = [];
    for (const word of runs) runIds.push(...(await runsOf(services, word)));
    for (const runId of runIds) await askForCode(services, { runId }, trust, io);
    const idOf = (path: string) => services.folder(resolve(path)).folderId;
    const { id } = await services.api.predictions.start({ runIds, inputIds: inputs.map(idOf), outputId: idOf(output), mirrored: tta });
    const ended = await follow(services, id, io);
    const document = join(ended.outputFolder, PREDICTION_FILES.document);
    const prediction = parsePredictionFile(readFileSync(document, 'utf8'), document);
    io.answer(prediction, inWords(prediction));
    if (ended.message !== null) io.note(ended.message);
    if (ended.status === 'stopped') return EXIT.interrupted;
    return ended.status === 'finished' && prediction.failed.length === 0 ? EXIT.done : EXIT.failed;
  });
}

/** The run that a word means, or the runs of the k-fold or repeat that it means, as far as they have trained. */
async function runsOf(services: Services, word: string): Promise<readonly string[]> {
  const study = await findStudy(services, word);
  if (study === null) return [(await findRun(services, word)).id];
  const members = await services.api.studies.get({ studyId: study.id });
  const ready = members.runs.flatMap(({ run }) => (run !== null && run.epoch > 0 ? [run.id] : []));
  if (ready.length > 0) return ready;
  throw new BadInput(`expected runs of "${study.name}" that have trained, but found none`, { help: 'Train at least one epoch first.' });
}

/**
 * Which words name runs, and which images: the first is a run, and so is every
 * further one before the images that is a run's folder or no path at all.
 */
export function partWords([first = '', ...others]: readonly string[]): { readonly runs: readonly string[]; readonly inputs: readonly string[] } {
  const isPath = (word: string) => existsSync(word) && !existsSync(join(word, RUN_FILES.run));
  const from = others.findIndex((word) => isPath(word) || looksLikePath(word));
  if (from === -1) throw new BadInput(`expected images or folders of images behind the run, but found ${others.length === 0 ? 'none' : others.join(', ')}`, { help: 'delira predict <run> <file or folder> --output <folder>' });
  return { runs: [first, ...others.slice(0, from)], inputs: others.slice(from) };
}

/** Of what is not there: a misspelt file is no run. */
function looksLikePath(word: string): boolean {
  return !existsSync(word) && /[/\\]|\.[a-z]{2,4}(\.gz)?$/i.test(word);
}

/** Shows how far it has come; Ctrl-C stops it and keeps what is done. */
async function follow(services: Services, predictionId: string, io: Io): Promise<PredictionSummary> {
  const giveBack = onInterrupt({
    first: () => void services.api.predictions.cancel({ predictionId }),
    second: () => process.exit(EXIT.interrupted),
  });
  try {
    let last: PredictionSummary | null = null;
    for await (const summary of services.watchPrediction(predictionId)) {
      last = summary;
      io.status(progressWords(summary));
    }
    if (last) return last;
    throw new Error('expected the prediction to tell of itself, but it did not');
  } finally {
    io.status('');
    giveBack();
  }
}

function progressWords({ files, done, failed, part }: PredictionSummary): string {
  if (files === null) return 'looking for images';
  const here = part > 0 ? `, ${Math.round(100 * part)} % of the next` : '';
  return `predicting: ${done + failed} of ${files}${failed > 0 ? `, ${failed} of them failed` : ''}${here}`;
}

function inWords(prediction: Prediction): string {
  const { files, outputs, failed, outputFolder } = prediction;
  const reasons = table(['not predicted', 'reason'], failed.slice(0, SHOWN).map(({ input, reason }) => [input, reason]));
  return [
    ...(outputs.length === 0 ? [] : [`${tableOf(prediction, outputs.slice(0, SHOWN))}${andMore(outputs.length)}\n`]),
    ...(failed.length === 0 ? [] : [`${reasons}${andMore(failed.length)}\n`]),
    `${outputs.length} of ${files} predicted; what came out${failed.length === 0 ? '' : ', and each reason,'} is in ${outputFolder}`,
  ].join('\n');
}

function andMore(count: number): string {
  return count > SHOWN ? `\n… and ${count - SHOWN} more` : '';
}

function tableOf({ task, classes }: Prediction, outputs: readonly PredictedImage[]): string {
  switch (task) {
    case 'classification':
      return table(['image', 'class', 'probability'], outputs.map(({ input, class: name, probabilities }) => [input, name ?? '', valueInWords(probabilities?.[name ?? ''] ?? Number.NaN)]));
    case 'segmentation': {
      const shown = classes.slice(1);
      const amount = ({ millilitres, pixels }: PredictedImage, name: string) => (millilitres ? `${valueInWords(millilitres[name] ?? 0)} ml` : String(pixels?.[name] ?? 0));
      return table(['image', 'mask', ...shown], outputs.map((image) => [image.input, image.output, ...shown.map((name) => amount(image, name))]));
    }
    // Generative runs predict nothing.
    case 'generation':
    case 'regression': {
      const names = Object.keys(outputs[0]?.values ?? {});
      return table(['image', ...names], outputs.map(({ input, values }) => [input, ...names.map((name) => valueInWords(values?.[name] ?? Number.NaN))]));
    }
  }
}
