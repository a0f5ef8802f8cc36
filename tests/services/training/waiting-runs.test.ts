import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WaitingRuns } from '../../../src-main/services/training/waiting-runs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const id = (digit: number) => `0199${digit}000-0000-7000-8000-000000000000`;
const run = (digit: number) => ({ runId: id(digit), folder: `/runs/${digit}`, device: 'cpu', epochs: null });

it('keeps the order in which runs were asked for, also for another host and after a restart', async () => {
  const folder = temporaryFolder();
  const waiting = new WaitingRuns(folder);
  // The newest run's id sorts last: a resumed run, of an older id, still comes behind it.
  for (const digit of [3, 1, 2]) await waiting.add(run(digit), 1000);
  writeFileSync(join(folder, 'something else.txt'), '');
  const reopened = new WaitingRuns(folder);
  const listed = await reopened.list();
  expect(listed.map(({ runId }) => runId)).toEqual([id(3), id(1), id(2)]);
  for (const each of listed.slice(0, 2)) await reopened.remove(each);
  expect((await waiting.list()).map(({ runId }) => runId)).toEqual([id(2)]);
});

it('sets a file aside that cannot be read, tells of it once, and lists the others', async () => {
  const folder = temporaryFolder();
  const told: string[] = [];
  const waiting = new WaitingRuns(folder, ({ message }) => told.push(message));
  for (const digit of [1, 2, 3]) await waiting.add(run(digit), 1000);
  const [first = '', second = ''] = readdirSync(folder).sort();
  writeFileSync(join(folder, first), '{ "formatVersion": 1, "runId"');
  writeFileSync(join(folder, second), '{}');
  expect((await waiting.list()).map(({ runId }) => runId)).toEqual([id(3)]);
  expect((await waiting.list()).map(({ runId }) => runId)).toEqual([id(3)]);
  // Both are read at a time: whichever the disk gives first is told first.
  expect(told.map((each) => each.replaceAll(folder, ''))).toEqual(expect.arrayContaining([expect.stringContaining(`${first}.broken`), expect.stringContaining(`${second}.broken`)]));
  expect(told).toHaveLength(2);
  expect(readFileSync(join(folder, `${second}.broken`), 'utf8')).toBe('{}');
});

describe('runs that wait', () => {
  const order = async (waiting: WaitingRuns) => (await waiting.list()).map(({ runId }) => runId.charAt(4));

  it('can be put before others and behind all, and stay so after a restart', async () => {
    const folder = temporaryFolder();
    const waiting = new WaitingRuns(folder);
    for (const digit of [1, 2, 3, 4]) await waiting.add(run(digit), 1000);
    expect(await waiting.move(id(4), id(2))).toBe(true);
    expect(await order(waiting)).toEqual(['1', '4', '2', '3']);
    await waiting.move(id(1), null);
    expect(await order(new WaitingRuns(folder))).toEqual(['4', '2', '3', '1']);
    await waiting.add(run(5), 1000);
    expect(await order(waiting)).toEqual(['4', '2', '3', '1', '5']);
  });

  it('of one place are told apart when they are moved', async () => {
    const [folder, hosts] = [temporaryFolder(), [1, 2, 3].map(() => 1000)];
    for (const [i, nowMs] of hosts.entries()) await new WaitingRuns(folder).add(run(i + 1), nowMs);
    const waiting = new WaitingRuns(folder);
    await waiting.move(id(3), id(1));
    expect(await order(waiting)).toEqual(['3', '1', '2']);
  });

  it('cannot be moved once started, nor before one that is gone', async () => {
    const waiting = new WaitingRuns(temporaryFolder());
    for (const digit of [1, 2]) await waiting.add(run(digit), 1000);
    const [first] = await waiting.list();
    if (first) await waiting.write({ ...first, trainer: { pid: 1, startedAt: 'x', bootId: 'x', host: 'x', logBytes: 0 } });
    expect([await waiting.move(id(1), null), await waiting.move(id(2), id(1)), await waiting.move(id(2), id(7))]).toEqual([false, false, false]);
    expect(await order(waiting)).toEqual(['1', '2']);
  });
});
