import { realpath } from 'node:fs/promises';
import type { RunsApi } from '../../../src-shared/api/runs.ts';
import {
  binRuns,
  findConfusion,
  findLogged,
  listCheckpoints,
  listEntries,
  listEpochs,
  listLogged,
  listMessages,
  listPredictions,
  listRuns,
  listSeries,
  listTags,
  readLog,
  readSeries,
  registerRun,
  renameRun,
  runDetail,
  setRunTags,
} from '../../store/runs.request.ts';
import type { Core } from '../core.ts';
import { readLoggedVolume } from './logged-volume.ts';

export function runsApi({ store, handles }: Core): RunsApi {
  return {
    list: (question) => store.call(listRuns, question),
    entries: (question) => store.call(listEntries, question),
    get: (question) => store.call(runDetail, question),
    rename: async (edit) => void (await store.call(renameRun, edit)),
    setTags: async (edit) => void (await store.call(setRunTags, edit)),
    bin: async ({ runIds }) => void (await store.call(binRuns, { runIds, binned: true })),
    restore: async ({ runIds }) => void (await store.call(binRuns, { runIds, binned: false })),
    seriesList: (question) => store.call(listSeries, question),
    series: (question) => store.call(readSeries, question),
    epochs: (question) => store.call(listEpochs, question),
    confusion: (question) => store.call(findConfusion, question),
    predictions: (question) => store.call(listPredictions, question),
    loggedTags: (question) => store.call(listLogged, question),
    logged: (question) => store.call(findLogged, question),
    loggedVolume: (question) => readLoggedVolume(store, question),
    checkpoints: (question) => store.call(listCheckpoints, question),
    log: (question) => store.call(readLog, question),
    messages: (question) => store.call(listMessages, question),
    tags: () => store.call(listTags, null),
    openFolder: async ({ folderId }) => store.call(registerRun, { folder: await realpath(handles.path(folderId)) }),
  };
}
