import { describe, expect, it } from 'vitest';
import { bytesInWords } from '../../../src-shared/lib/size-words.ts';

describe('words for sizes', () => {
  it('tell sizes in steps of a thousand', () => {
    expect([0, 512, 999, 1000, 3_440_000, 999_999_999, 12e9].map(bytesInWords)).toEqual(['0 bytes', '512 bytes', '999 bytes', '1.0 KB', '3.4 MB', '1.0 GB', '12 GB']);
  });
});
