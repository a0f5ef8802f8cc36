import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { delira, documentOf } from './command-line.ts';
import { CODE_KINDS, makeOwnCode } from './own-code.ts';

const mnist = realData('mnist-png');

describe("code of the user's own, in every case", () => {
  const base = mkdtempSync(join(tmpdir(), 'delira-test-code-full-'));
  const code = join(base, 'code');
  const run = (...words: string[]) => delira(words, { data: join(base, 'data'), cwd: code });
  let trained: RunReport;

  beforeAll(() => {
    if (mnist !== null) makeOwnCode(base, mnist);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it.each(CODE_KINDS)('is begun with by "delira new %s", which writes over nothing', async (kind) => {
    if (mnist === null) return;
    const { file } = documentOf<{ readonly file: string }>(await run('new', kind, `new/${kind}.ts`, '--json'));
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(join(code, `my-${kind}.ts`), 'utf8').replace(/\.\/my-[a-z]+\.ts/g, `./${kind}.ts`));
    expect((await run('new', kind, `new/${kind}.ts`)).code).toBe(2);
  });

  it('is copied into the run, so that editing a file breaks no old run', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    trained = documentOf<RunReport>(await run('train', 'experiment.yaml', '--trust', '--test', '--json'));
    writeFileSync(join(code, 'my-network.ts'), 'export default "no network any more";\n');
    const again = documentOf<RunReport>(await run('test', trained.run, '--json'));
    expect(again.metrics).toEqual(trained.metrics);
    const answer = documentOf<{ readonly outputs: readonly unknown[] }>(await run('predict', trained.run, join(base, 'digits', 'test', '7'), '--output', join(base, 'answers'), '--json'));
    expect(answer.outputs).toHaveLength(10);
    expect(documentOf<RunReport>(await run('resume', trained.run, '--epochs', '1', '--json'))).toMatchObject({ status: 'finished', epochs: 2 });
  });

  it('is asked for again once it has changed, and a wrong export is told in a sentence', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const asked = await run('train', 'experiment.yaml');
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('my-network.ts (changed)') as string]);
    expect(asked.err).not.toContain('my-loss.ts');
    const { err } = await run('train', 'experiment.yaml', '--trust');
    expect(err).toContain(`${join(code, 'my-network.ts')}: expected its default export to be a class that extends AbstractNetwork, but found "no network any more"`);
  });

  it('is refused if a copy in a run is not what was agreed to', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const copy = join(trained.folder, 'code', code, 'my-loss.ts');
    writeFileSync(copy, `${readFileSync(copy, 'utf8')}\n// changed\n`);
    const tested = await run('test', trained.run);
    expect([tested.code, tested.err]).toEqual([2, expect.stringContaining(`expected ${copy} as it was when it was agreed to, but it has changed`) as string]);
  });

  it('is named with file and line by an error, a fault of grammar or a missing import', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const plain = ['--dataset.folder', '../digits', '--training.epochs', '1', '--model.filters', '4', '--model.dense', '8', '--trust'];
    writeFileSync(join(code, 'broken-loss.ts'), "import { tf } from 'delira';\n\nexport default () => ({ pred }: { pred: tf.Tensor }) =>\n  tf.matMul(pred, tf.zeros([77, 3]));\n");
    const inLoss = await run('train', ...plain, '--training.criterions', '[{ kind: custom, file: broken-loss.ts }]');
    expect([inLoss.code, inLoss.err]).toEqual([1, expect.stringContaining(`${join(code, 'broken-loss.ts')}:4:`) as string]);
    writeFileSync(join(code, 'broken-grammar.ts'), 'export default () => {\n  const a = ;\n};\n');
    const inGrammar = await run('check', ...plain, '--training.schedule.kind', 'custom', '--training.schedule.file', 'broken-grammar.ts');
    expect(inGrammar.err).toContain(join(code, 'broken-grammar.ts'));
    writeFileSync(join(code, 'lonely.ts'), "import { help } from './helper.ts';\nexport default help;\n");
    const alone = await run('train', ...plain, '--loader.code', 'lonely.ts');
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining(`loader.code: expected code at ${join(code, 'helper.ts')}, which ${join(code, 'lonely.ts')} imports, but found no file`) as string]);
  });
});
