import { describe, expect, test } from 'vitest';
import { decideStatus } from '../../../src-main/store/ingest/decide-status.ts';
import type { RunFacts } from '../../../src-main/store/ingest/decide-status.ts';
import type { ExitFile, ProcessFile } from '../../../src-shared/schema/run-file.ts';

const NOW = 1_000_000;
const trainer: ProcessFile = { formatVersion: 1, attempt: 1, command: 'train', pid: 42, startedAt: 'then', bootId: 'boot', host: 'here' };
const exit: ExitFile = { formatVersion: 1, attempt: 1, status: 'failed', message: 'The loss was no number.', epoch: 2, step: 12, endedMs: 900_000 };

/** A run that is training as it should. */
const training: RunFacts = {
  status: 'running',
  statusMs: 500_000,
  attempt: 1,
  command: 'train',
  process: trainer,
  processMs: 500_000,
  processState: 'alive',
  exit: null,
  heartbeatMs: 999_000,
  nowMs: NOW,
};
const decide = (facts: Partial<RunFacts>) => decideStatus({ ...training, ...facts });

describe('a run', () => {
  test('that trains is left as it is, also if its heart stands still', () => {
    expect(decide({})).toBeNull();
    expect(decide({ heartbeatMs: 0 })).toBeNull();
  });

  test('whose process is gone is interrupted, at its last heartbeat', () => {
    expect(decide({ processState: 'gone' })).toMatchObject({ status: 'interrupted', endedMs: 999_000 });
    expect(decide({ process: null, processState: null })).toMatchObject({ status: 'interrupted' });
  });

  test('that said how it ended, but not in its journal, ended that way', () => {
    expect(decide({ processState: 'gone', exit })).toEqual({ status: 'failed', message: exit.message, sinceMs: 900_000, endedMs: 900_000 });
  });

  test('is not ended by what an earlier attempt said', () => {
    expect(decide({ attempt: 2, exit })).toBeNull();
    expect(decide({ attempt: 2, processState: 'gone', process: { ...trainer, attempt: 2 }, exit })).toMatchObject({ status: 'interrupted' });
  });

  test('that has ended stays so, whatever became of its process', () => {
    for (const status of ['finished', 'failed', 'stopped', 'interrupted'] as const) expect(decide({ status, processState: 'gone' })).toBeNull();
  });

  test('that a new process took on is starting, from whatever it was', () => {
    for (const status of ['finished', 'interrupted', 'queued', 'stopped'] as const) {
      expect(decide({ status, process: { ...trainer, attempt: 2 }, processMs: 990_000 })).toMatchObject({ status: 'starting', sinceMs: 990_000 });
    }
  });

  test('whose new process died before it wrote a line is interrupted', () => {
    expect(decide({ status: 'starting', process: { ...trainer, attempt: 2 }, processState: 'gone', processMs: 990_000 })).toMatchObject({ status: 'interrupted' });
  });

  test('whose trainer never came is given up after half a minute', () => {
    const asked = { status: 'starting', process: null, processState: null, processMs: 0 } as const;
    expect(decide({ ...asked, statusMs: NOW - 29_000 })).toBeNull();
    expect(decide({ ...asked, statusMs: NOW - 31_000 })).toMatchObject({ status: 'interrupted' });
  });

  test('on another machine is alive while its heart beats, and given up after ten minutes', () => {
    expect(decide({ processState: 'elsewhere' })).toBeNull();
    expect(decide({ processState: 'elsewhere', heartbeatMs: NOW - 599_000 })).toBeNull();
    expect(decide({ processState: 'elsewhere', heartbeatMs: NOW - 601_000 })).toMatchObject({ status: 'interrupted' });
  });

  test('that has finished and is being tested keeps its status', () => {
    expect(decide({ status: 'finished', attempt: 1, process: { ...trainer, attempt: 2, command: 'test' } })).toBeNull();
    expect(decide({ status: 'finished', attempt: 2, command: 'test', process: { ...trainer, attempt: 2, command: 'test' }, processState: 'gone' })).toBeNull();
  });
});
