/** The indexer's process: reads folders and images for a host, and ends with it. See `indexer-protocol.ts`. */
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { flattenError } from '../../src-shared/lib/bad-input.ts';
import { rowsOf } from '../../src-shared/lib/found-files.ts';
import { browse } from './browse.ts';
import { writeDemo } from './demo.ts';
import { inColumns } from './file-list.ts';
import { indexFolder } from './index-folder.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import { linesOf } from './indexer-protocol.ts';
import type { FromIndexer, IndexerCalls, PictureWish, ToIndexer } from './indexer-protocol.ts';
import { isThere } from './joined-folder.ts';
import { KnownRows } from './known-rows.ts';
import { packView } from './packed-view.ts';
import { patientKey } from './patient-key.ts';
import { POSITION_FD, positionWriter } from './position.ts';
import { whatChanged } from './read-sample.ts';
import { renderImage } from './render-image.ts';
import { RowList } from './row-list.ts';
import { viewInput, viewVolume } from './view-volume.ts';

const running = new Map<number, AbortController>();
const known = new Map<number, RowList>();
const at = positionWriter(POSITION_FD);

process.stdin.setEncoding('utf8');
for await (const line of linesOf(process.stdin)) receive(JSON.parse(line) as ToIndexer);
// The host is gone, or wants us to go.
process.exit(0);

function receive(message: ToIndexer): void {
  switch (message.kind) {
    case 'known':
      return remember(message.call, message.events);
    case 'cancel':
      return running.get(message.call)?.abort();
    case 'index':
      return answer(message.call, (signal) => index(message.call, message.input, signal));
    case 'picture':
      return answer(message.call, () => picture(message.input));
    case 'volume':
      return answer(message.call, async () => packView(await viewVolume(message.input)));
    case 'input':
      return answer(message.call, async () => packView(await viewInput(message.input)));
    case 'demo':
      return answer(message.call, () => demo(message.input.folder));
    case 'there':
      return answer(message.call, () => message.input.folders.map(isThere));
    case 'compare':
      return answer(message.call, () => message.input.samples.map((sample) => whatChanged(message.input.folder, sample)));
    case 'browse':
      return answer(message.call, () => browse(message.input.roots, message.input.path, message.input));
  }
}

function remember(call: number, events: readonly IndexEvent[]): void {
  const rows = known.get(call) ?? new RowList();
  known.set(call, rows);
  for (const event of events) {
    if (event.kind === 'found') rows.pushFound(inColumns(event), event);
    else for (const record of rowsOf(event)) rows.push(record);
  }
}

function answer(call: number, work: (signal: AbortSignal) => unknown): void {
  const controller = new AbortController();
  running.set(call, controller);
  void (async () => {
    try {
      await send({ kind: 'answer', call, output: await work(controller.signal) });
    } catch (error) {
      await send({ kind: 'error', call, error: flattenError(error) });
    } finally {
      running.delete(call);
    }
  })();
}

async function index(call: number, { folder, wish, avoid, secret }: IndexerCalls['index']['input'], signal: AbortSignal): Promise<IndexOutcome> {
  const rows = new KnownRows(known.get(call) ?? new RowList());
  known.delete(call);
  const events = indexFolder({ folder, wish, known: rows, avoid: new Map(avoid), key: patientKey(secret) }, { signal, at });
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    await send({ kind: 'event', call, event: next.value });
  }
}

async function picture(wish: PictureWish): Promise<string> {
  // Training and the page come first. Node's threads, which decode, start after this and inherit it.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  return Buffer.from(await renderImage(wish)).toString('base64');
}

async function demo(folder: string): Promise<null> {
  await writeDemo(folder, at);
  at(null);
  return null;
}

async function send(message: FromIndexer): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain');
}
