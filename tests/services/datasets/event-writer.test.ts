import { describe, expect, it } from 'vitest';
import { EventWriter } from '../../../src-main/services/datasets/event-writer.ts';
import type { IndexEvent } from '../../../src-shared/domain/index-event.ts';

const rows = (count: number): IndexEvent => ({
  kind: 'records',
  records: Array.from({ length: count }, (_, i) => ({ path: `${i}.png`, label: null, group: null, side: null, sizeBytes: 1, modifiedMs: 1, shape: null, dtype: null, hash: null, fault: null, mask: null })),
});
const progress = (done: number): IndexEvent => ({ kind: 'progress', progress: { pass: 'hash', done, total: 9, filesPerSecond: 1, secondsLeft: 1 } });

function recording() {
  const written: (readonly string[])[] = [];
  const write = async (events: readonly IndexEvent[]) => {
    written.push(events.map((event) => (event.kind === 'records' ? `${event.records.length} rows` : event.kind === 'progress' ? `at ${event.progress.done}` : event.kind)));
    await Promise.resolve();
  };
  return { written, writer: new EventWriter(write) };
}

describe('EventWriter', () => {
  it('writes rows by the thousand, in their order, and what is left at the end', async () => {
    const { written, writer } = recording();
    for (let i = 0; i < 7; i++) await writer.add(rows(1000), 0);
    await writer.end();
    expect(written).toEqual([Array.from({ length: 5 }, () => '1000 rows'), ['1000 rows', '1000 rows']]);
  });

  it('lets nothing wait for long, and tells of progress only the newest', async () => {
    const { written, writer } = recording();
    await writer.add(rows(1), 0);
    for (const done of [1, 2]) await writer.add(progress(done), 100 * done);
    await writer.add(rows(1), 350);
    expect(written).toEqual([['1 rows', 'at 2', '1 rows']]);
  });

  it('says at the next event what could not be written, and at the end', async () => {
    const writer = new EventWriter(() => Promise.reject(new Error('the disk is full')));
    await writer.add(rows(5000), 0);
    await expect(writer.add(rows(5000), 0)).rejects.toThrow('the disk is full');
    await expect(writer.end()).rejects.toThrow('the disk is full');
  });
});
