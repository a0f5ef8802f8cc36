import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const THREAD = pathToFileURL(join(import.meta.dirname, '../../src-main/trainer/loader-threads/thread.ts'));

/**
 * A loader thread for which one file lies on a drive that gives no answer: it
 * waits inside of the system, in a pipe that nobody writes to, where Node can
 * end it as little as in a read from a server that is gone.
 */
export function hangingDrive(name: string): { readonly entry: URL; answer(): void } {
  const folder = temporaryFolder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const entry = join(folder, 'thread.mjs');
  writeFileSync(
    entry,
    `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const open = fs.openSync;
fs.openSync = (path, ...more) => (String(path).endsWith(${JSON.stringify(name)}) ? open(${JSON.stringify(pipe)}, 'r') : open(path, ...more));
syncBuiltinESMExports();
await import(${JSON.stringify(THREAD.href)});
`,
  );
  return { entry: pathToFileURL(entry), answer: () => closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)) };
}
