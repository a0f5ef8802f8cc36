import type { Slice } from './slice.ts';

/** A file below the scanned folder, by what the folder says of it; its contents are not looked at. */
export interface FileEntry {
  /** Relative to the scanned folder, with `/` between its parts. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Why it, or the folder at this path, cannot be read, in one sentence. */
  readonly fault: string | null;
  /** What its header says, where it is a DICOM file; see `readSlices`. */
  readonly slice?: Slice;
}
