declare module '*.css';

/** The icons that the page's sources name, bundled by the UI library's Vite plugin. */
declare module 'virtual:nuxt-ui-icons' {
  import type { addIcon } from '@iconify/vue';

  export function init(add: typeof addIcon): void;
}
