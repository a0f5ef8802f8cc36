import { createApp } from 'vue';
import '../../../src-renderer/charts/theme.css';
import '../../../src-renderer/images/theme.css';
import './gallery.css';

/** `?story=LineStory&theme=dark&variant=…`: one story fills the page, in one theme. */
const query = new URLSearchParams(location.search);
document.documentElement.classList.toggle('dark', query.get('theme') === 'dark');

const stories = import.meta.glob<{ default: object }>('./stories/*.vue');
const load = stories[`./stories/${query.get('story') ?? 'LineStory'}.vue`];
if (!load) throw new Error(`expected one of ${Object.keys(stories).join(', ')}, but found ${location.search}`);
createApp((await load()).default, { variant: query.get('variant') ?? '' }).mount('#app');
