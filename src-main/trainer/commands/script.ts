import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BadInput, flattenError, withHelp } from '../../../src-shared/lib/bad-input.ts';
import { explainFault, knowCode } from '../user-code/faults.ts';
import { resolveCode } from '../user-code/hooks.ts';

/** Runs a script of the user's: whoever names it agrees to it. Gives the exit code. */
export async function script([file = '', ...words]: readonly string[]): Promise<number> {
  const path = resolve(file);
  process.argv = [process.argv[0] ?? '', path, ...words];
  knowCode([{ from: path, at: path, sha256: '' }]);
  resolveCode([]);
  try {
    await import(/* @vite-ignore */ pathToFileURL(path).href);
    return 0;
  } catch (thrown) {
    const error = explainFault(thrown);
    const flat = flattenError(error);
    process.stderr.write(`${error instanceof BadInput ? withHelp(error) : (flat.stack ?? flat.message)}\n`);
    return error instanceof BadInput ? 2 : 1;
  }
}
