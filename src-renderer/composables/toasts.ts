import { useToast } from '@nuxt/ui/composables';
import { BadInput } from '../../src-shared/lib/bad-input.ts';

/** Short words at the corner of the screen: what was done, with a way back; what failed, with what helps. */
export function useToasts() {
  const { add, remove } = useToast();

  /** Shows what an action came to, if it failed; gives undefined then. */
  async function attempt<Value>(action: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await action();
    } catch (error) {
      failed(error);
      return undefined;
    }
  }
  /** Says meanwhile what is being done, for what takes some seconds. */
  async function during<Value>(title: string, action: () => Promise<Value>): Promise<Value> {
    const { id } = add({ title, color: 'neutral', icon: 'i-lucide-loader-circle', duration: 0, close: false, ui: { icon: 'animate-spin' } });
    try {
      return await action();
    } finally {
      remove(id);
    }
  }
  /** Where something lies stays to be read until it is closed. */
  function lies(title: string, description: string): void {
    add({ title, description, color: 'neutral', icon: 'i-lucide-check', duration: 0, ui: { description: 'break-all' } });
  }
  function done(title: string, undo?: () => Promise<unknown>): void {
    const actions = undo
      ? [{ label: 'Undo', color: 'neutral' as const, variant: 'outline' as const, onClick: () => void attempt(undo) }]
      : [];
    add({ title, actions, color: 'neutral', icon: 'i-lucide-check', duration: undo ? 10_000 : 4000 });
  }
  function failed(error: unknown): void {
    const help = error instanceof BadInput ? error.help : null;
    add({
      title: error instanceof Error ? error.message : String(error),
      ...(help === null ? {} : { description: help }),
      color: 'error',
      icon: 'i-lucide-circle-alert',
      duration: 15_000,
    });
  }
  return { attempt, during, done, lies, failed };
}
