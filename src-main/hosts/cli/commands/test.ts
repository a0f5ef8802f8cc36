import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { findRun } from '../find-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { reportWords, runReport } from '../run-report.ts';

/** Takes the selected checkpoint over the run's test side; the look is counted. */
export async function test(context: Context, word: string): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { runs, training } = services.api;
    const { id: runId } = await findRun(services, word);
    io.status('testing');
    await training.test({ runId });
    io.status('');
    const run = await runs.get({ runId });
    const report = runReport(run, await runs.epochs({ runId }), null);
    io.answer(report, reportWords(report));
    io.note(`the test side has been looked at ${run.testLooks === 1 ? 'once' : `${run.testLooks} times`}`);
    return EXIT.done;
  });
}
