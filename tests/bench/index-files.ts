import { spawnSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexEvent } from '../../src-shared/domain/index-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { codecs } from '../../src-main/files/decode.ts';
import { Indexer } from '../../src-main/files/indexer.ts';
import { openFile } from '../../src-main/files/open-file.ts';
import { readHeader } from '../../src-main/imaging/header.ts';
import { EventWriter } from '../../src-main/services/datasets/event-writer.ts';
import { beginIndex, datasetSummary, endIndex, insertDataset, writeIndexEvents } from '../../src-main/store/datasets.request.ts';
import { knownEvents, openStore } from '../../src-main/store/start.ts';
import type { Store } from '../../src-main/store/start.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';

/** How fast the files of a tree are found and stored. */
export interface IndexRate {
  readonly files: number;
  /** Files a second of `find -printf '%p %s %T@'`; null where there is no find. */
  readonly find: number | null;
  /** Files a second of the first pass, until the last row is in the database. */
  readonly firstPass: number;
  readonly ratio: number | null;
  /** The same folder again, nothing changed. */
  readonly secondPass: number;
  /** Most memory that the processes took in the first pass, added up, and in both; null where the system does not tell. */
  readonly peakMegabytes: number | null;
  readonly secondPeakMegabytes: number | null;
}

export interface IndexOptions {
  readonly files: number;
  readonly rounds: number;
  /** The processes' scripts, the built ones unless given. */
  readonly indexer?: string | undefined;
  readonly store?: URL | undefined;
}

const FILES_PER_FOLDER = 1000;
const CLASSES = 10;

/** `find` and the first pass in turn over a made-up tree, medians; everything is in the system's cache. */
export async function indexRate({ files, rounds, indexer, store }: IndexOptions): Promise<IndexRate> {
  const folder = mkdtempSync(join(tmpdir(), 'delira-bench-'));
  try {
    const tree = join(folder, 'tree');
    makeTree(tree, files);
    // What the disk is still to write of it would hold up the database.
    spawnSync('sync');
    find(tree);
    const found: (number | null)[] = [];
    const passes: Passes[] = [];
    for (let round = 0; round < rounds; round++) {
      found.push(find(tree));
      passes.push(await firstPasses(tree, join(folder, `data-${round}`), { indexer, store }));
    }
    const perSecond = (seconds: readonly number[]) => files / median(seconds);
    const [first, finding] = [perSecond(passes.map((each) => each.firstSeconds)), found.includes(null) ? null : perSecond(found as number[])];
    return {
      files,
      find: finding,
      firstPass: first,
      ratio: finding === null ? null : first / finding,
      secondPass: perSecond(passes.map((each) => each.secondSeconds)),
      peakMegabytes: megabytes(passes.map((each) => each.peakBytes)),
      secondPeakMegabytes: megabytes(passes.map((each) => each.secondPeakBytes)),
    };
  } finally {
    remove(folder);
  }
}

function megabytes(peaks: readonly (number | null)[]): number | null {
  return peaks.includes(null) ? null : Math.max(...(peaks as number[])) / 1e6;
}

/** A million files at a time are removed faster by the system's own program. */
function remove(folder: string): void {
  if (spawnSync('rm', ['-rf', folder]).status !== 0) rmSync(folder, { recursive: true });
}

interface Passes {
  readonly firstSeconds: number;
  readonly secondSeconds: number;
  readonly peakBytes: number | null;
  readonly secondPeakBytes: number | null;
}

async function firstPasses(tree: string, dataFolder: string, entries: Pick<IndexOptions, 'indexer' | 'store'>): Promise<Passes> {
  const store = await openStore({ dataFolder, ...(entries.store ? { entry: entries.store } : {}) });
  const meter = memoryMeter();
  const indexer = new Indexer(entries.indexer === undefined ? {} : { entry: entries.indexer });
  try {
    const { dataset } = await store.call(insertDataset, { name: 'many', folder: tree });
    const firstSeconds = await firstPass(store, indexer, dataset.id, tree);
    const peakBytes = meter.peakBytes();
    const { files } = await store.call(datasetSummary, { datasetId: dataset.id });
    const secondSeconds = await firstPass(store, indexer, dataset.id, tree);
    if ((await store.call(datasetSummary, { datasetId: dataset.id })).files !== files) throw new Error(`expected ${files} files again`);
    return { firstSeconds, secondSeconds, peakBytes, secondPeakBytes: meter.peakBytes() };
  } finally {
    meter.stop();
    await indexer.close();
    await store.close();
  }
}

/** As the app does it, up to where files would be opened: there it is cancelled. */
async function firstPass(store: Store, indexer: Indexer, datasetId: string, folder: string): Promise<number> {
  await store.call(beginIndex, { datasetId });
  const stop = new AbortController();
  const writer = new EventWriter((events) => store.call(writeIndexEvents, { datasetId, events }));
  const start = performance.now();
  let seconds = Number.NaN;
  const onEvent = async (event: IndexEvent): Promise<void> => {
    if (event.kind === 'progress' && event.progress.pass !== 'scan' && !stop.signal.aborted) {
      await writer.end();
      seconds = (performance.now() - start) / 1000;
      stop.abort();
    }
    await writer.add(event, performance.now());
  };
  const outcome = await indexer.index({ folder, wish: { layout: 'auto', manifest: null }, secret: '0'.repeat(64), known: () => knownEvents(store, datasetId), onEvent }, stop.signal);
  await writer.end();
  await store.call(endIndex, { datasetId, outcome, message: null });
  return seconds;
}

/** DICOM headers read in a second, without the pixels behind them. */
export interface HeaderRate {
  readonly headers: number;
  readonly perSecond: number;
}

/** Names that some file systems allow for one file are 65,000. */
const NAMES_PER_FILE = 50_000;

/** A CT slice of 512 x 512 under as many names, each opened and its header read as the index does it. */
export function headerRate(headers: number): HeaderRate {
  const formats = realData('formats');
  if (formats === null) throw new BadInput(NO_REAL_DATA);
  const folder = mkdtempSync(join(tmpdir(), 'delira-bench-'));
  try {
    const paths = Array.from({ length: headers }, (_, i) => join(folder, `${String(i).padStart(6, '0')}.dcm`));
    paths.forEach((path, i) => {
      const first = paths[i - (i % NAMES_PER_FILE)] ?? path;
      if (path === first) copyFileSync(join(formats, 'dicomparser/testImages/CT1_UNC.explicit_little_endian.dcm'), path);
      else linkSync(first, path);
    });
    const start = performance.now();
    for (const path of paths) {
      const file = openFile(path);
      readHeader(file, codecs, file.place);
      file.close();
    }
    return { headers, perSecond: (headers * 1000) / (performance.now() - start) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Adds the most that this process (host and store thread) took to the most that an indexer took. */
function memoryMeter(): { peakBytes(): number | null; stop(): void } {
  let child = 0;
  const look = (): void => {
    for (const pid of children()) child = Math.max(child, peakOf(pid));
  };
  const timer = setInterval(look, 100);
  return { peakBytes: () => (child === 0 ? null : child + process.resourceUsage().maxRSS * 1024), stop: () => clearInterval(timer) };
}

/** Linux alone tells of them. */
function children(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/task').flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter((pid) => pid !== ''));
}

function peakOf(pid: string): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It has just ended; the last look before counts.
    return 0;
  }
}

/** Seconds of `find`, which writes a line for each file; null where there is none. */
function find(tree: string): number | null {
  const start = performance.now();
  const { status } = spawnSync('find', [tree, '-printf', '%p %s %T@\n'], { stdio: ['ignore', 'ignore', 'ignore'] });
  return status === 0 ? (performance.now() - start) / 1000 : null;
}

/** Tiny files, a thousand to a patient's folder, in folders of classes. */
function makeTree(tree: string, files: number): void {
  for (let made = 0; made < files; ) {
    const patient = made / FILES_PER_FOLDER;
    const folder = join(tree, `class-${patient % CLASSES}`, `patient-${String(patient).padStart(5, '0')}`);
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < FILES_PER_FOLDER && made < files; i++, made++) writeFileSync(join(folder, `slice-${String(i).padStart(4, '0')}.png`), 'x');
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
