import { defineConfig } from 'vite';

/** The preload script: one CommonJS file without Node, as a sandboxed window demands. */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  build: {
    lib: { entry: 'src-main/hosts/electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    target: 'chrome150',
    outDir: 'dist/main',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: { external: ['electron'], checks: { bundlerTimings: false } },
  },
});
