import type { Doctor } from '../../../../src-shared/api/system.ts';
import { bytesInWords } from '../../../../src-shared/lib/size-words.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { table } from '../table.ts';

export interface DoctorOptions {
  /** Make the database anew from the run folders first. */
  readonly rebuild: boolean;
}

/** Fails where something is not as it should be. */
export async function doctor(context: Context, { rebuild }: DoctorOptions): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async ({ api }) => {
    const rebuilt = rebuild ? await api.system.rebuild() : null;
    if (rebuilt !== null) io.note(`made the database anew from ${rebuilt.runs} run folders`);
    io.status('testing what computes here');
    const report = await api.system.doctor();
    io.status('');
    io.answer({ ...report, ...(rebuilt && { rebuilt }) }, inWords(report));
    return report.problems.length === 0 ? EXIT.done : EXIT.failed;
  });
}

function inWords({ problems, backends, packages, ...report }: Doctor): string {
  const facts = table(null, [
    ['Delira', report.appVersion],
    ['Node', report.node],
    ['platform', report.platform],
    ['processor', report.cpu],
    ['Electron', report.electron.text],
    ['data folder', report.dataFolder],
    ['database', `${bytesInWords(report.databaseBytes)}, SQLite ${report.sqlite}${report.owner ? '' : '; another Delira owns the data folder'}`],
    ['free disk', bytesInWords(report.freeBytes)],
  ]);
  const computing = table(['backend', '', ''], backends.map(({ name, usable, chosen, text }) => [name, chosen ? 'chosen' : usable ? 'usable' : 'not usable', text]));
  const versions = table(['package', 'version'], Object.entries(packages));
  const wrong = problems.length === 0 ? 'nothing is wrong' : problems.map((problem) => `problem: ${problem}`).join('\n');
  return [facts, computing, versions, wrong].join('\n\n');
}
