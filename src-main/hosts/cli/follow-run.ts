import { setTimeout } from 'node:timers/promises';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import type { RunDetail, RunStatus } from '../../../src-shared/domain/run.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { Services } from '../../services/contract.ts';
import { onInterrupt } from './interrupts.ts';
import { EXIT } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { epochLine, progressLine } from './progress-words.ts';
import { ProgressMeter } from './run-progress.ts';

export interface FollowedRun {
  readonly run: RunDetail;
  readonly exitCode: ExitCode;
  readonly seconds: number;
}

/** Warnings that are shown; a folder of broken files has thousands, and the run keeps all. */
const SHOWN_WARNINGS = 10;
/** How long the store may take to have read what the journal's end says. */
const SETTLE_MS = 10_000;

/**
 * Shows a run until it has ended; what was before `since` is history and is not told again.
 *
 * The first Ctrl-C asks it to stop after this step, with a checkpoint; the
 * second ends its process at once, from which it can be resumed as after a
 * crash.
 *
 * @param ask what the first Ctrl-C asks for, where it is more than that this run stops.
 */
export async function followRun(services: Services, runId: string, io: Io, since: number = Date.now(), ask: () => Promise<void> = () => stop(services, runId, io)): Promise<FollowedRun> {
  const view = new RunView(io);
  const begun = (line: JournalLine) => line.timeMs >= since - CLOCK_SLACK_MS;
  const waiting = sayWhyItWaits(services, runId, io);
  let pid: number | null = null;
  let interrupted = false;
  const release = onInterrupt({
    first: () => {
      interrupted = true;
      ask().catch((error: unknown) => io.note(String(error)));
    },
    second: () => {
      if (pid !== null) kill(pid);
      io.status('');
      process.exit(EXIT.interrupted);
    },
  });
  try {
    for await (const line of services.watchRun(runId)) {
      if (!begun(line)) {
        view.remember(line);
        continue;
      }
      waiting.abort();
      if (line.kind === 'attempt-started') pid = line.pid;
      view.show(line);
    }
  } finally {
    waiting.abort();
    release();
    io.status('');
  }
  const seconds = (Date.now() - since) / 1000;
  const run = await settled(services, runId);
  return { run, exitCode: exitCodeOf(run.status, interrupted), seconds };
}

async function stop({ api }: Services, runId: string, io: Io): Promise<void> {
  const { status } = await api.runs.get({ runId });
  await api.training.stop({ runId, when: 'now' });
  io.note(status === 'queued' ? 'taken out of the queue before it began' : 'stopping after this step, with a checkpoint; Ctrl-C again ends it at once');
}

/** A trainer that may start does so well within this. */
const PATIENCE_MS = 3000;

/** A journal's clock may be a little behind ours where it lies on another machine's disk. */
const CLOCK_SLACK_MS = 5000;

/** A run waits while another one has its device: silence would look like a fault. */
function sayWhyItWaits({ api, liveRuns }: Services, runId: string, io: Io): AbortController {
  const over = new AbortController();
  const say = async (): Promise<void> => {
    const { status } = await api.runs.get({ runId });
    const names = (await liveRuns()).filter((each) => each.runId !== runId).map(({ name }) => name);
    if (status === 'queued' && !over.signal.aborted) io.note(`waits for its turn${names.length === 0 ? '' : `: ${names.join(', ')} is being trained`}`);
  };
  setTimeout(PATIENCE_MS, undefined, { signal: over.signal }).then(say).catch((error: unknown) => {
    if (!over.signal.aborted) io.note(String(error));
  });
  return over;
}

function exitCodeOf(status: RunStatus, interrupted: boolean): ExitCode {
  if (status === 'finished') return EXIT.done;
  return interrupted || status === 'stopped' ? EXIT.interrupted : EXIT.failed;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The run once the store has read that it ended. */
async function settled(services: Services, runId: string): Promise<RunDetail> {
  for (const until = Date.now() + SETTLE_MS; ; await setTimeout(50)) {
    const run = await services.api.runs.get({ runId });
    if (!LIVE_STATUSES.includes(run.status) || Date.now() >= until) return run;
  }
}

/** Prints a line per epoch, and between them a bar where there is a terminal. */
class RunView {
  readonly #io: Io;
  readonly #meter = new ProgressMeter();
  #epochBeganMs = 0;
  #warnings = 0;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Takes in what happened earlier, without a word. */
  remember(line: JournalLine): void {
    this.#meter.take(line);
  }

  show(line: JournalLine): void {
    const before = this.#meter.progress;
    this.#meter.take(line);
    const progress = this.#meter.progress;
    switch (line.kind) {
      case 'attempt-started': {
        const { name, reason } = line.environment.backend;
        this.#io.note(`computing with ${name}: ${reason}`);
        // Of an epoch that was left after its last step only validation is to come: it does not begin again.
        this.#epochBeganMs = line.timeMs;
        break;
      }
      case 'resumed':
        this.#io.note(line.checkpoint === null ? 'begins anew: there is no checkpoint' : `goes on from ${line.checkpoint}, step ${line.fromStep}`);
        break;
      case 'epoch-started':
        this.#epochBeganMs = line.timeMs;
        break;
      case 'epoch-ended':
        this.#io.note(epochLine(line, progress?.epochs ?? line.epoch, before?.imagesPerSecond ?? null, line.timeMs - this.#epochBeganMs));
        break;
      case 'warning':
        this.#warn(line.path === null ? line.text : `${line.path}: ${line.text}`);
        break;
      case 'note':
        this.#io.note(line.text);
        break;
      default:
    }
    if (this.#io.columns !== null && progress !== null) this.#io.status(progressLine(progress, this.#io.columns));
  }

  #warn(text: string): void {
    this.#warnings++;
    if (this.#warnings <= SHOWN_WARNINGS) this.#io.note(`warning: ${text}`);
    if (this.#warnings === SHOWN_WARNINGS + 1) this.#io.note('further warnings are in the run: delira show');
  }
}
