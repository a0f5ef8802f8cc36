import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { handle } from '../threads/request.ts';
import type { HandlerContext, Handling, Request } from '../threads/request.ts';
import { isDamage } from './database.ts';
import type { Database } from './database.ts';
import { isBusy } from './owner-lock.ts';
import type { Session } from './session.ts';

/**
 * Answers a request from the database of a session; what SQLite says is put
 * into words that help.
 */
export function ask<Input, Output>(
  session: Session,
  asked: Request<Input, Output>,
  work: (db: Database, input: Input, context: HandlerContext) => Output | Promise<Output>,
): Handling {
  return handle(asked, async (input, context) => {
    const db = await session.database();
    try {
      return await work(db, input, context);
    } catch (error) {
      throw inWords(session, db, error);
    }
  });
}

function inWords(session: Session, db: Database, error: unknown): unknown {
  if (isDamage(error)) {
    session.reportDamage(db);
    return new BadInput(`expected a sound database at ${session.folder.database}, but found it damaged`, {
      help: 'It is put aside and made anew from the run folders: try again in a moment.',
      cause: error,
    });
  }
  if (!session.isCurrent(db)) return new BadInput('expected the database to stay, but it was made anew meanwhile', { help: 'Try again.', cause: error });
  if (isBusy(error)) return new BadInput('expected the database to be free within 5 seconds, but another Delira writes to it', { help: 'Try again.', cause: error });
  return error;
}
