import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { RunStatus } from '../../../src-shared/domain/run.ts';
import type { ExitFile, ProcessFile } from '../../../src-shared/schema/run-file.ts';
import type { ProcessState } from '../../threads/process-identity.ts';

/** A trainer that was asked for writes its process file long before. The queue notices sooner if one died; this is for when its note is lost. */
const START_GRACE_MS = 30_000;
/** A process of another machine cannot be asked for: a heart that stood still so long is taken for dead. */
const ELSEWHERE_GRACE_MS = 600_000;

export interface RunFacts {
  readonly status: RunStatus;
  /** Since when it has that status. */
  readonly statusMs: number;
  /** The newest attempt that the journal tells of, and what it is for; 0 if none. */
  readonly attempt: number;
  readonly command: 'train' | 'test' | null;
  readonly process: ProcessFile | null;
  /** When the process file was written. */
  readonly processMs: number;
  readonly processState: ProcessState | null;
  readonly exit: ExitFile | null;
  readonly heartbeatMs: number | null;
  readonly nowMs: number;
}

export interface Decision {
  readonly status: RunStatus;
  readonly message: string | null;
  readonly sinceMs: number;
  readonly endedMs: number | null;
}

/**
 * What a run's status should be beside what its journal says: the journal
 * cannot tell that its writer was killed. Null leaves it as it is.
 *
 * The journal must have been read to its end after the process was looked for.
 */
export function decideStatus(facts: RunFacts): Decision | null {
  if (facts.status === 'starting' && facts.processMs < facts.statusMs) {
    return facts.nowMs - facts.statusMs > START_GRACE_MS ? interrupted(facts, NOT_STARTED) : null;
  }
  if (facts.process?.command === 'train' && facts.process.attempt > facts.attempt) return ofNewAttempt(facts, facts.process);
  if (!LIVE_STATUSES.includes(facts.status)) return null;
  if (facts.exit !== null && facts.exit.attempt === facts.attempt && facts.command === 'train') return ended(facts.exit);
  return isLost(facts) ? interrupted(facts, LOST) : null;
}

const NOT_STARTED = 'The trainer did not start. Resume the run to try again.';
const LOST = 'The process that trained the run is gone: it was killed, or the machine was switched off. Resume the run to go on from its last checkpoint.';

/** A process took the run on and has not written a line. */
function ofNewAttempt(facts: RunFacts, process: ProcessFile): Decision {
  if (!isLost(facts)) return { status: 'starting', message: null, sinceMs: facts.processMs, endedMs: null };
  return facts.exit?.attempt === process.attempt ? ended(facts.exit) : interrupted(facts, LOST);
}

function isLost({ process, processState, heartbeatMs, nowMs }: RunFacts): boolean {
  if (process === null || processState === 'gone') return true;
  return processState === 'elsewhere' && nowMs - (heartbeatMs ?? 0) > ELSEWHERE_GRACE_MS;
}

/** Its end is the last that was seen of it. */
function interrupted({ heartbeatMs, nowMs }: RunFacts, message: string): Decision {
  return { status: 'interrupted', message, sinceMs: nowMs, endedMs: heartbeatMs ?? nowMs };
}

function ended({ status, message, endedMs }: ExitFile): Decision {
  return { status, message, sinceMs: endedMs, endedMs };
}
