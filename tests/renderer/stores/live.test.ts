import { createApp, effectScope } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../../src-renderer/backend/backend.ts';
import { listeners } from '../../../src-renderer/backend/listeners.ts';
import { BACKEND } from '../../../src-renderer/stores/backend.ts';
import { REFETCH_MS, useLive } from '../../../src-renderer/stores/live.ts';
import type { LiveOptions } from '../../../src-renderer/stores/live.ts';
import type { Notice } from '../../../src-shared/api/index.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Follows something that counts how often it was asked. */
async function follow(options: LiveOptions<string>) {
  const notices = listeners<Notice>();
  const app = createApp({}).provide(BACKEND, { onNotice: notices.add } as unknown as Backend);
  const scope = effectScope();
  let asked = 0;
  const live = app.runWithContext(() => scope.run(() => useLive(options, () => Promise.resolve(++asked))));
  if (!live) throw new Error('expected a scope that runs');
  await vi.advanceTimersByTimeAsync(REFETCH_MS);
  return { live, tell: notices.tell, stop: () => scope.stop(), later: () => vi.advanceTimersByTimeAsync(2 * REFETCH_MS) };
}

describe('what is followed', () => {
  it('is asked for at once, and again when one of a list has changed', async () => {
    const { live, tell, later } = await follow({ topics: ['datasets'], key: 'all' });
    expect([live.value.value, live.loading.value]).toEqual([1, false]);
    tell({ topic: 'datasets', id: 'a' });
    await later();
    expect(live.value.value).toBe(2);
  });

  it('is left alone by notices of another topic and, where it is one thing, of another id', async () => {
    const { live, tell, later } = await follow({ topics: ['runs'], key: 'a', single: true });
    tell({ topic: 'datasets' });
    tell({ topic: 'runs', id: 'b' });
    await later();
    expect(live.value.value).toBe(1);
    tell({ topic: 'runs', id: 'a' });
    await later();
    expect(live.value.value).toBe(2);
  });

  it('is asked for once after a crowd of notices, and never after its scope has ended', async () => {
    const { live, tell, stop, later } = await follow({ topics: ['runs'], key: 'all' });
    for (let i = 0; i < 50; i++) tell({ topic: 'runs', id: String(i) });
    await later();
    expect(live.value.value).toBe(2);
    stop();
    tell({ topic: 'runs' });
    await later();
    expect(live.value.value).toBe(2);
  });
});
