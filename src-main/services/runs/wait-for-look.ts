import { setTimeout } from 'node:timers/promises';
import { runDetail } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';

const LOOK_MS = 50;
/** The owner reads journals four times a second; without an owner nobody does. */
const MOST_MS = 5000;

/** Returns once a look that the journal tells of can be asked for. */
export async function waitForLook(store: Store, runId: string, looksBefore: number): Promise<void> {
  for (const until = Date.now() + MOST_MS; Date.now() < until; await setTimeout(LOOK_MS)) {
    if ((await store.call(runDetail, { runId })).looks.length > looksBefore) return;
  }
}
