import { resolve } from 'node:path';
import type { Prediction } from '../../../../src-shared/api/training.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { askForCode } from '../ask-for-code.ts';
import { findRun } from '../find-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { valueInWords } from '../number-words.ts';
import { table } from '../table.ts';

/** So many predictions are shown; all of them are in the files. */
const SHOWN = 20;

/** Predicts images, indexed or not, and writes what came out into a folder. */
export async function predict(context: Context, word: string, inputs: readonly string[], output: string, trust = false): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { id: runId } = await findRun(services, word);
    await askForCode(services, { runId }, trust, io);
    const idOf = (path: string) => services.folder(resolve(path)).folderId;
    io.status('predicting');
    const prediction = await services.api.training.predict({ runId, inputIds: inputs.map(idOf), outputId: idOf(output) });
    io.status('');
    io.answer(prediction, inWords(prediction));
    for (const { input, reason } of prediction.failed) io.note(`${input}: ${reason}`);
    return prediction.outputs.length > 0 ? EXIT.done : EXIT.failed;
  });
}

function inWords({ files, outputs, outputFolder }: Prediction): string {
  const rows = outputs.slice(0, SHOWN).map(({ input, class: name, probabilities }) => [input, name, valueInWords(probabilities[name] ?? Number.NaN)]);
  const more = outputs.length > SHOWN ? `\n… and ${outputs.length - SHOWN} more` : '';
  return `${table(['image', 'class', 'probability'], rows)}${more}\n${outputs.length} of ${files} predicted; what came out is in ${outputFolder}`;
}
