import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

it('a process whose own thread hangs in a read is ended by its heartbeat, which tells of it in the run', (context) => {
  needs(context, process.platform !== 'win32', 'needs named pipes');
  const folder = temporaryFolder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const { stdout, signal, stderr } = spawnSync(process.execPath, ['--no-warnings', join(import.meta.dirname, 'hang-in-main-thread.ts'), folder, pipe], { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGTERM' });
  expect([stdout, signal, stderr]).toEqual(['reads', 'SIGKILL', '']);
  const { endedMs, ...told } = JSON.parse(readFileSync(join(folder, 'exit.json'), 'utf8')) as { readonly endedMs: number };
  expect(told).toEqual({
    formatVersion: 1,
    attempt: 2,
    status: 'failed',
    message: 'expected to go on reading the images, but for 0.5 s a read has given no answer: connect the drive again, then resume the run',
    epoch: 3,
    step: 41,
  });
  expect(Date.now() - endedMs).toBeLessThan(10_000);
});
