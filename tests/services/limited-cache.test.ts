import { expect, it } from 'vitest';
import { LimitedCache } from '../../src-main/services/limited-cache.ts';

it('forgets what was not asked for the longest once its weight passes the limit', () => {
  const forgotten: string[] = [];
  const cache = new LimitedCache<string>(10, { weigh: (value) => value.length, forgotten: (value) => void forgotten.push(value) });
  cache.set('a', 'four');
  cache.set('b', 'next');
  expect(cache.get('a')).toBe('four');
  cache.set('c', 'last');
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['four', undefined, 'last']);
  cache.set('a', 'eleven char');
  expect([cache.get('a'), cache.get('c')]).toEqual([undefined, undefined]);
  expect(forgotten).toEqual(['next', 'four', 'last', 'eleven char']);
});
