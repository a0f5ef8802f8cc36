/** The heartbeat's thread: training keeps the process's main thread busy for longer than a beat, and a drive may keep it for ever. */
import { closeSync, futimesSync, openSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { HEARTBEAT_MS } from '../../../src-shared/domain/run-folder.ts';
import { spanInWords } from '../../../src-shared/lib/time-words.ts';
import type { ExitFile } from '../../../src-shared/schema/run-file.ts';
import { writeAtomically } from '../../threads/atomic-file.ts';
import { LATE_MS, TICKS } from '../hung.ts';
import type { HeartbeatData } from './start.ts';

const { path, exit, formatVersion, attempt, place, calls, hungMs } = workerData as HeartbeatData;

beat();
setInterval(beat, HEARTBEAT_MS);
watchDrive();

/** Renews the time of change; a full disk has room for that. The folder may be on its way to the bin. */
function beat(): void {
  try {
    const file = openSync(path, 'a');
    const now = new Date();
    futimesSync(file, now, now);
    closeSync(file);
  } catch (error) {
    process.stderr.write(`heartbeat: ${String(error)}\n`);
  }
}

/** A machine that slept, or a job that was suspended, has had no time to read in. */
function watchDrive(): void {
  const tickMs = hungMs / TICKS;
  let [count, since, lastTick] = [0, performance.now(), performance.now()];
  setInterval(() => {
    const now = performance.now();
    const seen = Atomics.load(calls, 0);
    const isAtWork = seen % 2 !== 0 && seen === count && now - lastTick <= tickMs + LATE_MS;
    lastTick = now;
    if (!isAtWork) [count, since] = [seen, now];
    else if (now - since >= hungMs) endProcess();
  }, tickMs);
}

/** The main thread can be asked for nothing: its process ends as one that is killed, and only `exit.json` says why. */
function endProcess(): void {
  const message = `expected to go on reading the images, but for ${spanInWords(hungMs)} a read has given no answer: connect the drive again, then resume the run`;
  const [epoch = 1, step = 0] = place;
  const file: ExitFile = { formatVersion, attempt, status: 'failed', message, epoch, step, endedMs: Date.now() };
  try {
    writeAtomically(exit, JSON.stringify(file, null, 1));
  } catch (error) {
    process.stderr.write(`exit.json: ${String(error)}\n`);
  }
  process.kill(process.pid, 'SIGKILL');
}
