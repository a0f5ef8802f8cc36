import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { readLines } from '../../trainer/run-journal.ts';
import { delira, documentOf } from './command-line.ts';
import { BROKEN_TRANSFORM, CODE_KINDS, ENDING_TRANSFORM, makeOwnCode } from './own-code.ts';

const mnist = realData('mnist-png');

describe("code of the user's own", () => {
  const base = mkdtempSync(join(tmpdir(), 'delira-test-code-'));
  const code = join(base, 'code');
  const run = (...words: string[]) => delira(words, { data: join(base, 'data'), cwd: code });

  beforeAll(() => {
    if (mnist !== null) makeOwnCode(base, mnist);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('may be every part of an experiment at once: agreed to, copied into the run, and trained', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const trained = documentOf<RunReport>(await run('train', 'experiment.yaml', '--trust', '--json'));
    expect(trained).toMatchObject({ status: 'finished', epochs: 1 });
    expect(Object.keys(trained.metrics)).toEqual(expect.arrayContaining(['train_my-loss', 'train_cross-entropy', 'val_top-two', 'val_accuracy']));
    expect(readdirSync(join(trained.folder, 'code', code)).sort()).toEqual(CODE_KINDS.map((kind) => `my-${kind}.ts`).sort());
    const lines = readLines(trained.folder);
    // The dataset of its own gives images of two of three classes twice.
    const { stepsPerEpoch = 0, samples } = lines.find((line) => line.kind === 'run-started') ?? {};
    expect(stepsPerEpoch).toBeGreaterThan(Math.ceil((samples?.train ?? 0) / 16));
    // Its schedule falls in half a cosine, three times over the run.
    const rates = lines.flatMap((line) => (line.kind === 'batch' ? [line.learningRate] : []));
    expect(rates[0]).toBe(0.001);
    expect(Math.min(...rates)).toBeLessThan(0.0005);
  });

  it('waits for consent when it is new, and is named with file and line by an error in a loader thread', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    writeFileSync(join(code, 'broken-transform.ts'), BROKEN_TRANSFORM);
    const words = ['train', '--dataset.folder', '../digits', '--training.epochs', '1', '--model.filters', '4', '--model.dense', '8', '--loader.workers', '1', '--augment', '[{ kind: custom, file: broken-transform.ts }]'];
    const asked = await run(...words);
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining(`expected your consent to run code of your own: ${join(code, 'broken-transform.ts')} (new)`) as string]);
    const failed = await run(...words, '--trust');
    expect([failed.code, failed.err]).toEqual([1, expect.stringContaining(`${join(code, 'broken-transform.ts')}:5:30: RangeError: too far`) as string]);
  });

  it('that ends its process or cannot be called is named once, before there is a run', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    writeFileSync(join(code, 'ending-transform.ts'), ENDING_TRANSFORM);
    const before = readdirSync(join(base, 'data', 'runs'));
    const ended = await run('train', '--dataset.folder', '../digits', '--augment', '[{ kind: custom, file: ending-transform.ts }]', '--trust');
    expect([ended.code, ended.err]).toEqual([2, expect.stringMatching(/^expected your own code to come to its end and give an answer, but it ended with code 0: \S+ending-transform\.ts\. Look there/m) as string]);
    expect(readdirSync(join(base, 'data', 'runs'))).toEqual(before);
  });
});
