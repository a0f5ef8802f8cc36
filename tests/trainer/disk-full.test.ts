import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiskFull, DiskPause } from '../../src-main/trainer/disk-full.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { fillDisk } from './disk-faults.ts';

const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

function startPause(stopAsked: () => boolean = () => false): { pause: DiskPause; told: string[]; folder: string; ballast: string } {
  const folder = temporaryFolder();
  const ballast = join(folder, 'ballast');
  const told: string[] = [];
  const tell = (kind: string, text: string) => told.push(`${kind}: ${text.split(/[:(]/)[0]?.trim()}`);
  return { pause: new DiskPause({ folder, ballast, stopAsked, tell, retryMs: 1 }), told, folder, ballast };
}

describe('a run on a full disk', () => {
  it('waits, says so once, and goes on when there is space', async () => {
    const { pause, told } = startPause();
    let tries = 0;
    const action = () => {
      if (++tries < 4) throw noSpace();
      return 'done';
    };
    expect(await pause.whenSpace(action)).toBe('done');
    expect(tries).toBe(4);
    expect(told).toEqual(['warning: Paused', 'note: The disk has space again']);
  });

  it('gives up its ballast while it waits and takes it anew before it goes on', async () => {
    const { pause, ballast } = startPause();
    expect(existsSync(ballast)).toBe(true);
    const seen: boolean[] = [];
    await pause.whenSpace(() => {
      seen.push(existsSync(ballast));
      if (seen.length < 3) throw noSpace();
    });
    expect(seen).toEqual([true, false, false]);
    expect(existsSync(ballast)).toBe(true);
    pause.close();
    expect(existsSync(ballast)).toBe(false);
  });

  it('does not go on with room for a line only', async () => {
    const { pause, told, folder } = startPause();
    let tries = 0;
    const disk = fillDisk((call) => (call < 5 ? 'fail' : 'pass'));
    await pause.whenSpace(() => {
      if (++tries < 2) throw noSpace();
    });
    disk.empty();
    expect(tries).toBe(2);
    expect(told).toEqual(['warning: Paused', 'note: The disk has space again']);
    expect(existsSync(join(folder, 'ballast'))).toBe(true);
  });

  it('ends when it is asked to stop while it waits', async () => {
    let asked = false;
    const { pause } = startPause(() => asked);
    const waiting = pause.whenSpace(() => {
      throw noSpace();
    });
    asked = true;
    await expect(waiting).rejects.toThrow(DiskFull);
  });

  it('passes other errors on at once', async () => {
    const { pause, told, folder } = startPause();
    await expect(pause.whenSpace(() => writeFileSync(join(folder, 'no', 'such', 'folder'), ''))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(told).toEqual([]);
  });
});
