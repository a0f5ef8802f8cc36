import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { parseJournalLine } from '../../../src-shared/schema/journal-line.ts';
import { transaction } from '../database.ts';
import type { Database } from '../database.ts';
import { insertMessage } from '../messages.ts';
import { applyLine } from './apply-line.ts';
import type { Line } from './read-lines.ts';
import { RunBatch } from './run-batch.ts';
import { updateSelection } from './selection.ts';

/** Lines left out of one run that are told one by one; more are only counted. */
const TOLD = 20;

/**
 * Stores the next lines of a run's journal and how far it has been read, both
 * in one transaction: a line is stored once, whenever the process may die.
 *
 * @throws what SQLite says of a full or failing disk; the lines are not stored then.
 */
export function storeLines(db: Database, run: number, lines: readonly Line[]): void {
  try {
    storeBatch(db, run, lines, takeLine);
  } catch (error) {
    if (isOfTheDisk(error)) throw error;
    // One line upset the whole batch: find it by storing each on its own.
    for (const line of lines) storeAlone(db, run, line);
  }
}

function storeAlone(db: Database, run: number, line: Line): void {
  try {
    storeBatch(db, run, [line], takeLine);
  } catch (error) {
    if (isOfTheDisk(error)) throw error;
    storeBatch(db, run, [line], (batch) => leaveOut(batch, error));
  }
}

function storeBatch(db: Database, run: number, lines: readonly Line[], take: (batch: RunBatch, text: string) => void): void {
  transaction(db, () => {
    const batch = new RunBatch(db, run);
    for (const { text, bytes } of lines) {
      batch.state.journal_lines++;
      batch.state.journal_bytes += bytes;
      take(batch, text);
    }
    batch.save();
    if (batch.selectionChanged) updateSelection(db, run, batch.state.select_metric);
  });
}

function takeLine(batch: RunBatch, text: string): void {
  try {
    applyLine(batch, parseJournalLine(text));
  } catch (error) {
    if (!isOfTheLine(error)) throw error;
    leaveOut(batch, error);
  }
}

/** A line that cannot be used is told in the run's messages and left out. */
function leaveOut({ db, state }: RunBatch, error: unknown): void {
  state.left_out++;
  if (state.left_out > TOLD) return;
  const reason = error instanceof SyntaxError ? 'expected JSON' : error instanceof Error ? error.message : String(error);
  const more = state.left_out === TOLD ? ' More such lines are counted but not told.' : '';
  insertMessage(db, state.key, {
    timeMs: state.line_ms ?? 0,
    epoch: state.epoch,
    step: state.step,
    severity: 'warning',
    text: `line ${state.journal_lines} of ${RUN_FILES.journal} was left out: ${reason}.${more}`,
    path: null,
  });
}

function isOfTheLine(error: unknown): boolean {
  return error instanceof Error && (error.name === 'BadInput' || error instanceof SyntaxError);
}

/** Errors that have nothing to do with what was to be stored: they pass, or the user can mend them. */
const OF_THE_DISK = ['FULL', 'IOERR', 'BUSY', 'LOCKED', 'CORRUPT', 'NOTADB', 'READONLY', 'CANTOPEN', 'NOMEM', 'PROTOCOL'];

function isOfTheDisk(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && OF_THE_DISK.some((each) => code.startsWith(`SQLITE_${each}`));
}
