import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../../../src-renderer/views/runs/run-address.ts';

describe('the address of the list of runs', () => {
  it('is read back as it was written', () => {
    const address = { query: 'status:failed tag:paper', sort: { by: 'selection', descending: false }, binned: true } as const;
    expect(readAddress(writeAddress(address))).toEqual(address);
  });

  it('is empty for what is usual, and usual for what nobody understands', () => {
    const usual = { query: '', sort: { by: 'created', descending: true }, binned: false } as const;
    expect(writeAddress(usual)).toEqual({});
    expect(readAddress({ sort: 'speed-down', q: ['a', 'b'], bin: 'yes' })).toEqual(usual);
  });
});
