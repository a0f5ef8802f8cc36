import { expect, it } from 'vitest';
import { LimitedCache } from '../../src-main/services/limited-cache.ts';

it('forgets what was not asked for the longest once its weight passes the limit', () => {
  const cache = new LimitedCache<string>(10, (value) => value.length);
  cache.set('a', 'four');
  cache.set('b', 'four');
  expect(cache.get('a')).toBe('four');
  cache.set('c', 'four');
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['four', undefined, 'four']);
  cache.set('a', 'eleven char');
  expect([cache.get('a'), cache.get('c')]).toEqual([undefined, undefined]);
});
