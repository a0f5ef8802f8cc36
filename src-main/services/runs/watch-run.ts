import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { RunStatus, RunSummary } from '../../../src-shared/domain/run.ts';
import { parseJournalLine } from '../../../src-shared/schema/journal-line.ts';
import { readWholeLines } from '../../store/ingest/read-lines.ts';
import { runSummary } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';
import { createRest } from '../wait.ts';
import { workingPid } from './live-runs.ts';

const LOOK_MS = 250;
const WAITED_FOR: readonly RunStatus[] = ['queued', ...LIVE_STATUSES];

/**
 * The journal of a run as it grows, from its beginning, until its process has
 * ended. A line that is none is left out: the run's messages tell of it.
 */
export async function* watchRun(store: Store, runId: string, signal: AbortSignal): AsyncGenerator<JournalLine> {
  const rest = createRest();
  const stopListening = store.onNotice(({ topic, id }) => {
    if (topic === 'runs' && id === runId) rest.wake();
  });
  try {
    const { folder, ...known } = await store.call(runSummary, { runId });
    let { status } = known;
    for (let offset = 0; !signal.aborted; await rest.take(LOOK_MS, signal)) {
      status = (await askAgain(store, runId, folder))?.status ?? status;
      // Asked before the journal is read: what has ended writes no more. The process too, for a
      // database that is made anew calls a run interrupted before it has looked for its process.
      const hasEnded = !WAITED_FOR.includes(status) && (await workingPid(folder)) === null;
      for (;;) {
        const { lines } = readWholeLines(join(folder, RUN_FILES.journal), offset);
        if (lines.length === 0) break;
        for (const { text, bytes } of lines) {
          offset += bytes;
          const line = parseOrNull(text);
          if (line !== null) yield line;
        }
      }
      if (hasEnded) return;
    }
  } finally {
    stopListening();
  }
}

/** Null while a database that is made anew has not come to the run yet. */
async function askAgain(store: Store, runId: string, folder: string): Promise<RunSummary | null> {
  try {
    return await store.call(runSummary, { runId });
  } catch (error) {
    if (!isBadInput(error) || !existsSync(join(folder, RUN_FILES.run))) throw error;
    return null;
  }
}

function parseOrNull(text: string): JournalLine | null {
  try {
    return parseJournalLine(text);
  } catch (error) {
    if (error instanceof SyntaxError || isBadInput(error)) return null;
    throw error;
  }
}

function isBadInput(error: unknown): boolean {
  return error instanceof Error && error.name === 'BadInput';
}
