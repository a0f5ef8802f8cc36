import { describe, expect, it } from 'vitest';
import { outwardSockets } from '../../../src-main/services/system/connections.ts';

const line = (remote: string, inode: number) => `   0: 0100007F:1F90 ${remote} 01 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;
const table = (...remotes: readonly string[]) => ['  sl  local_address rem_address   st …', ...remotes.map((remote, i) => line(remote, i + 1)), ''].join('\n');

describe('connections that leave the machine', () => {
  it('counts none to loopback, and none that only listens', () => {
    expect(outwardSockets(table('0100007F:C350', '00000000:0000', '0200007F:0035'))).toEqual([]);
    expect(outwardSockets(table('00000000000000000000000001000000:C350', '00000000000000000000000000000000:0000', '0000000000000000FFFF00000100007F:0050'))).toEqual([]);
  });

  it('counts those to other machines, by IPv4, IPv6 and IPv4 within it', () => {
    expect(outwardSockets(table('08080808:01BB', '0100007F:C350', '7F00A8C0:0050'))).toEqual(['1', '3']);
    expect(outwardSockets(table('B80D0120000000000000000001000000:01BB', '0000000000000000FFFF000008080808:01BB'))).toEqual(['1', '2']);
  });
});
