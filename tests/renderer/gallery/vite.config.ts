import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const output = join(import.meta.dirname, '../../../test-output/gallery');

/** Charts and images on pages of their own, without stores or a backend. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'error',
  cacheDir: join(output, 'cache'),
  plugins: [vue()],
  build: { target: 'chrome140', outDir: join(output, 'page'), emptyOutDir: true },
});
