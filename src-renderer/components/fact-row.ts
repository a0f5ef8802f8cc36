/** A row of a table of facts. */
export interface FactRow {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  /** Of all that the table counts, from 0 to 1: drawn as a bar. */
  readonly share?: number;
  /** The address that shows what is counted. */
  readonly to?: string;
}
