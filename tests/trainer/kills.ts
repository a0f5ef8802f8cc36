import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainerEnd } from '../../src-main/trainer/launch.ts';
import { readText } from './run-journal.ts';
import { startTrainer, trainOn } from './start-trainer.ts';

/** While a checkpoint is being written, or so many milliseconds after the start. */
export type Moment = 'saving' | number;

export interface Survived {
  readonly end: TrainerEnd;
  /** Kills that left a half-written checkpoint behind. */
  readonly halfCheckpoints: number;
  /** Kills that came after the attempt had written a line. */
  readonly atWork: number;
}

/**
 * Trains a run, killing its trainer at each of the moments and starting another
 * one, and lets the last one finish.
 *
 * @throws if a line that stood in the journal after a kill is changed or gone later.
 */
export async function trainThroughKills(folder: string, moments: readonly Moment[]): Promise<Survived> {
  let [halfCheckpoints, atWork, acknowledged] = [0, 0, ''];
  for (const moment of moments) {
    const trainer = await startTrainer(folder);
    const ended = trainer.ended();
    await passed(moment, folder, ended);
    process.kill(trainer.pid, 'SIGKILL');
    const { signal } = await ended;
    if (signal !== 'SIGKILL') throw new Error(`expected to kill the trainer (${moment}), but the run had ended before: it is too short`);
    const text = expectKept(folder, acknowledged);
    if (text.length > acknowledged.length) atWork++;
    if (isSaving(folder)) halfCheckpoints++;
    acknowledged = text;
  }
  const end = await trainOn(folder);
  expectKept(folder, acknowledged);
  return { end, halfCheckpoints, atWork };
}

async function passed(moment: Moment, folder: string, ended: Promise<TrainerEnd>): Promise<void> {
  if (typeof moment === 'number') return sleep(moment);
  let over = false;
  void ended.then(() => (over = true));
  // What an earlier kill left is cleared away first.
  const before = readText(folder).length;
  while (!over && !(readText(folder).length > before && isSaving(folder))) await sleep(1);
}

function isSaving(folder: string): boolean {
  const checkpoints = join(folder, 'checkpoints');
  return existsSync(checkpoints) && readdirSync(checkpoints).some((name) => name.startsWith('.new-'));
}

/** The journal's whole lines, which must begin with those that were there before. */
function expectKept(folder: string, before: string): string {
  const text = readText(folder);
  if (text.startsWith(before)) return text;
  throw new Error(`expected the journal of ${folder} to keep its ${before.length} characters, but they have changed`);
}
