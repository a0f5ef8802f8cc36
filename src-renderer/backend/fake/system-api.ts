import type { FolderEntry, SystemApi } from '../../../src-shared/api/system.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { FakeState } from './state.ts';

const entry = (path: string): FolderEntry => ({ folderId: path, name: path.split('/').at(-1) ?? path, path });
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '/home/anna': ['Desktop', 'Documents', 'studies'],
  '/home/anna/studies': ['2025', '2026'],
  '/home/anna/studies/2026': ['skin-lesions', 'thorax'],
};
/** How many lie in a folder. */
const IMAGES: Readonly<Record<string, number>> = { '/home/anna/studies/2025': 12, '/home/anna/studies/2026/skin-lesions': 10_015 };
/** As the host lists at once. */
const MOST_FILES = 1000;

export function fakeSystem(state: FakeState): SystemApi {
  return {
    host: async () => ({ host: 'fake', appVersion: '0.1.0', platform: 'linux', nativeFolderDialog: false }),
    status: async () => {
      const live = state.runs.filter(({ status }) => LIVE_STATUSES.includes(status));
      const current = live[0];
      return {
        current: current ? { runId: current.id, name: current.name, epoch: current.epoch, epochs: current.epochs, secondsLeft: current.secondsLeft, backend: current.backend } : null,
        liveRuns: live.length,
        connectionsOut: 0,
        counts: { datasets: state.datasets.length, runs: new Set(state.runs.filter(({ binnedMs }) => binnedMs === null).map(({ id, study }) => study?.id ?? id)).size, drafts: state.drafts.length },
      };
    },
    doctor: async () => ({
      appVersion: '0.1.0',
      node: '24.21.0',
      platform: 'linux x64',
      cpu: 'AMD Ryzen 9 7950X, 16 cores',
      electron: { found: false, text: 'not installed: the app runs in the browser' },
      backends: [
        { name: 'simd', usable: true, chosen: true, text: 'passed its self-test of 61 kernels', choice: { name: 'simd', reason: 'the fastest that passed its self-test here', threads: 16, codePath: 'avx2', warnings: [] } },
        { name: 'tensorflow', usable: false, chosen: false, text: 'not added; npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0 (400 MB; NVIDIA, CUDA 11.2 and cuDNN 8.1) adds it', choice: null },
        { name: 'cpu', usable: true, chosen: false, text: 'plain JavaScript, about 40 times slower', choice: null },
      ],
      dataFolder: '/home/anna/.local/share/delira',
      databaseBytes: 41_300_000,
      freeBytes: 214_000_000_000,
      sqlite: '3.51.0',
      owner: true,
      packages: { '@tensorflow/tfjs-core': '4.22.0', 'better-sqlite3': '13.2.0', sharp: '0.35.5' },
      problems: state.scenario === 'full' ? ['The clock of this machine went back by 3 minutes since the last start: times of runs may overlap.'] : [],
    }),
    folders: async ({ folderId, path, files }) => {
      const named = folderId ?? path ?? '/home/anna';
      const isFile = files !== undefined && named.endsWith(files === 'weights' ? '.safetensors' : '.jpg');
      const folder = isFile ? named.slice(0, named.lastIndexOf('/')) : named;
      const images = files === 'weights' ? 1 : (IMAGES[folder] ?? 0);
      if (!folder.startsWith('/home/anna')) throw new BadInput(`expected a folder below /home/anna, but found ${folder}: start with --root <folder> to open others`);
      const parent = folder === '/home/anna' ? null : folder.slice(0, folder.lastIndexOf('/'));
      return {
        roots: ['/home/anna'],
        folder: entry(folder),
        parent: parent === null ? null : entry(parent),
        folders: (FOLDERS[folder] ?? []).map((name) => entry(`${folder}/${name}`)),
        files: files === 'weights' ? [entry(`${folder}/resnet18.safetensors`)] : files ? Array.from({ length: Math.min(images, MOST_FILES) }, (_, i) => entry(`${folder}/ISIC_${String(24_306 + i).padStart(7, '0')}.jpg`)) : [],
        file: isFile ? entry(named) : null,
        images,
        unreadable: 0,
      };
    },
    pickFolder: async () => null,
    pickFiles: async () => [],
    cache: async () => ({ folder: '/home/anna/.local/share/delira/cache', files: state.cached, bytes: state.cached * 4_100_000 }),
    wipeCache: async () => {
      const files = state.cached;
      state.cached = 0;
      return { folder: '/home/anna/.local/share/delira/cache', files, bytes: files * 4_100_000 };
    },
    rebuild: async () => ({ runs: state.runs.length }),
  };
}
