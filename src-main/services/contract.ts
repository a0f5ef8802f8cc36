import type { Api, Notice } from '../../src-shared/api/index.ts';
import type { FolderEntry, HostInfo } from '../../src-shared/api/system.ts';
import type { PredictionSummary } from '../../src-shared/domain/prediction.ts';
import type { JournalLine } from '../../src-shared/domain/journal.ts';
import type { IndexProgress } from '../../src-shared/domain/dataset.ts';

/** What a host tells the services about itself. */
export interface ServicesOptions {
  /** One folder for everything the app keeps; see `data-folder.ts` for its place and its parts. */
  readonly dataFolder: string;
  readonly host: HostInfo;
  /** The Node that trainer and indexer run on: `process.execPath`, or the one shipped beside Electron. */
  readonly nodePath: string;
  /** Folders below which `system.folders` lists and runs may be put. */
  readonly roots: readonly string[];
  /** The native dialog, where the host has one: a path, or null if it was cancelled. */
  readonly pickFolder?: () => Promise<string | null>;
  /** The native dialog for files, where the host has one: paths, none if it was cancelled. */
  readonly pickFiles?: () => Promise<readonly string[]>;
  /** Whether Electron's binary is there, for `doctor`. */
  readonly electron: { readonly found: boolean; readonly text: string };
}

/** Everything below the hosts, opened once per process. */
export interface Services {
  readonly api: Api;
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Paths become handles here; the command line may name any folder, pages only what a dialog or a listing gave. */
  folder(path: string): FolderEntry;
  /** Runs that this machine trains right now, by any host on the data folder. */
  liveRuns(): Promise<readonly { readonly runId: string; readonly name: string }[]>;
  /** Progress of an index until it is ready, failed or cancelled. */
  watchIndex(datasetId: string, signal?: AbortSignal): AsyncIterable<IndexProgress>;
  /** The journal of a run as it grows, from its beginning or from a byte on, until its process has ended. */
  watchRun(runId: string, signal?: AbortSignal): AsyncIterable<JournalLine>;
  /** How far a prediction that was started here has come, until it has ended; fails with what made it fail. */
  watchPrediction(predictionId: string, signal?: AbortSignal): AsyncIterable<PredictionSummary>;
  /** Returns once the status of every run is known that ended while no host was there. */
  settled(): Promise<void>;
  /** Gives up the data folder; trainers go on. */
  close(): Promise<void>;
}
