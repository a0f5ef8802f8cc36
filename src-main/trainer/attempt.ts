import { existsSync, readFileSync, statSync } from 'node:fs';
import type { AttemptStarted, JournalEntry } from '../../src-shared/domain/journal.ts';
import { HEARTBEAT_STALE_MS } from '../../src-shared/domain/run-folder.ts';
import type { RunEnded, TrainEvent } from '../../src-shared/domain/train-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { RUN_FORMAT_VERSION, parseJson, processFileSchema } from '../../src-shared/schema/run-file.ts';
import type { ExitFile, ProcessFile } from '../../src-shared/schema/run-file.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { identifyProcess, processState } from '../threads/process-identity.ts';
import { writeAtomically } from './atomic-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import type { Keep } from './checkpoint-folder.ts';
import { DiskPause, isDiskFull } from './disk-full.ts';
import { startHeartbeat } from './heartbeat/start.ts';
import { Journal } from './journal.ts';
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
  /** Writes `exit.json`. What cannot be written any more, on a full disk say, is printed. */
  exit(status: ExitFile['status'], message: string): void;
  /** Makes the journal durable and stops the heartbeat. */
  close(): Promise<void>;
}

/**
 * Takes a run on.
 *
 * @throws BadInput if another process that lives works on it.
 */
export async function beginAttempt(folder: string, command: AttemptStarted['command'], keep: Keep): Promise<Attempt> {
  const paths = runPaths(folder);
  await refuseIfTaken(paths);
  const journal = Journal.open(paths.journal);
  await signProcess(paths, journal.attempt, command);
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
    exit: (status, message) => writeExit(paths, { attempt: journal.attempt, status, message, ...place }),
    close: async () => {
      pause.close();
      journal.close();
      await stopHeartbeat();
    },
  };
}

/** A process of another machine or container cannot be asked; there its heartbeat tells. */
async function refuseIfTaken(paths: RunPaths): Promise<void> {
  const owner = readProcess(paths.process);
  if (owner === null) return;
  const state = await processState(owner);
  const alive = state === 'alive' || (state === 'elsewhere' && heartbeatAgeMs(paths.heartbeat) < HEARTBEAT_STALE_MS);
  if (!alive || owner.pid === process.pid) return;
  throw new BadInput(`expected nobody to work on ${paths.folder}, but found process ${owner.pid} on ${owner.host} at it`, {
    help: 'Stop it first, or wait until it has finished.',
  });
}

function readProcess(path: string): ProcessFile | null {
  if (!existsSync(path)) return null;
  return parse(processFileSchema, parseJson(readFileSync(path, 'utf8'), path), path);
}

function heartbeatAgeMs(path: string): number {
  return existsSync(path) ? Date.now() - statSync(path).mtimeMs : Infinity;
}

async function signProcess(paths: RunPaths, attempt: number, command: ProcessFile['command']): Promise<void> {
  const identity = await identifyProcess();
  if (identity === null) throw new Error('expected the system to know this process, but it does not');
  const file: ProcessFile = { formatVersion: RUN_FORMAT_VERSION, attempt, command, ...identity };
  writeAtomically(paths.process, JSON.stringify(file, null, 1));
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
