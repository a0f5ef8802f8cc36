/** What an index is asked for, and how it is watched. */
import type { LayoutWish } from './detect-layout.ts';
import type { Known } from './known-rows.ts';
import type { PatientKey } from './patient-key.ts';

export interface IndexJob {
  readonly folder: string;
  readonly wish: LayoutWish;
  /** The rows that an earlier index gave, by path: what they say of unchanged files is not read again. */
  readonly known: Known;
  /** Paths that must not be touched again, and why: the fault of their rows. */
  readonly avoid: ReadonlyMap<string, string>;
  /** Makes groups of patients; null leaves them unknown. */
  readonly key: PatientKey | null;
}

export interface IndexHooks {
  readonly signal: AbortSignal;
  /** Told the path before anything there is touched, and null behind the last, so that whoever supervises knows where an index hangs. */
  at(path: string | null): void;
}

/** The group of a sample, from what its layout says and from whom its file names. */
export type Patients = (group: string | null, patient: string | null) => string | null;
