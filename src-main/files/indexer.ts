import type { FileKind } from '../../src-shared/api/system.ts';
import type { VolumeView } from '../../src-shared/domain/volume.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { entryFile } from '../threads/entry.ts';
import type { FolderView } from './browse.ts';
import type { LayoutWish } from './detect-layout.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import { IndexerDied, IndexerProcess } from './indexer-process.ts';
import type { IndexerOptions } from './indexer-process.ts';
import type { InputWish, KnownContent, PictureWish, VolumeWish } from './indexer-protocol.ts';
import { limiter } from './limiter.ts';
import { unpackView } from './packed-view.ts';
import type { PackedView } from './packed-view.ts';

export interface IndexRequest {
  readonly folder: string;
  readonly wish: LayoutWish;
  /** In hex; see `patientKey`. */
  readonly secret: string;
  /** The rows that the store has of the folder, as an index tells them, in parts; asked again each time the indexer had to be restarted. */
  known(): Iterable<readonly IndexEvent[]> | AsyncIterable<readonly IndexEvent[]>;
  /** Writes down what the index tells; the next event waits for it. */
  onEvent(event: IndexEvent): void | Promise<void>;
}

/** Files on which the process may die before an index is given up. */
const MAX_DEATHS = 10;

/** Pictures that are decoded at a time: as many as Node has threads for it. */
const PICTURES_AT_ONCE = 4;

/**
 * Reads folders and images in processes of their own, so that a decoder that
 * crashes and a network drive that hangs stay outside of the host. A file on
 * which the process dies gets a fault that says so, and the rest goes on.
 *
 * Each index has its own process; pictures and folders share one, which is
 * started when it is first needed.
 */
export class Indexer {
  readonly #options: IndexerOptions;
  readonly #processes = new Set<IndexerProcess>();
  readonly #oneOfFew = limiter(PICTURES_AT_ONCE);
  /** Why a picture is not tried again before the next index, by its full path. */
  readonly #refused = new Map<string, string>();
  #viewer: IndexerProcess | null = null;

  constructor(options: Partial<IndexerOptions> = {}) {
    this.#options = { node: process.execPath, entry: entryFile('indexer'), deadlineMs: 30_000, ...options };
  }

  /**
   * Indexes a folder; see `indexFolder`.
   *
   * @throws BadInput if the folder cannot be read or no layout fits it.
   */
  async index(request: IndexRequest, signal: AbortSignal): Promise<IndexOutcome> {
    const { folder, wish, secret, onEvent } = request;
    const avoid = new Map<string, string>();
    this.#refused.clear();
    for (;;) {
      const worker = this.#start();
      try {
        return await worker.call('index', { folder, wish, avoid: [...avoid], secret }, { known: request.known(), onEvent, signal });
      } catch (error) {
        if (!(error instanceof IndexerDied)) throw error;
        if (signal.aborted) return 'cancelled';
        const { place } = worker;
        if (place === null || place === '' || avoid.has(place) || avoid.size === MAX_DEATHS) throw asBadInput(folder, error);
        avoid.set(place, faultOf(error));
      } finally {
        await this.#stop(worker);
      }
    }
  }

  /**
   * An image below a folder as the bytes of a file that browsers show.
   *
   * @throws an error whose message says why it cannot be read.
   */
  async picture(wish: PictureWish): Promise<Uint8Array> {
    return this.#oneOfFew(async () => {
      const refused = this.#refused.get(fullPath(wish));
      if (refused !== undefined) throw new BadInput(refused);
      try {
        return fromBase64(await this.#look().call('picture', wish));
      } catch (error) {
        if (!(error instanceof IndexerDied)) throw error;
        return this.#pictureAlone(wish);
      }
    });
  }

  /**
   * A volume below a folder, to be looked at. One that its reader dies on ends
   * the reader: the next question has another.
   *
   * @throws an error whose message says why it cannot be read.
   */
  async volume(wish: VolumeWish): Promise<VolumeView> {
    return this.#voxels((viewer) => viewer.call('volume', wish));
  }

  /** A volume that is in no dataset, or the mask that was predicted of it; else as `volume`. */
  async inputVolume(wish: InputWish): Promise<VolumeView> {
    return this.#voxels((viewer) => viewer.call('input', wish));
  }

  async #voxels(ask: (viewer: IndexerProcess) => Promise<PackedView>): Promise<VolumeView> {
    return this.#oneOfFew(async () => {
      const viewer = this.#start();
      try {
        return unpackView(await ask(viewer));
      } catch (error) {
        if (!(error instanceof IndexerDied)) throw error;
        throw new BadInput(faultOf(error), { cause: error });
      } finally {
        await this.#stop(viewer);
      }
    });
  }

  /** Folders below the roots, and files of a kind if one is asked for; without a path, the roots. */
  async browse(roots: readonly string[], path: string | null, files?: FileKind): Promise<FolderView> {
    return this.#look().call('browse', { roots, path, files });
  }

  /** Whether each of the folders is there. */
  async areThere(folders: readonly string[]): Promise<readonly boolean[]> {
    return folders.length === 0 ? [] : this.#look().call('there', { folders });
  }

  /** Why each of the samples is not below a folder as it was indexed; null where it is. */
  async compare(folder: string, samples: readonly KnownContent[]): Promise<readonly (string | null)[]> {
    return this.#look().call('compare', { folder, samples });
  }

  /** Writes the demo data set; see `writeDemo`. */
  async demo(folder: string): Promise<void> {
    await this.#look().call('demo', { folder });
  }

  /** Ends all its processes; whatever still runs fails. */
  async close(): Promise<void> {
    await Promise.all([...this.#processes].map((each) => this.#stop(each)));
  }

  /** Of several pictures on which a process died, one is to blame: each is tried again in a process of its own. */
  async #pictureAlone(wish: PictureWish): Promise<Uint8Array> {
    const viewer = this.#start();
    try {
      return fromBase64(await viewer.call('picture', wish));
    } catch (error) {
      if (!(error instanceof IndexerDied)) throw error;
      this.#refused.set(fullPath(wish), faultOf(error));
      throw new BadInput(faultOf(error), { cause: error });
    } finally {
      await this.#stop(viewer);
    }
  }

  #look(): IndexerProcess {
    if (this.#viewer?.alive) return this.#viewer;
    if (this.#viewer) void this.#stop(this.#viewer);
    this.#viewer = this.#start();
    return this.#viewer;
  }

  #start(): IndexerProcess {
    const started = new IndexerProcess(this.#options);
    this.#processes.add(started);
    return started;
  }

  async #stop(running: IndexerProcess): Promise<void> {
    this.#processes.delete(running);
    await running.stop();
  }
}

function fullPath({ folder, path }: PictureWish): string {
  return `${folder}/${path}`;
}

function faultOf({ how }: IndexerDied): string {
  return `expected an image that can be read, but the decoder ${how} on it`;
}

function asBadInput(folder: string, error: IndexerDied): BadInput {
  return new BadInput(`expected to read the folder ${folder}, but its reader ${error.how === 'hung' ? 'got no answer' : 'crashed'}`, {
    cause: error,
    help: 'Check that its drive is connected and not damaged.',
  });
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
