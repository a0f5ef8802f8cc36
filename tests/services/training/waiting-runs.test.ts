import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
  expect(told.map((each) => each.replaceAll(folder, ''))).toEqual([expect.stringContaining(`${first}.broken`) as string, expect.stringContaining(`${second}.broken`) as string]);
  expect(readFileSync(join(folder, `${second}.broken`), 'utf8')).toBe('{}');
});
