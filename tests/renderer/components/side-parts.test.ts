import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src-renderer/components/side-parts.ts';

describe('the bar of a side', () => {
  it('is parted by the classes of its images, without those of none', () => {
    expect(partsOf({ samples: 5, groups: 0, byClass: [2, 0, 3] })).toEqual([{ label: 0, count: 2 }, { label: 2, count: 3 }]);
  });

  it('is of one piece where masks show several classes each, and as long as its images are many', () => {
    expect(partsOf({ samples: 5, groups: 0, byClass: [5, 4, 1] })).toEqual([{ label: null, count: 5 }]);
  });
});
