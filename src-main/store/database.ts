import type BetterSqlite3 from 'better-sqlite3';

export type Database = BetterSqlite3.Database;
export type Statement<Row> = BetterSqlite3.Statement<unknown[], Row>;

const prepared = new WeakMap<Database, Map<string, Statement<unknown>>>();

/** The statement for a text, prepared once per database. */
export function sql<Row = never>(db: Database, text: string): Statement<Row> {
  let statements = prepared.get(db);
  if (!statements) prepared.set(db, (statements = new Map()));
  let statement = statements.get(text);
  if (!statement) statements.set(text, (statement = db.prepare<unknown[], unknown>(text)));
  return statement as Statement<Row>;
}

/** Runs `work` whole or not at all. Takes the write lock at the start, so that it waits there and fails nowhere else. */
export function transaction<Result>(db: Database, work: () => Result): Result {
  return db.transaction(work).immediate();
}

/** SQLite has no NaN: it is kept as NULL. Infinities are kept as they are. */
export function fromMeasured(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

export function toMeasured(value: number | null): number {
  return value ?? Number.NaN;
}

/** What SQLite answers for a file that it cannot read. */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB');
}
