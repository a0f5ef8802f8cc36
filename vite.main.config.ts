import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/** One bundle per process or thread: `src-main/threads/entry.ts` names those that are started by name. */
const entries: Readonly<Record<string, string>> = {
  cli: 'src-main/hosts/cli/main.ts',
  electron: 'src-main/hosts/electron/main.ts',
  trainer: 'src-main/trainer/main.ts',
  delira: 'src-main/trainer/delira/index.ts',
  'delira-register': 'src-main/trainer/delira/register.ts',
  indexer: 'src-main/files/main.ts',
  'store-thread': 'src-main/store/thread.ts',
  'split-thread': 'src-main/services/training/split-thread/thread.ts',
  'loader-thread': 'src-main/trainer/loader-threads/thread.ts',
  'heartbeat-thread': 'src-main/trainer/heartbeat/thread.ts',
  'simd-thread': 'src-main/compute/simd/thread.ts',
};

/** The main side as ESM for Node 24 and Electron; only native addons and modules that lie beside their WebAssembly stay outside the bundles. */
export default defineConfig({
  root,
  logLevel: 'warn',
  resolve: { mainFields: ['module', 'main'], conditions: ['node', 'import', 'module', 'default'] },
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3', 'sharp', '@cornerstonejs/codec-charls', '@cornerstonejs/codec-libjpeg-turbo-8bit', '@cornerstonejs/codec-openjpeg', '@tensorflow/tfjs-node-gpu'] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/main',
    emptyOutDir: false,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      // Where time goes is news for those who build, not for those who start the app.
      checks: { bundlerTimings: false },
      input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(`${root}/${file}`))),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
