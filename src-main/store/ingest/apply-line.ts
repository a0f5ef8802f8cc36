import type { AttemptStarted, JournalEntry, JournalLine, Resumed, TestLooked } from '../../../src-shared/domain/journal.ts';
import type { Prediction, RunEnded, RunStarted } from '../../../src-shared/domain/train-event.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { opensTestSide } from '../../../src-shared/lib/test-looks.ts';
import { insertCheckpoint } from '../checkpoints.ts';
import { insertConfusion } from '../confusions.ts';
import { sql } from '../database.ts';
import { insertImage } from '../images.ts';
import { insertLook } from '../looks.ts';
import { insertLogged } from '../logged.ts';
import { insertMessage } from '../messages.ts';
import { insertPrediction, keepNewestPredictions, newestPredictedEpoch } from '../predictions.ts';
import type { Source } from '../series-writer.ts';
import { endOfEpoch, startPace, stepDone } from './pace.ts';
import type { RunBatch } from './run-batch.ts';
import { supersede } from './supersede.ts';

/** The series that the learning rate of each batch makes. */
const LEARNING_RATE = 'learning_rate';

/** What a test adds to a run; its curves and its status are those of training. */
const KINDS_OF_TEST: readonly JournalEntry['kind'][] = ['attempt-started', 'image', 'logged', 'confusion', 'prediction', 'note', 'warning', 'test-looked'];

/**
 * Stores what one line of the journal says.
 *
 * @throws BadInput if the line does not fit those before it.
 */
export function applyLine(batch: RunBatch, line: JournalLine): void {
  const { state } = batch;
  if (line.attempt < state.attempt) throw new BadInput(`expected a line of attempt ${state.attempt}, but found one of attempt ${line.attempt}`);
  if (line.attempt > state.attempt) batch.newestPredictions.clear();
  state.attempt = line.attempt;
  state.line_ms = line.timeMs;
  if (line.kind === 'attempt-started') startAttempt(batch, line);
  else if (state.command !== 'test' || KINDS_OF_TEST.includes(line.kind)) applyEntry(batch, line);
}

function applyEntry(batch: RunBatch, line: Exclude<JournalLine, { kind: 'attempt-started' }>): void {
  const { db, state } = batch;
  switch (line.kind) {
    case 'resumed':
      return resume(batch, line);
    case 'run-started':
      return startRun(batch, line);
    case 'epoch-started':
      advance(batch, line);
      return startPace(state, line.timeMs, line.step);
    case 'batch':
      advance(batch, line);
      stepDone(state, line.timeMs);
      // A script need not have one.
      if (!Number.isNaN(line.learningRate)) appendValue(batch, line, 'batch', LEARNING_RATE, line.learningRate);
      for (const name in line.values) appendValue(batch, line, 'batch', name, line.values[name] ?? Number.NaN);
      return;
    case 'scalar':
      return appendValue(batch, line, 'scalar', line.name, line.value);
    case 'epoch-ended':
      advance(batch, line);
      endOfEpoch(state, line.timeMs);
      batch.selectionChanged = true;
      return appendEpoch(batch, line);
    case 'image':
      return insertImage(db, state.key, line);
    case 'logged':
      return insertLogged(db, state.key, line);
    case 'checkpoint':
      batch.selectionChanged = true;
      return insertCheckpoint(db, state.key, line);
    case 'confusion':
      return insertConfusion(db, state.key, state.attempt, line);
    case 'prediction':
      return addPrediction(batch, line);
    case 'note':
      return insertMessage(db, state.key, { ...line, severity: 'note', path: null });
    case 'warning':
          return insertMessage(db, state.key, { ...line, severity: 'warning' });
    case 'test-looked':
      return addLook(batch, line);
    case 'run-ended':
      return endRun(batch, line);
    default:
      return assertNever(line);
  }
}

function startAttempt({ db, state }: RunBatch, line: AttemptStarted & { readonly timeMs: number }): void {
  state.command = line.command;
  if (line.command === 'test') return;
  state.backend = line.environment.backend.name;
  state.started_ms ??= line.timeMs;
  beginRunning(state, line.timeMs);
  startPace(state, line.timeMs, line.step);
  state.paced = 0;
  sql(db, 'UPDATE run_details SET environment = ? WHERE run = ?').run(JSON.stringify(line.environment), state.key);
}

function startRun({ db, state }: RunBatch, line: RunStarted): void {
  state.epochs = line.epochs;
  state.steps_per_epoch = line.stepsPerEpoch;
  sql(db, 'UPDATE run_details SET parameters = ? WHERE run = ?').run(line.parameters, state.key);
}

function resume(batch: RunBatch, line: Resumed & { readonly timeMs: number }): void {
  const { state } = batch;
  supersede(batch, line.fromStep, line.epoch);
  state.epoch = line.epoch;
  state.step = line.fromStep;
  state.epochs = line.epochs;
  beginRunning(state, line.timeMs);
  startPace(state, line.timeMs, line.fromStep);
  batch.selectionChanged = true;
}

/** The run has come further. One that was given up as interrupted was only out of reach. */
function advance({ state }: RunBatch, line: { readonly epoch: number; readonly step: number; readonly timeMs: number }): void {
  state.epoch = line.epoch;
  // A script need not say how many there will be.
  state.epochs = Math.max(state.epochs, line.epoch);
  state.step = line.step;
  if (state.status === 'interrupted') beginRunning(state, line.timeMs);
}

function beginRunning(state: RunBatch['state'], timeMs: number): void {
  state.status = 'running';
  state.status_ms = timeMs;
  state.message = null;
  state.ended_ms = null;
}

function endRun({ state }: RunBatch, line: RunEnded & { readonly timeMs: number }): void {
  state.status = line.status;
  state.status_ms = line.timeMs;
  state.message = line.message;
  state.ended_ms = line.timeMs;
}

interface Stamped {
  readonly step: number;
  readonly epoch: number;
  readonly timeMs: number;
}

function appendValue(batch: RunBatch, { step, epoch, timeMs }: Stamped, source: Source, name: string, value: number): void {
  if (!batch.writer(name).append(source, { step, epoch, timeMs, value })) throw outOfOrder(name, step);
}

function appendEpoch(batch: RunBatch, { step, epoch, timeMs, values }: Stamped & { readonly values: Readonly<Record<string, number>> }): void {
  for (const [name, value] of Object.entries(values)) {
    if (!batch.writer(name).appendEpoch({ step, epoch, timeMs, value })) throw outOfOrder(name, step);
  }
}

function outOfOrder(name: string, step: number): BadInput {
  return new BadInput(`expected ${name} in the order of its steps, but found step ${step} after a later one`);
}

function addPrediction({ db, state, newestPredictions }: RunBatch, line: Prediction): void {
  const newest = newestPredictions.get(line.side) ?? newestPredictedEpoch(db, state.key, line.side, state.attempt) ?? -1;
  if (line.epoch < newest) throw new BadInput(`expected predictions of epoch ${newest} or later, but found epoch ${line.epoch}`);
  if (line.epoch > newest) keepNewestPredictions(db, state.key, line.side);
  newestPredictions.set(line.side, line.epoch);
  insertPrediction(db, state.key, state.attempt, line);
}

function addLook({ db, state }: RunBatch, line: TestLooked & { readonly timeMs: number }): void {
  const elsewhere = line.elsewhere ?? null;
  insertLook(db, state.key, { ...line, elsewhere });
  if (opensTestSide(elsewhere)) state.test_looks++;
}
