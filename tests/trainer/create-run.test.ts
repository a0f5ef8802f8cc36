import { basename } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRun } from '../../src-main/trainer/create-run.ts';
import { readRun } from '../../src-main/trainer/read-run.ts';
import { newRunId } from '../../src-main/trainer/run-id.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runPlan } from './plans.ts';

const SAMPLES = Array.from({ length: 10 }, (_, i) => ({ key: i.toString(16).padStart(32, '0'), path: `${i}.png`, label: i % 2, group: null }));

describe('a created run', () => {
  it('is read back as it was planned', () => {
    const plan = runPlan({ folder: '/data', samples: SAMPLES });
    const { folder, run } = createRun(temporaryFolder(), plan, 1_790_000_000_000);
    expect(basename(folder)).toBe('two-kinds-0001');
    expect(run).toMatchObject({ name: plan.spec.name, createdMs: 1_790_000_000_000, classes: ['dark', 'bright'], dataset: plan.dataset, spec: plan.spec });
    const read = readRun(folder);
    expect(read.run).toEqual(JSON.parse(JSON.stringify(run)));
    expect(read.split).toEqual({ formatVersion: 1, ...plan.split });
  });

  it('is refused when its split was changed', () => {
    const { folder } = createRun(temporaryFolder(), runPlan({ folder: '/data', samples: SAMPLES }));
    const path = join(folder, 'split.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"train"', '"train" '));
    expect(() => readRun(folder)).toThrow(/expected .*split\.json as it was when the run was created/);
  });

  it('is asked for where there is none', () => {
    expect(() => readRun(temporaryFolder())).toThrow(/expected a run's file at .*run\.json/);
  });
});

describe('run ids', () => {
  it('are UUIDs of version 7, in the order of time', () => {
    const ids = Array.from({ length: 50 }, (_, i) => newRunId(1_790_000_000_000 + i));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids).toEqual([...ids].sort());
    expect(parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)).toBe(1_790_000_000_000);
  });
});
