import { computed, shallowRef } from 'vue';

/** Which of a list are ticked, by key: one by one, a stretch of them with Shift, or all. */
export function useTicks(keys: () => readonly string[]) {
  const ticked = shallowRef<ReadonlySet<string>>(new Set());
  const all = computed(() => ticked.value.size === keys().length);
  /** The one that was clicked last: from there a click with Shift goes. */
  let last = 0;

  function tick(index: number, isStretch: boolean): void {
    ticked.value = toggled(keys(), ticked.value, index, isStretch ? last : index);
    last = index;
  }
  function add(key: string): void {
    ticked.value = new Set(ticked.value).add(key);
  }
  function clear(): void {
    ticked.value = new Set();
    last = 0;
  }
  function tickAll(): void {
    ticked.value = new Set(all.value ? [] : keys());
  }
  return { ticked, all, tick, tickAll, add, clear };
}

/**
 * Ticks or unticks one of a list, and all up to another one alike.
 *
 * @param from index of the other; the same where only one is meant.
 */
export function toggled(all: readonly string[], ticked: ReadonlySet<string>, index: number, from: number): ReadonlySet<string> {
  const meant = all.slice(Math.min(index, from), Math.max(index, from) + 1);
  if (!ticked.has(all[index] ?? '')) return new Set([...ticked, ...meant]);
  const left = new Set(meant);
  return new Set([...ticked].filter((each) => !left.has(each)));
}
