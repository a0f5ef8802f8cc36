import type { SystemApi, SystemStatus } from '../../../src-shared/api/system.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { rebuildStore, storeCounts } from '../../store/upkeep.request.ts';
import { diskCacheSize, wipeDiskCache } from '../../trainer/launch.ts';
import type { Background } from '../background.ts';
import type { Core } from '../core.ts';
import { liveRuns } from '../runs/live-runs.ts';
import type { LiveRun } from '../runs/live-runs.ts';
import { connectionsOut } from './connections.ts';
import { examine } from './doctor.ts';

/** What the user chose in a dialog is open from now on. */
export interface Allow {
  /** Runs may be put there, and begin with what is there. */
  folder(path: string): void;
  /** Runs may begin with it. */
  weights(path: string): void;
}

export function systemApi(core: Core, background: Background, allow: Allow): SystemApi {
  const { options, store, indexer, handles } = core;
  const entryOf = (folder: { readonly path: string } | null) => (folder === null ? null : handles.entry(folder.path));
  return {
    host: () => Promise.resolve(options.host),
    status: async () => {
      const [live, counts] = await Promise.all([liveRuns(store), store.call(storeCounts, null)]);
      const trainers = live.flatMap(({ pid }) => (pid === null ? [] : [pid]));
      return { current: currentOf(live), liveRuns: live.length, connectionsOut: await connectionsOut([process.pid, ...trainers]), counts };
    },
    doctor: () => examine(core, background),
    folders: async ({ folderId, path, files }) => {
      const view = await indexer.browse(options.roots, folderId === undefined ? (path ?? null) : handles.path(folderId), files);
      const all = (paths: readonly { readonly path: string }[]) => paths.map(({ path }) => handles.entry(path));
      return { ...view, roots: options.roots, folder: entryOf(view.folder), parent: entryOf(view.parent), folders: all(view.folders), files: all(view.files), file: entryOf(view.file) };
    },
    pickFolder: async () => {
      if (!options.pickFolder) throw new BadInput('expected a folder dialog, but this host has none', { help: 'Choose from the list of folders instead.' });
      const path = await options.pickFolder();
      if (path === null) return null;
      allow.folder(path);
      return handles.entry(path);
    },
    pickFiles: async () => {
      if (!options.pickFiles) throw new BadInput('expected a dialog for files, but this host has none', { help: 'Choose from the list of files instead.' });
      const paths = await options.pickFiles();
      for (const path of paths.filter(isWeights)) allow.weights(path);
      return paths.map((path) => handles.entry(path));
    },
    cache: () => Promise.resolve({ folder: core.parts.cache, ...diskCacheSize(core.parts.cache) }),
    wipeCache: () => {
      const size = diskCacheSize(core.parts.cache);
      wipeDiskCache(core.parts.cache);
      return Promise.resolve({ folder: core.parts.cache, ...size });
    },
    rebuild: () => store.call(rebuildStore, null),
  };
}

/** As `findStart` takes them; all other files are images. */
function isWeights(path: string): boolean {
  return /\.(json|safetensors)$/i.test(path);
}

/** Of several runs the one that was started last. */
function currentOf(live: readonly LiveRun[]): SystemStatus['current'] {
  const [run] = [...live].sort((a, b) => (b.startedMs ?? b.createdMs) - (a.startedMs ?? a.createdMs));
  if (!run) return null;
  const { id, name, epoch, epochs, secondsLeft, backend } = run;
  return { runId: id, name, epoch, epochs, secondsLeft, backend };
}
