/**
 * A host of a data folder in a process of its own, as tests start and kill it:
 * answers requests, one JSON text per line, and tells notices on the way.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../src-main/store/start.ts';
import { request } from '../../src-main/threads/request.ts';
import type { FromHost, ToHost } from './hosts.ts';

const [dataFolder = ''] = process.argv.slice(2);
const store = await openStore({ dataFolder, entry: new URL('../../src-main/store/thread.ts', import.meta.url) });

const tell = (message: FromHost) => process.stdout.write(`${JSON.stringify(message)}\n`);
tell({ kind: 'open', owner: store.owner });
store.onNotice((notice) => tell({ kind: 'notice', notice, timeMs: Date.now() }));
store.onOwner(() => tell({ kind: 'owner', timeMs: Date.now() }));

for await (const line of createInterface(process.stdin)) {
  const { call, id, input } = JSON.parse(line) as ToHost;
  store.call(request<unknown, unknown>(id), input).then(
    (output) => tell({ kind: 'answer', call, output }),
    (error: unknown) => tell({ kind: 'error', call, message: error instanceof Error ? error.message : String(error) }),
  );
}
await store.close();
