import type { FileKind } from '../../src-shared/api/system.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { FlatError } from '../../src-shared/lib/bad-input.ts';
import type { FolderView } from './browse.ts';
import type { LayoutWish } from './detect-layout.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import type { PackedView } from './packed-view.ts';

/*
 * What a host and its indexer say to each other: one JSON object per line on
 * the indexer's standard input and output. Measured against Node's own channel
 * (`serialization: 'advanced'`) with 210,000 rows and 1,000 thumbnails, lines
 * are as fast (1.2 s, of which 0.4 s in the host), and they do not need the two
 * sides to have the same V8, which Electron and the pinned Node have not.
 */

export interface PictureWish {
  /** The dataset's folder, and a path below it. */
  readonly folder: string;
  readonly path: string;
  /** The slices of a series, of which the middle one is shown; left out where it is one file. */
  readonly files?: readonly string[] | undefined;
  /** Longest side in pixels; smaller images keep their size. */
  readonly maxSide: number;
  readonly format: 'png' | 'webp';
  /** A mask to lay over it in colours. */
  readonly mask?: MaskWish | null;
}

export interface VolumeWish {
  readonly folder: string;
  readonly path: string;
  readonly files?: readonly string[] | undefined;
  /** The mask whose class numbers are wanted, instead of the image. */
  readonly mask: MaskWish | null;
}

/** A volume that lies anywhere, as one of a prediction. */
export interface InputWish {
  /** Absolute; of a DICOM series the folder of its slices or the first of them, as `findInputs` gives it. */
  readonly path: string;
  /** The mask whose class numbers are wanted, instead of the image; its path is absolute. */
  readonly mask: MaskWish | null;
}

export interface MaskWish {
  /** Below the dataset's folder. */
  readonly path: string;
  /** The numbers that stand for the classes, by class number. */
  readonly values: readonly number[];
}

/** What a file or a series held when it was indexed. */
export type KnownContent = Pick<SplitSample, 'path' | 'key' | 'files'>;

/** What may be asked, and what comes back. */
export interface IndexerCalls {
  /** With the secret that groups of patients are made with; see `patientKey`. */
  index: { input: { readonly folder: string; readonly wish: LayoutWish; readonly avoid: readonly (readonly [string, string])[]; readonly secret: string }; output: IndexOutcome };
  /** The picture's bytes in base64. */
  picture: { input: PictureWish; output: string };
  volume: { input: VolumeWish; output: PackedView };
  /** A volume that is in no dataset, or its mask. */
  input: { input: InputWish; output: PackedView };
  /** Writes the demo data set to a folder. */
  demo: { input: { readonly folder: string }; output: null };
  /** Whether each of the folders is there. */
  there: { input: { readonly folders: readonly string[] }; output: readonly boolean[] };
  /** Why each of the samples is not below the folder as it was indexed; null where it is. */
  compare: { input: { readonly folder: string; readonly samples: readonly KnownContent[] }; output: readonly (string | null)[] };
  browse: { input: { readonly roots: readonly string[]; readonly path: string | null; readonly files?: FileKind | undefined }; output: FolderView };
}
export type CallName = keyof IndexerCalls;

export type ToIndexer =
  | { readonly [Name in CallName]: { readonly kind: Name; readonly call: number; readonly input: IndexerCalls[Name]['input'] } }[CallName]
  /** Rows of an earlier index as an index would tell them, in any number of parts, before the call to `index` that may rely on them. */
  | { readonly kind: 'known'; readonly call: number; readonly events: readonly IndexEvent[] }
  | { readonly kind: 'cancel'; readonly call: number };

export type FromIndexer =
  | { readonly kind: 'event'; readonly call: number; readonly event: IndexEvent }
  | { readonly kind: 'answer'; readonly call: number; readonly output: unknown }
  | { readonly kind: 'error'; readonly call: number; readonly error: FlatError };

/** The lines of a stream of text, as they become whole. */
export async function* linesOf(stream: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  for await (const text of stream) {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      yield rest.join('') + text.slice(start, end);
      rest = [];
      start = end + 1;
    }
    rest.push(text.slice(start));
  }
}
