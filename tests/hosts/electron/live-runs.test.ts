import { describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../../src-shared/api/index.ts';
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import type { Services } from '../../../src-main/services/contract.ts';
import { endedWords } from '../../../src-main/hosts/electron/ended-words.ts';
import { followLiveRuns } from '../../../src-main/hosts/electron/live-runs.ts';

/** A store of runs that tests change by hand; every change is noticed. */
function board() {
  const status = new Map<string, { status: RunSummary['status']; live: boolean }>();
  const listeners = new Set<(notice: Notice) => void>();
  const services = {
    api: { runs: { get: ({ runId }: { runId: string }) => Promise.resolve({ id: runId, status: status.get(runId)?.status }) } },
    liveRuns: () => Promise.resolve([...status].flatMap(([runId, { live }]) => (live ? [{ runId, name: runId }] : []))),
    onNotice: (listener: (notice: Notice) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Pick<Services, 'api' | 'liveRuns' | 'onNotice'>;
  const tell = async (topic: Notice['topic'] = 'runs') => {
    for (const listener of listeners) listener({ topic });
    await vi.waitFor(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    services,
    tell,
    set: (runId: string, next: RunSummary['status'], live: boolean) => {
      status.set(runId, { status: next, live });
      return tell();
    },
  };
}

describe('live runs', () => {
  it('are counted as they begin and end, and each end is told once', async () => {
    const { services, set, tell } = board();
    const counts: number[] = [];
    const ends: string[] = [];
    const forget = followLiveRuns(services, { onCount: (count) => counts.push(count), onEnd: ({ id, status }) => ends.push(`${id} ${status}`) });
    await set('a', 'running', true);
    await set('b', 'starting', true);
    await tell('datasets');
    await set('a', 'finished', false);
    await tell();
    await set('b', 'failed', false);
    forget();
    await set('c', 'running', true);
    expect(counts).toEqual([1, 2, 1, 0]);
    expect(ends).toEqual(['a finished', 'b failed']);
  });

  it('have not ended before the store has their last lines', async () => {
    const { services, set } = board();
    const ends: string[] = [];
    followLiveRuns(services, { onCount: () => undefined, onEnd: ({ status }) => ends.push(status) });
    await set('a', 'running', true);
    await set('a', 'running', false);
    expect(ends).toEqual([]);
    await set('a', 'finished', false);
    expect(ends).toEqual(['finished']);
  });
});

describe('a notification', () => {
  const run = { name: 'hippocampus-unet', epoch: 7, epochs: 20, message: null, selection: null } as RunSummary;

  it('tells what a finished run has reached', () => {
    const selection = { metric: 'val_dice', mode: 'max', epoch: 6, value: 0.871234 } as const;
    expect(endedWords({ ...run, status: 'finished', selection })).toEqual({ title: 'hippocampus-unet has finished', body: 'val_dice 0.8712 at epoch 6' });
    expect(endedWords({ ...run, status: 'finished' })?.body).toBe('20 epochs');
  });

  it('tells why a run has failed', () => {
    expect(endedWords({ ...run, status: 'failed', message: 'the disk is full' })).toEqual({ title: 'hippocampus-unet has failed', body: 'the disk is full' });
    expect(endedWords({ ...run, status: 'interrupted' })?.body).toBe('in epoch 7 of 20; it can be resumed');
  });

  it('is not sent for a run that the user has stopped', () => {
    expect(endedWords({ ...run, status: 'stopped' })).toBeNull();
  });
});
