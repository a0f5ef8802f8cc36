import { resolve } from 'node:path';
import type { Api, Notice } from '../../src-shared/api/index.ts';
import { Indexer } from '../files/indexer.ts';
import { openStore } from '../store/start.ts';
import { storeSettled } from '../store/upkeep.request.ts';
import { Background } from './background.ts';
import type { Services, ServicesOptions } from './contract.ts';
import type { Core } from './core.ts';
import { prepareDataFolder } from './data-folder.ts';
import { datasetsApi } from './datasets/datasets-api.ts';
import { findDataset } from './datasets/find-dataset.ts';
import { IndexQueue } from './datasets/index-queue.ts';
import { untilRead, watchIndex } from './datasets/watch-index.ts';
import { patientKeyFile, patientSecret } from './datasets/patient-secret.ts';
import { FolderHandles } from './folder-handles.ts';
import { imagesApi } from './images/images-api.ts';
import { modelsApi } from './models-api.ts';
import { liveRuns } from './runs/live-runs.ts';
import { predictionsApi } from './predictions/predictions-api.ts';
import { Predictions } from './predictions/predictions.ts';
import { isOfKnownRun } from './runs/known-run.ts';
import { runsApi } from './runs/runs-api.ts';
import { watchRun } from './runs/watch-run.ts';
import { shortCalls } from './short-calls.ts';
import { OutOfFold } from './studies/out-of-fold.ts';
import { studiesApi } from './studies/studies-api.ts';
import { systemApi } from './system/system-api.ts';
import { isBelow, outputProblem } from './training/output-folder.ts';
import type { PlanSources } from './training/plan.ts';
import { RunQueue } from './training/run-queue.ts';
import { SplitTables } from './training/split-tables.ts';
import { trainingApi } from './training/training-api.ts';
import { WaitingRuns } from './training/waiting-runs.ts';

/**
 * Opens everything below the hosts on a data folder; several hosts may have
 * the same one open.
 *
 * @throws BadInput if the folder cannot be written to, or belongs to a newer app.
 */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const parts = prepareDataFolder(options.dataFolder);
  const store = await openStore({ dataFolder: options.dataFolder });
  const closing = new AbortController();
  const handles = new FolderHandles();
  const indexer = new Indexer({ node: options.nodePath });
  const calls = shortCalls(options.nodePath, patientKeyFile(options.dataFolder), closing.signal);
  const core: Core = { options, parts, store, indexer, handles, calls, closing: closing.signal };
  const background = new Background(closing.signal);
  const indexes = new IndexQueue({ store, indexer, background, secret: () => patientSecret(options.dataFolder) });
  const waiting = new WaitingRuns(parts.queue, (error) => void background.run('reading the queue', () => Promise.reject(error)));
  const queue = new RunQueue({ store, waiting, node: options.nodePath, keyFile: patientKeyFile(options.dataFolder), background });
  const outputs = new Set([parts.folder, ...options.roots]);
  const tables = new SplitTables(store, () => patientSecret(options.dataFolder));
  const starts = new Set<string>();
  const isOpen = (path: string) => isBelow(path, [...outputs]);
  const otherOutputs = options.host.nativeFolderDialog ? 'choose one with the dialog for folders' : 'choose one below these, or start the app with --root for others';
  const sources: PlanSources = {
    tables,
    findDataset: (named) => findDataset(store, parts.joined, named),
    untilRead: (datasetId) => untilRead(store, datasetId, closing.signal),
    outputProblem: (output, images) => outputProblem(output, images, [...outputs], otherOutputs),
    isOpen,
    mayStartFrom: async (path) => isOpen(path) || starts.has(path) || isOfKnownRun(store, path),
    cacheFolder: parts.cache,
  };
  const listeners = new Set<(notice: Notice) => void>();
  const notify = (notice: Notice) => listeners.forEach((listener) => listener(notice));
  const predictions = new Predictions({ folder: parts.predictions, calls, background, notify });
  const outOfFold = new OutOfFold({ store, calls, background });
  const allow = (folder: string) => void outputs.add(folder);
  const api: Api = {
    datasets: datasetsApi(core, indexes, tables),
    runs: runsApi(core),
    studies: studiesApi(core, queue, sources, outOfFold),
    training: trainingApi(core, queue, sources),
    predictions: predictionsApi(core, predictions),
    images: imagesApi(core, predictions),
    models: modelsApi(core),
    system: systemApi(core, background, { folder: allow, weights: (path) => void starts.add(path) }),
  };
  const until = (signal?: AbortSignal) => (signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);
  return {
    api,
    onNotice: (listener) => {
      const leave = store.onNotice(listener);
      listeners.add(listener);
      return () => {
        leave();
        listeners.delete(listener);
      };
    },
    folder: (path) => {
      const absolute = resolve(path);
      allow(absolute);
      return handles.entry(absolute);
    },
    liveRuns: async () => (await liveRuns(store)).map(({ id, name }) => ({ runId: id, name })),
    watchIndex: (datasetId, signal) => watchIndex(store, datasetId, until(signal)),
    watchRun: (runId, signal) => watchRun(store, runId, until(signal)),
    watchPrediction: (predictionId, signal) => predictions.watch(predictionId, until(signal)),
    settled: async () => void (await store.call(storeSettled, null)),
    close: async () => {
      // Before all processes are ended, so that it is known why.
      const predicted = predictions.close();
      closing.abort();
      await Promise.all([predicted, indexes.close(), queue.close(), outOfFold.close()]);
      await Promise.all([indexer.close(), tables.close(), store.close()]);
    },
  };
}
