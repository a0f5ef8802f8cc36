import { addIcon } from '@iconify/vue';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { init as eachIcon } from 'virtual:nuxt-ui-icons';
import App from './App.vue';
import { connect } from './backend/index.ts';
import { applyTheme, readTheme } from './composables/theme-choice.ts';
import { createPageRouter } from './router.ts';
import { BACKEND } from './stores/backend.ts';
import './styles/main.css';
import './charts/theme.css';
import './images/theme.css';
import { showStartError } from './start-error.ts';

applyTheme(readTheme());

try {
  const backend = await connect();
  const router = createPageRouter();
  // In place of the library's plugin, which would write its colours into a style element without a nonce.
  eachIcon(addIcon);
  createApp(App).provide(BACKEND, backend).use(createPinia()).use(router).mount('#app');
  backend.onNavigate((address) => void router.push(address));
} catch (error) {
  showStartError(error);
}
