import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { hangingDrive } from './hanging-drive.ts';

it('a process ends although one of its threads hangs in a read for ever, and says so first', (context) => {
  needs(context, process.platform !== 'win32', 'needs named pipes');
  const folder = temporaryFolder();
  const { entry } = hangingDrive('0017.png');
  const { stdout, signal, stderr } = spawnSync(process.execPath, ['--no-warnings', join(import.meta.dirname, 'read-from-hanging-drive.ts'), folder, entry.href], { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGTERM' });
  expect([stdout, signal, stderr]).toEqual([`BadInput: expected to go on reading the images below ${folder}, but for 0.5 s a read there has given no answer\n`, 'SIGKILL', '']);
});
