import type { AttemptStarted, JournalEntry } from '../../src-shared/domain/journal.ts';
import type { RunEnded, TrainEvent } from '../../src-shared/domain/train-event.ts';
import { RUN_FORMAT_VERSION } from '../../src-shared/schema/run-file.ts';
import type { ExitFile } from '../../src-shared/schema/run-file.ts';
import { writeAtomically } from '../threads/atomic-file.ts';
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
export class Attempt {
  readonly number: number;
  readonly requests: RunRequests;
  readonly checkpoints: CheckpointFolder;
  readonly #paths: RunPaths;
  readonly #command: AttemptStarted['command'];
  readonly #journal: Journal;
  readonly #pause: DiskPause;
  readonly #recorder: RunRecorder;
  readonly #stopHeartbeat: () => Promise<void>;
  /** The place for the thread of the heartbeat: see `HeartbeatData`. */
  readonly #shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  #place: Place = { epoch: 1, step: 0 };
  #begun = false;

  private constructor(paths: RunPaths, command: AttemptStarted['command'], keep: Keep, journal: Journal) {
    const { folder, ballast } = paths;
    this.number = journal.attempt;
    this.requests = new RunRequests(paths.requests);
    this.checkpoints = CheckpointFolder.open(paths.checkpoints);
    this.#paths = paths;
    this.#command = command;
    this.#journal = journal;
    this.#pause = new DiskPause({ folder, ballast, stopAsked: () => this.requests.stop() !== null, tell: (kind, text) => this.#tellNow(kind, text) });
    this.#recorder = new RunRecorder({ paths, journal, checkpoints: this.checkpoints, keep, pause: this.#pause });
    this.#stopHeartbeat = startHeartbeat({ path: paths.heartbeat, exit: paths.exit, attempt: this.number, place: this.#shared });
  }

  /**
   * Takes a run on.
   *
   * @throws BadInput if another process that lives works on it.
   */
  static async take(folder: string, command: AttemptStarted['command'], keep: Keep): Promise<Attempt> {
    const paths = runPaths(folder);
    await refuseIfOwned(paths);
    const journal = Journal.open(paths.journal);
    await becomeOwner(paths, journal.attempt, command);
    return new Attempt(paths, command, keep, journal);
  }

  /** Writes the attempt's first line. */
  async begin(line: Omit<AttemptStarted, 'kind' | 'command' | 'pid'>): Promise<void> {
    this.#standAt(line);
    await this.#recorder.write({ kind: 'attempt-started', command: this.#command, pid: process.pid, ...line });
    this.#begun = true;
  }

  async record(event: TrainEvent): Promise<void> {
    this.#standAt(event);
    await this.#recorder.record(event);
  }

  /** Writes lines that the engine knows nothing of. */
  write(...lines: readonly JournalEntry[]): Promise<void> {
    return this.#recorder.write(...lines);
  }

  /** Says in the journal that the run ended here and why. Nothing, if the attempt never began. */
  async end(status: RunEnded['status'], message: string): Promise<void> {
    if (this.#begun) await this.#recorder.record({ kind: 'run-ended', ...this.#place, status, message });
  }

  /**
   * Makes the journal durable, so that it tells what `exit.json` sums up, and
   * writes that. What cannot be written any more, on a full disk say, is printed.
   */
  exit(status: ExitFile['status'], message: string): void {
    const file: ExitFile = { formatVersion: RUN_FORMAT_VERSION, attempt: this.number, status, message, ...this.#place, endedMs: Date.now() };
    try {
      this.#journal.sync();
      writeAtomically(this.#paths.exit, JSON.stringify(file, null, 1));
    } catch (error) {
      process.stderr.write(`${JSON.stringify(file)}\nexit.json: ${String(error)}\n`);
    }
  }

  /** Closes the journal and stops the heartbeat. */
  async close(): Promise<void> {
    this.#pause.close();
    this.#journal.close();
    await this.#stopHeartbeat();
  }

  #standAt({ epoch, step }: Place): void {
    this.#place = { epoch, step };
    this.#shared.set([epoch, step]);
  }

  /** Beside the recorder, which may itself be waiting for space. */
  #tellNow(kind: 'warning' | 'note', text: string): void {
    process.stderr.write(`${text}\n`);
    try {
      this.#journal.write([kind === 'warning' ? { kind, ...this.#place, text, path: null } : { kind, ...this.#place, text }], Date.now());
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }
}

/** The epoch and step of the last event, for what is written outside any. */
interface Place {
  readonly epoch: number;
  readonly step: number;
}
