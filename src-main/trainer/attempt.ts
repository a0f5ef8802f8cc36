import type { AttemptStarted, JournalEntry } from '../../src-shared/domain/journal.ts';
import type { RunEnded, TrainEvent } from '../../src-shared/domain/train-event.ts';
import { RUN_FORMAT_VERSION } from '../../src-shared/schema/run-file.ts';
import type { ExitFile } from '../../src-shared/schema/run-file.ts';
import { writeAtomically } from './atomic-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import type { Keep } from './checkpoint-folder.ts';
import { DiskPause, isDiskFull } from './disk-full.ts';
import { startHeartbeat } from './heartbeat/start.ts';
import { Journal } from './journal.ts';
import { becomeOwner, refuseIfOwned } from './owner.ts';
import { RunRecorder } from './record.ts';
import { RunRequests } from './requests.ts';
import { runPaths } from './run-folder.ts';
import type { RunPaths } from './run-folder.ts';

/** One process's work on a run: from taking it on to writing how it ended. */
export interface Attempt {
  readonly number: number;
  readonly requests: RunRequests;
  readonly checkpoints: CheckpointFolder;
  /** Writes the attempt's first line. */
  begin(line: Omit<AttemptStarted, 'kind' | 'command' | 'pid'>): Promise<void>;
  record(event: TrainEvent): Promise<void>;
  /** Writes lines that the engine knows nothing of. */
  write(...lines: readonly JournalEntry[]): Promise<void>;
  /** Says in the journal that the run ended here and why. Nothing, if the attempt never began. */
  end(status: RunEnded['status'], message: string): Promise<void>;
  /** Makes the journal durable and writes `exit.json`. What cannot be written any more, on a full disk say, is printed. */
  exit(status: ExitFile['status'], message: string): void;
  /** Closes the journal and stops the heartbeat. */
  close(): Promise<void>;
}

/**
 * Takes a run on.
 *
 * @throws BadInput if another process that lives works on it.
 */
export async function beginAttempt(folder: string, command: AttemptStarted['command'], keep: Keep): Promise<Attempt> {
  const paths = runPaths(folder);
  await refuseIfOwned(paths);
  const journal = Journal.open(paths.journal);
  await becomeOwner(paths, journal.attempt, command);
  const stopHeartbeat = startHeartbeat(paths.heartbeat);
  const requests = new RunRequests(paths.requests);
  const checkpoints = CheckpointFolder.open(paths.checkpoints);
  let place = { epoch: 1, step: 0 };
  let begun = false;
  const pause = new DiskPause({
    folder,
    ballast: paths.ballast,
    stopAsked: () => requests.stop() !== null,
    tell: (kind, text) => tellNow(journal, kind, text, place),
  });
  const recorder = new RunRecorder({ paths, journal, checkpoints, keep, pause });
  return {
    number: journal.attempt,
    requests,
    checkpoints,
    begin: async (line) => {
      place = { epoch: line.epoch, step: line.step };
      await recorder.write({ kind: 'attempt-started', command, pid: process.pid, ...line });
      begun = true;
    },
    record: async (event) => {
      place = { epoch: event.epoch, step: event.step };
      await recorder.record(event);
    },
    write: (...lines) => recorder.write(...lines),
    end: async (status, message) => {
      if (begun) await recorder.record({ kind: 'run-ended', ...place, status, message });
    },
    exit: (status, message) => {
      // What `exit.json` says of the run, the journal must still tell after a loss of power.
      journal.sync();
      writeExit(paths, { attempt: journal.attempt, status, message, ...place });
    },
    close: async () => {
      pause.close();
      journal.close();
      await stopHeartbeat();
    },
  };
}

/** Beside the recorder, which may itself be waiting for space. */
function tellNow(journal: Journal, kind: 'warning' | 'note', text: string, place: { readonly epoch: number; readonly step: number }): void {
  process.stderr.write(`${text}\n`);
  try {
    journal.write([kind === 'warning' ? { kind, ...place, text, path: null } : { kind, ...place, text }], Date.now());
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

function writeExit(paths: RunPaths, ending: Omit<ExitFile, 'formatVersion' | 'endedMs'>): void {
  const file: ExitFile = { formatVersion: RUN_FORMAT_VERSION, ...ending, endedMs: Date.now() };
  try {
    writeAtomically(paths.exit, JSON.stringify(file, null, 1));
  } catch (error) {
    process.stderr.write(`${JSON.stringify(file)}\nexit.json: ${String(error)}\n`);
  }
}
