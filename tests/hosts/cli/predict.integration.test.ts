import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Prediction } from '../../../src-shared/api/training.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { encodePng } from '../../../src-main/imaging/encode-png.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { copyDigits, delira, documentOf } from './command-line.ts';

const mnist = realData('mnist-png');

describe('predictions from the command line', () => {
  const base = mkdtempSync(join(tmpdir(), 'delira-test-predict-'));
  let trained: RunReport;
  const run = (...words: string[]) => delira(words, { data: join(base, 'data'), cwd: tmpdir() });

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('agree with the test of the run on the same images, which no index has to know', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    copyDigits(mnist ?? '', join(base, 'digits'));
    const words = ['--dataset.folder', join(base, 'digits'), '--model.filters', '8', '--model.dense', '16', '--training.epochs', '4', '--loader.batchSize', '8', '--training.logImages.everyEpochs', '0'];
    trained = documentOf<RunReport>(await run('train', ...words, '--test', '--json'));
    const images = join(base, 'new');
    cpSync(join(base, 'digits', 'test'), images, { recursive: true });
    writeFileSync(join(images, 'notes.txt'), 'no image');
    const answer = documentOf<Prediction>(await run('predict', trained.run, images, '--output', join(base, 'answers'), '--json'));
    expect(answer).toMatchObject({ run: trained.run, files: 30, outputFolder: join(base, 'answers'), failed: [] });
    const right = answer.outputs.filter(({ input, class: name }) => input.startsWith(join(images, name)));
    expect(right.length / 30).toBeCloseTo(trained.metrics['test_accuracy'] ?? Number.NaN, 6);
    for (const { probabilities } of answer.outputs) expect(Object.values(probabilities).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    expect(JSON.parse(readFileSync(join(base, 'answers', 'predictions.json'), 'utf8'))).toEqual(answer);
    const lines = readFileSync(join(base, 'answers', 'predictions.csv'), 'utf8').trimEnd().split('\r\n');
    expect([lines.length, lines[0]]).toEqual([31, 'input,class,p(0),p(1),p(7),reason']);
  });

  it('name every file that could not be read, with its reason, and bring others to the size of the run', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const images = join(base, 'mixed');
    mkdirSync(images);
    writeFileSync(join(images, 'cut.png'), encodePng({ data: new Uint8Array(900).fill(7), height: 30, width: 30, channels: 1 }).subarray(0, 60));
    writeFileSync(join(images, 'volume.npy'), numpyFile([7, 5, 6]));
    writeFileSync(join(images, 'large.png'), encodePng({ data: new Uint8Array(50 * 40 * 3).fill(90), height: 50, width: 40, channels: 3 }));
    const answer = documentOf<Prediction>(await run('predict', trained.run, images, '--output', join(base, 'mixed-answers'), '--json'));
    expect(answer.outputs.map(({ input }) => input)).toEqual([join(images, 'large.png')]);
    const reasonOf = (name: string) => answer.failed.find(({ input }) => input === join(images, name))?.reason;
    expect(reasonOf('cut.png')).toMatch(/^expected /);
    expect(reasonOf('volume.npy')).toBe('expected an image, as the run was trained on, but found one of 7 × 5 × 6');
    expect([answer.files, readdirSync(images).sort()]).toEqual([3, ['cut.png', 'large.png', 'volume.npy']]);
  });

  it('are never written over', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const ended = await run('predict', trained.run, join(base, 'new', '7'), '--output', join(base, 'answers'));
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('expected a folder without predictions, but found predictions.csv') as string]);
  });
});

/** An array of zeros, as NumPy saves it. */
function numpyFile(shape: readonly number[]): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(117) + '\n';
  const size = shape.reduce((product, side) => product * side, 1);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.alloc(size)]);
}
