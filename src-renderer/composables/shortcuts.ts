import { onScopeDispose, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';

export interface Shortcut {
  /** Keys one after the other, with modifiers before a plus: "g d", "mod+k", "?". `mod` is ⌘ on a Mac, else Ctrl. */
  readonly keys: string;
  /** What it does, for the list: "Go to datasets". */
  readonly label: string;
  /** Under which heading the list shows it. */
  readonly group: string;
  readonly run: () => void;
}

/** The second key of a sequence must come within this. */
const SEQUENCE_MS = 1000;

const all: ShallowRef<readonly Shortcut[]> = shallowRef([]);
let earlier: { readonly key: string; readonly timeMs: number } | null = null;

/** Makes keys do things for as long as the scope lives; the `?` list shows them. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  if (all.value.length === 0) window.addEventListener('keydown', onKey);
  all.value = [...all.value, ...shortcuts];
  onScopeDispose(() => {
    all.value = all.value.filter((each) => !shortcuts.includes(each));
    if (all.value.length === 0) window.removeEventListener('keydown', onKey);
  });
}

export function useShortcutList(): Readonly<ShallowRef<readonly Shortcut[]>> {
  return all;
}

/** The key of an event as `Shortcut.keys` writes it. */
export function keyInWords(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${key}`;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyInWords(event);
  if (!key.startsWith('mod+') && (isTyping(event.target) || document.querySelector('[role=dialog], [role=menu], [role=listbox]'))) return;
  const pair = earlier !== null && event.timeStamp - earlier.timeMs < SEQUENCE_MS ? `${earlier.key} ${key}` : null;
  const found = all.value.findLast((each) => each.keys === pair) ?? all.value.findLast((each) => each.keys === key);
  earlier = found ? null : { key, timeMs: event.timeStamp };
  if (!found) return;
  event.preventDefault();
  found.run();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea, select'));
}
