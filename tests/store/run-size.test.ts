import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLooks, isThere } from '../../src-main/store/run-size.ts';

describe('looking whether a run is there', () => {
  afterEach(() => void vi.useRealTimers());

  it('tells a folder that is there from one that is gone, for many at once', async () => {
    const output = mkdtempSync(join(tmpdir(), 'delira-test-looks-'));
    onTestFinished(() => rmSync(output, { recursive: true }));
    for (const name of ['a', 'b', 'c']) mkdirSync(join(output, name));
    expect(await Promise.all(['a', 'gone', 'b', 'c'].map((name) => isThere(join(output, name))))).toEqual([true, false, true, true]);
  });

  it('begins one look at a drive that hangs, however many runs are there and however often they are asked for', async () => {
    vi.useFakeTimers();
    const begun: string[] = [];
    let wake = (): void => undefined;
    const look = createLooks((path) => {
      begun.push(path);
      return path.startsWith('/dead') ? new Promise((resolve) => (wake = () => resolve({}))) : Promise.resolve({});
    });
    const asked = Promise.all(['/dead/a', '/dead/b', '/dead/a', '/alive/c'].map(look));
    await vi.advanceTimersByTimeAsync(200);
    expect(await asked).toEqual([null, null, null, true]);
    expect(await look('/dead/d')).toBe(null);
    expect(begun).toEqual(['/dead/a', '/alive/c']);

    wake();
    await vi.advanceTimersByTimeAsync(0);
    const again = look('/dead/b');
    wake();
    expect(await again).toBe(true);
    expect(begun).toEqual(['/dead/a', '/alive/c', '/dead/b']);
  });

  it('does not call a folder gone that it may not look at', async () => {
    const look = createLooks(() => Promise.reject(new Error('EACCES')));
    expect(await look('/closed/a')).toBe(null);
  });
});
