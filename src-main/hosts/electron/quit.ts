import { setTimeout } from 'node:timers/promises';
import { dialog } from 'electron';
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import type { Services } from '../../services/contract.ts';

/** How long to wait for checkpoints to be written; a trainer that needs longer goes on writing without us. */
const PATIENCE_MS = 60_000;
const POLL_MS = 200;

type Running = Pick<Services, 'api' | 'liveRuns'>;

/** Asks what becomes of the runs that are live, and sees to it; false if the app is to stay. */
export async function mayQuit(services: Running, window: BrowserWindow | null, patienceMs = PATIENCE_MS): Promise<boolean> {
  const live = await services.liveRuns();
  if (live.length === 0) return true;
  const question = questionOf(live.map(({ name }) => name));
  const { response } = await (window === null ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question));
  if (response === CHOICES.indexOf('Stop and save')) await stopAndSave(services, live.map(({ runId }) => runId), patienceMs);
  return response !== CHOICES.indexOf("Don't quit");
}

const CHOICES = ['Keep training', 'Stop and save', "Don't quit"];

function questionOf(names: readonly string[]): MessageBoxOptions {
  const [first] = names;
  return {
    type: 'question',
    message: names.length === 1 ? `“${first}” is still training.` : `${names.length} runs are still training.`,
    detail: 'Training goes on without the window, and the run is in the list when you come back. Stopped runs keep a checkpoint and can be resumed.',
    buttons: CHOICES,
    defaultId: CHOICES.indexOf('Keep training'),
    cancelId: CHOICES.indexOf("Don't quit"),
    noLink: true,
  };
}

async function stopAndSave(services: Running, runIds: readonly string[], patienceMs: number): Promise<void> {
  await Promise.all(runIds.map((runId) => services.api.training.stop({ runId, when: 'now' })));
  const until = performance.now() + patienceMs;
  while ((await services.liveRuns()).some(({ runId }) => runIds.includes(runId)) && performance.now() < until) await setTimeout(POLL_MS);
}
