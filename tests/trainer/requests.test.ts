import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunRequests, clearRequests, leaveRequest } from '../../src-main/trainer/requests.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function startRequests(): { folder: string; requests: RunRequests; pass: (ms: number) => void } {
  const folder = join(temporaryFolder(), 'requests');
  let nowMs = 0;
  return { folder, requests: new RunRequests(folder, () => nowMs), pass: (ms) => (nowMs += ms) };
}

describe('requests to a run', () => {
  it('are none at first', () => {
    const { requests } = startRequests();
    expect([requests.stop(), requests.takeCheckpoint()]).toEqual([null, false]);
  });

  it('ask for a checkpoint once each, and their file is removed when taken', () => {
    const { folder, requests, pass } = startRequests();
    leaveRequest(folder, 'checkpoint');
    expect([requests.takeCheckpoint(), requests.takeCheckpoint()]).toEqual([true, false]);
    expect(readdirSync(folder)).toEqual([]);
    leaveRequest(folder, 'checkpoint');
    pass(100);
    expect(requests.takeCheckpoint()).toBe(true);
  });

  it('are looked for ten times a second, not at every step', () => {
    const { folder, requests, pass } = startRequests();
    expect(requests.stop()).toBeNull();
    leaveRequest(folder, 'stop-now');
    pass(99);
    expect(requests.stop()).toBeNull();
    pass(1);
    expect(requests.stop()).toBe('now');
  });

  it('to stop stand until the run has stopped, and the more urgent one counts', () => {
    const { folder, requests, pass } = startRequests();
    leaveRequest(folder, 'stop-epoch');
    expect([requests.stop(), requests.stop()]).toEqual(['epoch', 'epoch']);
    leaveRequest(folder, 'stop-now');
    pass(100);
    expect(requests.stop()).toBe('now');
    leaveRequest(folder, 'stop-epoch');
    pass(100);
    expect(requests.stop()).toBe('now');
  });

  it('that were left before the trainer began still count, unless they were cleared', () => {
    const folder = join(temporaryFolder(), 'requests');
    leaveRequest(folder, 'stop-now');
    expect(new RunRequests(folder).stop()).toBe('now');
    leaveRequest(folder, 'stop-now');
    clearRequests(folder);
    expect(new RunRequests(folder).stop()).toBeNull();
  });

  it('are not confused by other files', () => {
    const { folder, requests } = startRequests();
    writeFileSync(join(folder, 'notes.txt'), '');
    expect(requests.stop()).toBeNull();
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});
