import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/**
 * The page: served by Electron's own scheme and by the loopback server alike,
 * from the root of either, so that `/runs/<id>` finds its files too.
 */
export default defineConfig({
  root: `${import.meta.dirname}/src-renderer`,
  base: '/',
  // Hosts put a nonce of their own in its place for every load; see `src-main/hosts/page.ts`.
  html: { cspNonce: 'delira-nonce' },
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
