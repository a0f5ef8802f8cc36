import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The page: served by Electron's own scheme and by the loopback server alike, so every address is relative. */
export default defineConfig({
  root: `${import.meta.dirname}/src-renderer`,
  base: './',
  logLevel: 'warn',
  plugins: [
    vue(),
    ui({
      autoImport: false,
      components: { dts: false },
      ui: { colors: { primary: 'teal', neutral: 'zinc' } },
    }),
  ],
  build: { target: 'chrome140', outDir: '../dist/renderer', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
});
