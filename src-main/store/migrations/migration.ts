import type { Database } from '../database.ts';

/** Brings a database from the version before to `version`. Never changed once released. */
export interface Migration {
  readonly version: number;
  up(db: Database): void;
}
