import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { askForCode } from '../ask-for-code.ts';
import { findRun } from '../find-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';

/** Looks whether a run can be trusted; fails if a check does. */
export async function audit(context: Context, word: string, trust: boolean): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { id: runId } = await findRun(services, word);
    await askForCode(services, { runId }, trust, io);
    io.status('auditing: this takes a few minutes');
    const report = await services.api.training.audit({ runId });
    io.status('');
    const lines = report.checks.map(({ passed, text, examples }) => [`${passed ? 'pass' : 'FAIL'}  ${text}`, ...examples.map((each) => `        ${each}`)].join('\n'));
    io.answer(report, [...lines, report.passed ? 'Nothing speaks against this run.' : 'Something is wrong with this run or with its data.'].join('\n'));
    return report.passed ? EXIT.done : EXIT.failed;
  });
}
