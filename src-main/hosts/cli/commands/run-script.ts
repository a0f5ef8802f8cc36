import { runScript as start } from '../../../services/run-script.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';

/** Runs a script that imports `delira`; what it logs into runs is shown live by every host on the data folder. */
export async function runScript({ data }: Context, file: string, words: readonly string[]): Promise<ExitCode> {
  const code = await start(file, words, data);
  return Object.values(EXIT).find((each) => each === code) ?? EXIT.failed;
}
