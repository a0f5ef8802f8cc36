import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/**
 * The page, for Electron's own scheme and the loopback server alike. Hosts
 * serve `index.html` for every address that is neither a file nor theirs, so
 * that `/runs/<id>` finds its files too.
 *
 * `--mode fake` bundles made-up data instead of a connection to a host, for
 * tests; the plain build contains none of it.
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
      colorMode: false,
      components: { dts: false },
      icon: { mode: 'svg', clientBundle: { scan: { globInclude: ['**/*.{vue,ts}'] } } },
      ui: { colors: { primary: 'teal', neutral: 'zinc' } },
    }),
  ],
  build: { target: 'chrome140', outDir: '../dist/renderer', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000, rolldownOptions: { checks: { bundlerTimings: false } } },
});
