import { contextBridge, ipcRenderer } from 'electron';
import type { Answer } from '../../../src-shared/api/answer.ts';
import { BRIDGE } from '../../../src-shared/api/bridge.ts';
import type { Bridge, BridgeApi } from '../../../src-shared/api/bridge.ts';
import { NAVIGATE, NOTICE } from './channels.ts';

// Runs in the window before the page, sandboxed, and gives it one function per
// method: no function here takes a channel's name, and none hands out an event.

const api: BridgeApi = {
  datasets: {
    list: call('datasets.list'),
    get: call('datasets.get'),
    add: call('datasets.add'),
    join: call('datasets.join'),
    addDemo: call('datasets.addDemo'),
    missing: call('datasets.missing'),
    relink: call('datasets.relink'),
    rename: call('datasets.rename'),
    setLayout: call('datasets.setLayout'),
    reindex: call('datasets.reindex'),
    cancelIndex: call('datasets.cancelIndex'),
    remove: call('datasets.remove'),
    restore: call('datasets.restore'),
    samples: call('datasets.samples'),
    faults: call('datasets.faults'),
    duplicates: call('datasets.duplicates'),
    previewGroups: call('datasets.previewGroups'),
    splitLeaks: call('datasets.splitLeaks'),
    splitCounts: call('datasets.splitCounts'),
  },
  runs: {
    list: call('runs.list'),
    entries: call('runs.entries'),
    get: call('runs.get'),
    rename: call('runs.rename'),
    setTags: call('runs.setTags'),
    bin: call('runs.bin'),
    restore: call('runs.restore'),
    seriesList: call('runs.seriesList'),
    series: call('runs.series'),
    epochs: call('runs.epochs'),
    confusion: call('runs.confusion'),
    predictions: call('runs.predictions'),
    loggedTags: call('runs.loggedTags'),
    logged: call('runs.logged'),
    loggedVolume: call('runs.loggedVolume'),
    checkpoints: call('runs.checkpoints'),
    log: call('runs.log'),
    messages: call('runs.messages'),
    tags: call('runs.tags'),
    openFolder: call('runs.openFolder'),
  },
  studies: {
    list: call('studies.list'),
    get: call('studies.get'),
    curves: call('studies.curves'),
    results: call('studies.results'),
    predictions: call('studies.predictions'),
    confusion: call('studies.confusion'),
    start: call('studies.start'),
    stop: call('studies.stop'),
    resume: call('studies.resume'),
  },
  training: {
    plan: call('training.plan'),
    preview: call('training.preview'),
    tryBatch: call('training.tryBatch'),
    cancelTry: call('training.cancelTry'),
    start: call('training.start'),
    stop: call('training.stop'),
    resume: call('training.resume'),
    queue: call('training.queue'),
    moveInQueue: call('training.moveInQueue'),
    checkpointNow: call('training.checkpointNow'),
    test: call('training.test'),
    code: call('training.code'),
    agree: call('training.agree'),
    audit: call('training.audit'),
    lastAudit: call('training.lastAudit'),
    fingerprint: call('training.fingerprint'),
    cancelFingerprint: call('training.cancelFingerprint'),
    splitFile: call('training.splitFile'),
    drafts: call('training.drafts'),
    draftRuns: call('training.draftRuns'),
    draft: call('training.draft'),
    saveDraft: call('training.saveDraft'),
    removeDraft: call('training.removeDraft'),
    suggest: call('training.suggest'),
  },
  predictions: {
    start: call('predictions.start'),
    list: call('predictions.list'),
    get: call('predictions.get'),
    rows: call('predictions.rows'),
    cancel: call('predictions.cancel'),
    forget: call('predictions.forget'),
  },
  images: {
    list: call('images.list'),
    tags: call('images.tags'),
    read: call('images.read'),
    volume: call('images.volume'),
    predictedVolume: call('images.predictedVolume'),
    drawnMask: call('images.drawnMask'),
  },
  models: {
    describe: call('models.describe'),
    export: call('models.export'),
  },
  system: {
    host: call('system.host'),
    status: call('system.status'),
    doctor: call('system.doctor'),
    folders: call('system.folders'),
    pickFolder: call('system.pickFolder'),
    pickFiles: call('system.pickFiles'),
    cache: call('system.cache'),
    wipeCache: call('system.wipeCache'),
    rebuild: call('system.rebuild'),
  },
};

const bridge: Bridge = {
  api,
  onNotice: (listener) => listen(NOTICE, listener),
  onNavigate: (listener) => listen(NAVIGATE, listener),
};

contextBridge.exposeInMainWorld(BRIDGE, bridge);

/** Takes an argument or none; what comes back was made by `ipc.ts` from the method of that name. */
function call<Value>(name: string): (argument?: unknown) => Promise<Answer<Value>> {
  return (argument) => ipcRenderer.invoke(name, argument) as Promise<Answer<Value>>;
}

function listen<Message>(channel: string, listener: (message: Message) => void): () => void {
  const heard = (_event: unknown, message: Message) => listener(message);
  ipcRenderer.on(channel, heard);
  return () => void ipcRenderer.off(channel, heard);
}
