import { expect, it } from 'vitest';
import { whereNow } from '../../../src-shared/lib/dataset-folders.ts';

it('images are taken where they are now, and where they were if no dataset is known by the id', () => {
  const datasets = [{ id: 'moved', folder: '/new/a' }, { id: 'joined', folder: '/joined/1', parts: [{ folder: '/a' }, { folder: '/b' }] }];
  const named = { folder: '/old/a', cache: 'disk' };
  expect([whereNow(named, 'moved', datasets), whereNow(named, 'joined', datasets)]).toEqual([{ folder: '/new/a', cache: 'disk' }, { folder: ['/a', '/b'], cache: 'disk' }]);
  expect([whereNow(named, 'of another data folder', datasets), whereNow(named, null, datasets)]).toEqual([named, named]);
});
