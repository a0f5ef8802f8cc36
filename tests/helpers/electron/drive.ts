/**
 * Runs the built main side of the window in this process, with the stand-in
 * for the module `electron` and everything else as it is: `node drive.ts --data <folder>`.
 * Prints what a page could see, as JSON.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Bridge } from '../../../src-shared/api/bridge.ts';
import type { Answer } from '../../../src-shared/api/answer.ts';
import type { Notice } from '../../../src-shared/api/index.ts';
import type * as StandIn from './stand-in.ts';

const standIn = new URL('stand-in.ts', import.meta.url).href;
registerHooks({ resolve: (name, context, next) => (name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context)) });

const { app, desk } = (await import(standIn)) as typeof StandIn;
await import(pathToFileURL(join(import.meta.dirname, '../../../dist/main/electron.js')).href);
app.becomeReady();

const window = await until(() => desk.windows[0]);
const { world, document } = await until(() => (window.webContents.world ? window.webContents : undefined));
const { api, onNotice } = world?.window['delira'] as Bridge;
const notices: Notice[] = [];
onNotice((notice) => notices.push(notice));

const host = value(await api.system.host());
const { id } = value(await api.datasets.addDemo());
const dataset = await until(async () => {
  const found = value(await api.datasets.get({ datasetId: id }));
  return found.progress === null && found.samples > 0 ? found : undefined;
});
const { rows } = value(await api.datasets.samples({ datasetId: id, filter: {}, offset: 0, limit: 1 }));
const thumbnail = await desk.fetch(`app://delira/data/thumbnail/${id}/${rows[0]?.id}`);
const wrong = await api.runs.get({ runId: 'none' });
app.quit();
await until(() => desk.exitCode ?? undefined);

process.stdout.write(
  JSON.stringify({
    host,
    page: { status: document?.status, policy: document?.headers.get('content-security-policy'), text: document?.text },
    samples: dataset.samples,
    thumbnail: { status: thumbnail.status, type: thumbnail.headers.get('content-type'), start: [...new Uint8Array(await thumbnail.arrayBuffer()).slice(0, 4)] },
    wrong: wrong.ok ? null : wrong.error.kind,
    noticed: notices.some(({ topic }) => topic === 'datasets'),
    exitCode: desk.exitCode,
  }),
);

function value<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  throw new Error(answer.error.message);
}

async function until<Value>(look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await setTimeout(50);
  }
}
