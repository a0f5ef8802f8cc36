import type { Notice } from '../../src-shared/api/index.ts';
import type { IndexEvent, IndexedFile } from '../../src-shared/domain/index-event.ts';
import { rowsOf } from '../../src-shared/lib/found-files.ts';
import { entryUrl } from '../threads/entry.ts';
import type { Request } from '../threads/request.ts';
import { Thread } from '../threads/thread.ts';
import type { CallOptions } from '../threads/thread.ts';
import { knownPart } from './datasets.request.ts';
import type { KnownPart } from './datasets.request.ts';
import { splitPart } from './samples.request.ts';
import type { SplitRow } from './samples.request.ts';
import type { StoreNotice } from './store-notice.ts';
import { openStoreRequest } from './upkeep.request.ts';

/** The store as hosts see it: its requests are in the `*.request.ts` files of this folder. */
export interface Store {
  /** Whether this host owns the data folder at present; see `onOwner`. */
  readonly owner: boolean;
  call<Input, Output>(request: Request<Input, Output>, input: Input, options?: CallOptions): Promise<Output>;
  /** What has changed, whoever changed it; about ten times a second at most. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Told once this host has become the owner, at once if it is: it stays so until it closes. */
  onOwner(listener: () => void): () => void;
  /** Gives up the data folder; another host takes it over. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly dataFolder: string;
  /** The file that the thread starts from; the built one unless a test says otherwise. */
  readonly entry?: URL;
}

/**
 * Opens a data folder, in a thread that holds the database and, if this host
 * is the owner, follows the run folders.
 *
 * @throws BadInput if the database was written by a newer app.
 */
export async function openStore({ dataFolder, entry = entryUrl('store-thread') }: StoreOptions): Promise<Store> {
  const thread = new Thread(entry, { name: 'store', workerData: { dataFolder } });
  const notices = new Set<(notice: Notice) => void>();
  const owners = new Set<() => void>();
  let owner = false;
  thread.onNotice((told) => {
    const notice = told as StoreNotice;
    if (notice.kind === 'changed') for (const listener of notices) listener(notice.notice);
    if (notice.kind !== 'owner' || owner) return;
    owner = true;
    for (const listener of owners) listener();
  });
  try {
    owner = (await thread.call(openStoreRequest, null)).owner;
  } catch (error) {
    await thread.close();
    throw error;
  }
  return {
    get owner() {
      return owner;
    },
    call: (request, input, options) => thread.call(request, input, options),
    onNotice: (listener) => listenIn(notices, listener),
    onOwner: (listener) => {
      if (owner) listener();
      return listenIn(owners, listener);
    },
    close: () => thread.close(),
  };
}

function listenIn<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The rows of an earlier index of a dataset, in parts: what the indexer asks for as `known`. */
export async function* knownEvents(store: Store, datasetId: string): AsyncGenerator<readonly IndexEvent[]> {
  for (let from: number | null = 0; from !== null; ) {
    const part: KnownPart = await store.call(knownPart, { datasetId, from });
    yield part.events;
    from = part.next;
  }
}

export async function* knownRows(store: Store, datasetId: string): AsyncGenerator<readonly IndexedFile[]> {
  for await (const events of knownEvents(store, datasetId)) for (const event of events) yield rowsOf(event);
}

/** Every sample of a dataset that can be trained on, in the order of their ids, in parts. */
export async function* splitParts(store: Pick<Store, 'call'>, datasetId: string): AsyncGenerator<readonly SplitRow[]> {
  for (let from: number | null = 0; from !== null; ) {
    const part: { readonly rows: readonly SplitRow[]; readonly next: number | null } = await store.call(splitPart, { datasetId, from });
    yield part.rows;
    from = part.next;
  }
}
