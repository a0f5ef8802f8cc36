import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Indexer } from '../../src-main/files/indexer.ts';
import type { IndexEvent, IndexOutcome } from '../../src-main/files/index-event.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { entryFile } from '../../src-main/threads/entry.ts';
import { rowsOf } from '../../src-shared/lib/found-files.ts';
import { rowEvents } from '../../src-shared/lib/row-events.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { grey, makeTree, temporaryFolder } from './make-tree.ts';

const mnist = realData('mnist-png');
const linux = process.platform === 'linux';
const AUTO = { layout: 'auto', manifest: null } as const;

const pathOf = (i: number) => `${i % 3}/${String(i).padStart(5, '0')}.png`;

/** 20,000 images: enough for something to happen while they are read. Not to be changed. */
let many = '';
beforeAll(() => {
  many = mkdtempSync(join(tmpdir(), 'delira-files-'));
  const image = grey(4, 5);
  for (let i = 0; i < 3; i++) mkdirSync(join(many, String(i)));
  for (let i = 0; i < 20_000; i++) writeFileSync(join(many, pathOf(i)), image);
});
afterAll(() => rmSync(many, { recursive: true }));

const indexers = new Set<Indexer>();
afterEach(async () => {
  await Promise.all([...indexers].map((each) => each.close()));
  indexers.clear();
});

function newIndexer(options: ConstructorParameters<typeof Indexer>[0] = {}): Indexer {
  const indexer = new Indexer(options);
  indexers.add(indexer);
  return indexer;
}

interface Run {
  readonly outcome: IndexOutcome;
  readonly rows: Map<string, IndexedFile>;
}

/** Indexes into rows as a store would. */
async function index(indexer: Indexer, folder: string, options: { rows?: Map<string, IndexedFile>; onEvent?: (event: IndexEvent) => void; signal?: AbortSignal } = {}): Promise<Run> {
  const rows = options.rows ?? new Map<string, IndexedFile>();
  const onEvent = (event: IndexEvent) => {
    for (const record of rowsOf(event)) rows.set(record.path, record);
    if (event.kind === 'removed') for (const path of event.paths) rows.delete(path);
    options.onEvent?.(event);
  };
  const outcome = await indexer.index({ folder, wish: AUTO, secret: '00', known: () => [[...rowEvents(rows.values())]], onEvent }, options.signal ?? new AbortController().signal);
  return { outcome, rows };
}

/** Processes that this one has started and that still run. */
function children(): number[] {
  const pids = readdirSync('/proc/self/task').flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '));
  return pids.filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('indexer')).map(Number);
}

const faults = (rows: ReadonlyMap<string, IndexedFile>) => [...rows.values()].flatMap(({ fault }) => (fault === null ? [] : [fault]));
const amidHeaders = (event: IndexEvent) => event.kind === 'progress' && event.progress.pass === 'header' && event.progress.done < (event.progress.total ?? 0);

describe('Indexer', () => {
  it('indexes in a process of its own, which ends with the index', async (context) => {
    needs(context, linux, 'needs /proc to see processes');
    const indexer = newIndexer();
    let seen = 0;
    const { outcome, rows } = await index(indexer, makeTree({ 'a/1.png': grey(3, 4), 'b/2.png': grey(5, 6) }), { onEvent: () => void (seen = Math.max(seen, children().length)) });
    expect([outcome, seen, children()]).toEqual(['ready', 1, []]);
    expect([...rows.values()].map(({ path, label, shape, fault }) => [path, label, shape, fault])).toEqual([
      ['a/1.png', 'a', [3, 4, 1], null],
      ['b/2.png', 'b', [5, 6, 1], null],
    ]);
  });

  it('indexes all of MNIST, tells its progress in each pass, and then finds nothing to do', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const indexer = newIndexer();
    const passes = new Set<string>();
    const onEvent = (event: IndexEvent) => void (event.kind === 'progress' && passes.add(event.progress.pass));
    const { outcome, rows } = await index(indexer, mnist ?? '', { onEvent });
    expect([outcome, rows.size, faults(rows), [...passes]]).toEqual(['ready', 70_000, [], ['scan', 'header', 'hash']]);
    const counts = (side: string) => [...rows.values()].filter((row) => row.side === side).length;
    expect([counts('train'), counts('test')]).toEqual([60_000, 10_000]);
    expect(new Set([...rows.values()].map(({ shape, dtype, hash }) => `${shape?.join(' ')} ${dtype} ${hash?.length}`))).toEqual(new Set(['28 28 1 uint8 32']));
    let told = 0;
    await index(indexer, mnist ?? '', { rows, onEvent: (event) => void (told += rowsOf(event).length) });
    expect(told).toBe(0);
  });

  it('stops when it is asked to, keeps what was told, and goes on later', async () => {
    const indexer = newIndexer();
    const controller = new AbortController();
    const stopped = await index(indexer, many, { signal: controller.signal, onEvent: (event) => void (amidHeaders(event) && controller.abort()) });
    expect([stopped.outcome, stopped.rows.size]).toEqual(['cancelled', 20_000]);
    const { outcome, rows } = await index(indexer, many, { rows: stopped.rows });
    expect([outcome, [...rows.values()].filter(({ hash }) => hash !== null).length]).toEqual(['ready', 20_000]);
  });

  it('marks the file that it was at when it crashed, and reads the rest', async (context) => {
    needs(context, linux, 'needs /proc to see processes');
    let killed = 0;
    const onEvent = (event: IndexEvent) => {
      if (amidHeaders(event) && killed++ === 0) for (const pid of children()) process.kill(pid, 'SIGSEGV');
    };
    const { outcome, rows } = await index(newIndexer(), many, { onEvent });
    expect(outcome).toBe('ready');
    expect(faults(rows)).toEqual(['expected an image that can be read, but the decoder crashed on it']);
    expect([...rows.values()].filter(({ hash }) => hash === null)).toHaveLength(1);
  });

  it('marks the file that it hung on, and reads the rest', async (context) => {
    needs(context, linux, 'needs /proc to see processes');
    let stopped = 0;
    const onEvent = (event: IndexEvent) => {
      if (amidHeaders(event) && stopped++ === 0) for (const pid of children()) process.kill(pid, 'SIGSTOP');
    };
    const { outcome, rows } = await index(newIndexer({ deadlineMs: 5000 }), many, { onEvent });
    expect(outcome).toBe('ready');
    expect(faults(rows)).toEqual(['expected an image that can be read, but the decoder hung on it']);
    expect([...rows.values()].filter(({ hash }) => hash === null)).toHaveLength(1);
  });

  it('does not take a host that is slow to write for a hung index', async () => {
    let waited = 0;
    const indexer = newIndexer({ deadlineMs: 500 });
    const outcome = await indexer.index(
      {
        folder: makeTree({ 'a/1.png': null, 'b/2.png': null }),
        wish: AUTO,
        secret: '00',
        known: () => [],
        onEvent: async () => {
          if (waited++ === 0) await new Promise((resolve) => setTimeout(resolve, 1500));
        },
      },
      new AbortController().signal,
    );
    expect(outcome).toBe('ready');
  });

  it('gives up with the reason when its host cannot write what it tells', async () => {
    const full = () => Promise.reject(new Error('the disk is full'));
    const asked = newIndexer().index({ folder: many, wish: AUTO, secret: '00', known: () => [], onEvent: full }, new AbortController().signal);
    await expect(asked).rejects.toThrow('the disk is full');
  });

  it('says what is wrong with a folder, as bad input', async () => {
    const folder = temporaryFolder();
    await expect(index(newIndexer(), folder)).rejects.toMatchObject({ name: 'BadInput', message: expect.stringContaining('found 0 images') as string, help: expect.stringContaining('CSV') as string });
    rmSync(folder, { recursive: true });
    await expect(index(newIndexer(), folder)).rejects.toThrow(`expected a folder at ${folder}, but it is not there`);
  });

  it('says so when it cannot be started', async () => {
    await expect(index(newIndexer({ node: '/nowhere/node' }), temporaryFolder())).rejects.toThrow('expected to read the folder');
    await expect(newIndexer({ entry: '/nowhere/indexer.js' }).browse(['/'], null)).rejects.toThrow('expected the indexer to answer, but it crashed: code 1');
  });

  it('shows images of any size and type as pictures of a bounded size', async () => {
    const wide = await sharp(new Uint16Array(900 * 300).fill(500), { raw: { width: 900, height: 300, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    const colour = await sharp({ create: { width: 50, height: 40, channels: 3, background: '#c08040' } }).jpeg().toBuffer();
    const folder = makeTree({ 'a/wide.png': wide, 'a/colour.jpg': colour, 'a/broken.png': wide.subarray(0, 100) });
    const indexer = newIndexer();
    const show = async (path: string, format: 'png' | 'webp') => {
      const { width, height, format: found } = await sharp(await indexer.picture({ folder, path, maxSide: 256, format })).metadata();
      return [found, width, height];
    };
    expect(await Promise.all([show('a/wide.png', 'webp'), show('a/wide.png', 'png'), show('a/colour.jpg', 'png')])).toEqual([
      ['webp', 256, 85],
      ['png', 256, 85],
      ['png', 50, 40],
    ]);
    await expect(show('a/broken.png', 'png')).rejects.toThrow('but the file ends after 100 bytes');
    await expect(show('../a.png', 'png')).rejects.toThrow("expected a path below the dataset's folder");
  });

  it('survives the death of the process that makes pictures', async (context) => {
    needs(context, linux, 'needs /proc to see processes');
    const indexer = newIndexer();
    const picture = (i: number) => indexer.picture({ folder: many, path: pathOf(i), maxSide: 64, format: 'webp' });
    await picture(0);
    const [viewer] = children();
    const asked = Promise.all(Array.from({ length: 12 }, (_, i) => picture(i)));
    process.kill(viewer ?? 0, 'SIGKILL');
    expect((await asked).map((bytes) => bytes.length > 0)).toEqual(Array.from({ length: 12 }, () => true));
    expect(children()).not.toContain(viewer);
  });

  it('refuses a picture on which its process dies each time, and does not try it again', async (context) => {
    needs(context, linux, 'needs /proc to see processes');
    const folder = makeTree({ 'a/1.png': null, 'a/2.png': null });
    // A stand-in that dies when it is asked for 1.png: no file is known that kills the real decoders.
    const fragile = join(temporaryFolder(), 'fragile-indexer.mjs');
    writeFileSync(
      fragile,
      `import { createInterface } from 'node:readline';
       for await (const line of createInterface({ input: process.stdin })) {
         const { call, input } = JSON.parse(line);
         if (input.path === 'a/1.png') process.kill(process.pid, 'SIGSEGV');
         else console.log(JSON.stringify({ kind: 'answer', call, output: 'AQ==' }));
       }`,
    );
    const indexer = newIndexer({ entry: fragile });
    const picture = (path: string) => indexer.picture({ folder, path, maxSide: 8, format: 'png' }).then((bytes) => [...bytes], (error: Error) => error.message);
    const refusal = 'expected an image that can be read, but the decoder crashed on it';
    expect(await Promise.all([picture('a/1.png'), picture('a/2.png')])).toEqual([refusal, [1]]);
    const before = children();
    expect(await picture('a/1.png')).toBe(refusal);
    expect(children()).toEqual(before);
  });

  it('writes the demo data set, which indexes without a fault', async () => {
    const folder = join(temporaryFolder(), 'demo');
    const indexer = newIndexer();
    await indexer.demo(folder);
    const { rows } = await index(indexer, folder);
    expect([rows.size, faults(rows), new Set([...rows.values()].map(({ label, shape }) => `${label} ${shape?.join(' ')}`))]).toEqual([
      800,
      [],
      new Set(['disc 64 64 1', 'ring 64 64 1', 'square 64 64 1', 'star 64 64 1']),
    ]);
  });

  it('lists folders below the roots', async () => {
    const root = makeTree({ 'a/1.png': null, 'b/c/2.png': null });
    const view = await newIndexer().browse([root], root);
    expect(view.folders.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('loads neither sharp nor a decoder into the host', () => {
    const sources = new Set<string>();
    const visit = (file: string) => {
      if (sources.has(file)) return;
      sources.add(file);
      for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^import (?!type).*from '(\.[^']+)';$/gm)) visit(join(file, '..', from));
    };
    visit(join(import.meta.dirname, '../../src-main/files/indexer.ts'));
    expect([...sources].filter((file) => /imaging|decode|sharp/.test(file))).toEqual([]);
    expect(sources.size).toBeGreaterThan(5);
  });

  it('ends when its host is killed', async (context) => {
    needs(context, linux, 'needs /proc to see processes');
    const script = `
      import { spawn } from 'node:child_process';
      import { openSync } from 'node:fs';
      const child = spawn(process.execPath, [${JSON.stringify(entryFile('indexer'))}], { stdio: ['pipe', 'pipe', 'inherit', openSync('/dev/null', 'w')] });
      child.stdout.once('data', () => console.log(child.pid));
      child.stdin.write(JSON.stringify({ kind: 'browse', call: 0, input: { roots: ['/'], path: null } }) + '\\n');`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [text] = (await once(host.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    expect(isAlive(pid)).toBe(true);
    host.kill('SIGKILL');
    for (let i = 0; i < 200 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
