import { scoredInWords } from '../../../../src-shared/lib/scored-words.ts';
import { opensTestSide } from '../../../../src-shared/lib/test-looks.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { askForCode } from '../ask-for-code.ts';
import { findRun } from '../find-run.ts';
import { indexDataset } from '../index-dataset.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { reportWords, runReport } from '../run-report.ts';

/**
 * Takes the selected checkpoint over the run's test side, or over the images
 * of folders, which are indexed first. Either way the run keeps the look.
 */
export async function test(context: Context, word: string, folders: readonly string[], trust = false): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { runs, training } = services.api;
    const { id: runId } = await findRun(services, word);
    await askForCode(services, { runId }, trust, io);
    const dataset = folders.length === 0 ? null : await indexDataset(services, folders, null, io);
    io.status('testing');
    const answer = await training.test({ runId, ...(dataset && { datasetId: dataset.id }) });
    io.status('');
    const run = await runs.get({ runId });
    const report = runReport(run, await runs.epochs({ runId }), null, answer);
    io.answer(report, reportWords(report));
    if (answer.scored.missing.length > 0) io.note(scoredInWords('test', answer.scored));
    if ((answer.elsewhere?.known.train ?? 0) > 0) io.note(`${answer.elsewhere?.known.train} of these images were trained on: the values say too much`);
    if (opensTestSide(answer.elsewhere)) io.note(`the test side has been looked at ${run.testLooks === 1 ? 'once' : `${run.testLooks} times`}`);
    return EXIT.done;
  });
}
