import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach } from 'vitest';
import { launchTrainer } from '../../src-main/trainer/launch.ts';
import type { LaunchOptions, TrainerEnd } from '../../src-main/trainer/launch.ts';

export interface Started {
  readonly pid: number;
  ended(): Promise<TrainerEnd>;
}

type Options = Omit<LaunchOptions, 'folder'>;

const running = new Set<number>();

/** No trainer outlives a test that failed. */
afterEach(() => {
  for (const pid of running) process.kill(pid, 'SIGKILL');
});

let restsAlways = false;

/**
 * Lets every trainer that is started from here rest after each batch, so that there is a midst of a run to act in.
 *
 * @param options `always`: also when nobody acts in its midst, so that the journal keeps every batch.
 */
export function slowDown(restMs = 15, { always = false } = {}): void {
  restsAlways = always;
  process.env['DELIRA_TEST_REST_MS'] = String(restMs);
  process.env['NODE_OPTIONS'] = `--import ${pathToFileURL(join(import.meta.dirname, 'slow-steps.ts')).href}`;
}

export async function startTrainer(folder: string, options: Options = {}): Promise<Started> {
  const { pid, ended } = await launchTrainer({ folder, ...options });
  running.add(pid);
  const end = ended().finally(() => running.delete(pid));
  return { pid, ended: () => end };
}

/** Trains to the end, unless `slowDown` says otherwise without its rests: nobody acts in its midst. */
export async function trainOn(folder: string, options: Options = {}): Promise<TrainerEnd> {
  const restMs = restsAlways ? undefined : process.env['DELIRA_TEST_REST_MS'];
  if (restMs !== undefined) process.env['DELIRA_TEST_REST_MS'] = '0';
  const trainer = await startTrainer(folder, options);
  if (restMs !== undefined) process.env['DELIRA_TEST_REST_MS'] = restMs;
  return trainer.ended();
}

/** Resolves as soon as the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}
