import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { ChangeFeed, EVERYTHING } from './change-feed.ts';
import { dataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { syncDatasets } from './dataset-files.ts';
import { isDamage } from './database.ts';
import type { Database } from './database.ts';
import { syncDrafts } from './drafts.ts';
import { interruptDeadIndexes } from './index-run.ts';
import { Ingester } from './ingest/ingester.ts';
import { newestVersion } from './migrate.ts';
import { asideOfDamaged, openAsOwner, openBesideOwner, putAside } from './open.ts';
import { tryOwn } from './owner-lock.ts';
import type { OwnerLock } from './owner-lock.ts';
import type { StoreNotice } from './store-notice.ts';

/** Changes are told so often at most. */
const TICK_MS = 100;
/** The owner's lock, the place of the database and requests to make it anew are looked at so often. */
const LOOK_MS = 500;
/** How long the owner may take to make or migrate the database. */
const OPENING_MS = 5000;

/** What only the owner has. */
interface Ownership {
  readonly lock: OwnerLock;
  ingester: Ingester;
  /** What is wrong with files of the data folder, in sentences. */
  problems: readonly string[];
}

/**
 * A data folder that is open in this process: the database and, from the
 * moment on that no other host owns the folder, its ingester.
 */
export class Session {
  readonly folder: DataFolder;
  readonly #tell: (notice: StoreNotice) => void;
  readonly #closing = new AbortController();
  #db: Database;
  /** Which file the database was when it was opened: the owner may put it aside. */
  #file: string | null;
  #changes: ChangeFeed;
  #ownership: Ownership | null = null;
  #renewal: Promise<void> | null = null;
  #rebuilding = false;
  #problem: string | null = null;
  #ticking: Promise<void> = Promise.resolve();

  private constructor(folder: DataFolder, db: Database, tell: (notice: StoreNotice) => void) {
    this.folder = folder;
    this.#tell = tell;
    this.#db = db;
    this.#file = fileOf(folder.database);
    this.#changes = new ChangeFeed(db);
  }

  /** @throws BadInput if the database was written by a newer app, or is not made within a few seconds. */
  static async open(path: string, tell: (notice: StoreNotice) => void): Promise<Session> {
    mkdirSync(path, { recursive: true });
    const folder = dataFolder(path);
    for (const until = Date.now() + OPENING_MS; ; await setTimeout(50)) {
      const lock = tryOwn(folder.owner);
      const session = lock === null ? Session.#besideOwner(folder, tell) : await Session.#asOwner(folder, lock, tell);
      if (session !== null) {
        session.#ticking = session.#tick();
        return session;
      }
      if (Date.now() >= until) {
        throw new BadInput(`expected a database of version ${newestVersion()} at ${folder.database}, but found an older one or none`, {
          help: 'Another Delira of another version has this data folder open: close it first.',
        });
      }
    }
  }

  static async #asOwner(folder: DataFolder, lock: OwnerLock, tell: (notice: StoreNotice) => void): Promise<Session> {
    try {
      const { db, aside } = openAsOwner(folder.database);
      const session = new Session(folder, db, tell);
      await session.#begin(lock, aside);
      return session;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  static #besideOwner(folder: DataFolder, tell: (notice: StoreNotice) => void): Session | null {
    try {
      const db = openBesideOwner(folder.database);
      return db === null ? null : new Session(folder, db, tell);
    } catch (error) {
      if (!isDamage(error)) throw error;
      askForRebuild(folder, damageOf(folder));
      return null;
    }
  }

  get owner(): boolean {
    return this.#ownership !== null;
  }

  /** What is not as it should be, in sentences. */
  get problems(): readonly string[] {
    const own = this.#ownership;
    return [...(this.#problem === null ? [] : [this.#problem]), ...(own?.problems ?? []), ...(own?.ingester.problems ?? [])];
  }

  /** The database, once it is open again where it is just being made anew. */
  async database(): Promise<Database> {
    while (this.#renewal !== null) await this.#renewal;
    if (this.owner || fileOf(this.folder.database) === this.#file) return this.#db;
    await this.#reopen();
    return this.#db;
  }

  /** Whether a database that was asked for is still the one in use. */
  isCurrent(db: Database): boolean {
    return db === this.#db && db.open;
  }

  /** Resolves once the owner has looked at every run; at once in any other host. */
  async settled(): Promise<void> {
    while (this.#renewal !== null) await this.#renewal;
    await this.#ownership?.ingester.settled();
  }

  /** Has the owner make the database anew, whoever that is. */
  async rebuild(): Promise<void> {
    askForRebuild(this.folder, ASKED);
    while (existsSync(this.folder.rebuild)) {
      this.#closing.signal.throwIfAborted();
      await setTimeout(TICK_MS);
    }
  }

  /** SQLite found a database damaged: unless it has been put aside already, a new one is made. */
  reportDamage(db: Database): void {
    const isInPlace = db === this.#db && fileOf(this.folder.database) === this.#file;
    if (!isInPlace || this.#closing.signal.aborted) return;
    if (this.#ownership === null) askForRebuild(this.folder, damageOf(this.folder));
    else this.#inBackground(this.#renew(asideOfDamaged(this.folder.database, new Date())));
  }

  /** Lets go of the data folder: another host takes it over. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ticking;
    await this.#renewal;
    await this.#ownership?.ingester.stop();
    this.#db.close();
    this.#ownership?.lock.release();
  }

  async #tick(): Promise<void> {
    for (let look = 0; !this.#closing.signal.aborted; await setTimeout(TICK_MS)) {
      const db = this.#db;
      try {
        if (this.#ownership === null) await this.database();
        if (this.#renewal === null) for (const notice of this.#changes.next()) this.#tell({ kind: 'changed', notice });
        if (Date.now() >= look) {
          look = Date.now() + LOOK_MS;
          this.#problem = null;
          await this.#look();
        }
      } catch (error) {
        this.#problem = messageOf(error);
        if (isDamage(error)) this.reportDamage(db);
      }
    }
  }

  async #look(): Promise<void> {
    if (this.#ownership === null) {
      const lock = tryOwn(this.folder.owner);
      if (lock !== null) await this.#begin(lock, null);
    } else if (this.#renewal !== null) {
      return;
    } else if (existsSync(this.folder.rebuild)) {
      if (!this.#rebuilding) this.#inBackground(this.#answerRebuild());
    } else if (!this.#db.open || fileOf(this.folder.database) !== this.#file) {
      this.#inBackground(this.#renew(null));
    } else {
      await interruptDeadIndexes(this.#db);
    }
  }

  async #answerRebuild(): Promise<void> {
    this.#rebuilding = true;
    try {
      const reason = readFileSync(this.folder.rebuild, 'utf8');
      if (reason === damageOf(this.folder)) await this.#renew(asideOfDamaged(this.folder.database, new Date()));
      // Of a damaged one that has been put aside meanwhile nothing is left to do.
      else if (reason === ASKED) await this.#renew(`${this.folder.database}.before-rebuild`);
      await this.settled();
      rmSync(this.folder.rebuild, { force: true });
    } finally {
      this.#rebuilding = false;
    }
  }

  /** Changes go on being told meanwhile. What fails is tried again at the next look. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => (this.#problem = messageOf(error)));
  }

  /** From now on this host is the owner. */
  async #begin(lock: OwnerLock, damaged: string | null): Promise<void> {
    const problems = await this.#sync(damaged);
    this.#ownership = { lock, ingester: this.#ingest(), problems };
    this.#tell({ kind: 'owner' });
    this.#tell({ kind: 'changed', notice: { topic: 'system' } });
  }

  #ingest(): Ingester {
    const db = this.#db;
    return new Ingester(db, this.folder, (error) => {
      if (isDamage(error)) this.reportDamage(db);
    });
  }

  async #sync(damaged: string | null): Promise<readonly string[]> {
    const told = damaged === null ? [] : [`The database was damaged and has been made anew from the run folders; the damaged one is kept as ${damaged}.`];
    await interruptDeadIndexes(this.#db);
    return [...told, ...(await syncDatasets(this.#db, this.folder.datasets)), ...(await syncDrafts(this.#db, this.folder.drafts))];
  }

  /** Puts the database aside, where it still is there, and makes a new one. Calls wait for it. */
  #renew(aside: string | null): Promise<void> {
    this.#renewal ??= this.#makeAnew(aside).finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #makeAnew(aside: string | null): Promise<void> {
    const own = this.#ownership;
    if (own === null) return;
    await own.ingester.stop();
    this.#db.close();
    if (aside !== null) putAside(this.folder.database, aside);
    this.#use(openAsOwner(this.folder.database).db);
    own.problems = await this.#sync(aside?.includes('.damaged-') ? aside : null);
    own.ingester = this.#ingest();
  }

  /** Beside an owner that has made the database anew. */
  async #reopen(): Promise<void> {
    for (const until = Date.now() + OPENING_MS; ; await setTimeout(50)) {
      const db = openBesideOwner(this.folder.database);
      if (db !== null) {
        this.#db.close();
        return this.#use(db);
      }
      if (Date.now() >= until) throw new BadInput('expected the owner of the data folder to make the database anew, but it has not', { help: 'Close the other Delira and try again.' });
    }
  }

  #use(db: Database): void {
    this.#db = db;
    this.#file = fileOf(this.folder.database);
    this.#changes = new ChangeFeed(db);
    for (const notice of EVERYTHING) this.#tell({ kind: 'changed', notice });
  }
}

/** Any host may ask; the owner finds the file and removes it once it is done. */
function askForRebuild({ rebuild }: DataFolder, reason: string): void {
  writeFileSync(rebuild, reason);
}

/** Why the database is to be made anew: someone asked, or the file that it was then is damaged. */
const ASKED = 'asked';

function damageOf({ database }: DataFolder): string {
  return `damaged ${fileOf(database)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Tells a file from any other that has or had its name; null if there is none. */
function fileOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : null;
}
