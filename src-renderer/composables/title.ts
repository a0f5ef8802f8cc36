import { toValue, watchEffect } from 'vue';
import type { MaybeRefOrGetter } from 'vue';

/** The title of window or tab: the screen first, because tabs are narrow. */
export function useTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect(() => (document.title = `${toValue(title)} · Delira`));
}
