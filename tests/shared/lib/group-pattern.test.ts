import { describe, expect, it } from 'vitest';
import { groupByPattern, pathPattern } from '../../../src-shared/lib/group-pattern.ts';

describe('groupByPattern', () => {
  it.each([
    ['{group}_*', 'scans/p12_slice3.png', 'p12'],
    ['{group}_*', 'scans/p12.png', null],
    ['*-{group}', 'x-7.nii.gz', '7'],
    ['scan{group}.png', 'a/scan9.png', '9'],
    ['scans/{group}/**', 'scans/p1/a/b.png', 'p1'],
    ['**/{group}/*.png', 'x/y/p3/1.png', 'p3'],
    ['**/{group}/*.png', 'p3/1.png', 'p3'],
    ['a.b/{group}/*', 'axb/p/1.png', null],
  ])('%s takes from %s the group %s', (pattern, path, group) => {
    expect(groupByPattern(pattern)(path)).toBe(group);
  });

  it.each(['*_*', '{group}_{group}'])('refuses %s, which does not name the group once', (pattern) => {
    expect(() => groupByPattern(pattern)).toThrow(`expected a pattern with {group} once, such as {group}_*, but found ${pattern}`);
  });
});

it.each([
  ['site_a/**', 'site_a/x/1.png', true],
  ['site_a/**', 'site_b/1.png', false],
  ['*_t1.nii.gz', 'a/b/p1_t1.nii.gz', true],
  ['a/*.png', 'a/b/1.png', false],
])('%s holds of %s: %s', (pattern, path, fits) => {
  expect(pathPattern(pattern)(path)).toBe(fits);
});
