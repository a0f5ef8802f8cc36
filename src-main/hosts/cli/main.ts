/** The command line: `npm run -s delira -- <command>`. Exit codes: 0 done, 1 failed, 2 bad input, 130 interrupted. */
import { standWhereNpmWasCalled } from './npm-folder.ts';
import { runCli } from './run-cli.ts';

process.title = 'delira';
standWhereNpmWasCalled(process);

// Whoever reads our output may have had enough, as `head` has.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

process.exitCode = await runCli(process.argv.slice(2), { out: process.stdout, err: process.stderr });
// Pipes may still hold what was written last; nothing else may keep the process.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
