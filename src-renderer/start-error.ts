import { BadInput } from '../src-shared/lib/bad-input.ts';

/** The page without an app, because its host could not be reached: what happened and what helps, with no library. */
export function showStartError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const help = error instanceof BadInput && error.help !== null ? error.help : 'Reload the page; if that does not help, start Delira anew.';
  const root = document.createElement('main');
  root.className = 'grid h-screen place-content-center gap-3 p-8 text-center';
  root.append(line('h1', 'Delira cannot start', 'text-lg font-semibold text-highlighted'), line('p', message, 'max-w-xl text-toned'), line('p', help, 'max-w-xl text-muted'));
  document.querySelector('#app')?.replaceChildren(root);
}

function line(tag: string, text: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}
