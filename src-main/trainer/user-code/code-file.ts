/** A file of the user's code: what was agreed to is what is run. */
export interface CodeFile {
  /** Where the user wrote it: the name that specs and errors use. */
  readonly from: string;
  /** Where it is loaded from: the run's copy, or the file itself. */
  readonly at: string;
  readonly sha256: string;
}
