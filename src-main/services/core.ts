import type { Indexer } from '../files/indexer.ts';
import type { Store } from '../store/start.ts';
import type { ServicesOptions } from './contract.ts';
import type { DataParts } from './data-folder.ts';
import type { FolderHandles } from './folder-handles.ts';
import type { Calls } from './short-calls.ts';

/** What the services share; each takes of it what it needs. */
export interface Core {
  readonly options: ServicesOptions;
  readonly parts: DataParts;
  readonly store: Store;
  readonly indexer: Indexer;
  readonly handles: FolderHandles;
  readonly calls: Calls;
  /** Aborted when the services close. */
  readonly closing: AbortSignal;
}
