import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src-shared/domain/audit.ts';
import type { Prediction } from '../../../src-shared/domain/prediction.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import type { Geometry } from '../../../src-shared/domain/volume.ts';
import { codecs, decode } from '../../../src-main/files/decode.ts';
import { decodeSeries } from '../../../src-main/imaging/dicom/decode-series.ts';
import { encodePng } from '../../../src-main/imaging/encode-png.ts';
import { rasAffine } from '../../../src-main/imaging/nifti/encode.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { copyDigits, delira, documentOf } from './command-line.ts';

const mnist = realData('mnist-png');
const hippocampus = realData('hippocampus');
const dicom = realData('hippocampus-dicom');

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
    const right = answer.outputs.filter(({ input, class: name }) => input.startsWith(join(images, name ?? 'none')));
    expect(right.length / 30).toBeCloseTo(trained.metrics['test_accuracy'] ?? Number.NaN, 6);
    for (const { probabilities } of answer.outputs) expect(Object.values(probabilities ?? {}).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
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
    const ended = await run('predict', trained.run, images, '--output', join(base, 'mixed-answers'), '--json');
    const answer = JSON.parse(ended.out) as Prediction;
    expect(ended.code).toBe(1);
    expect(answer.outputs.map(({ input }) => input)).toEqual([join(images, 'large.png')]);
    const reasonOf = (name: string) => answer.failed.find(({ input }) => input === join(images, name))?.reason;
    expect(reasonOf('cut.png')).toMatch(/^expected /);
    expect(reasonOf('volume.npy')).toBe('expected an image, as the run was trained on, but found one of 7 × 5 × 6');
    expect([answer.files, readdirSync(images).sort()]).toEqual([3, ['cut.png', 'large.png', 'volume.npy']]);
  });

  it('say in one sentence that the folder of the run is not there', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const away = join(base, 'unmounted');
    renameSync(trained.folder, away);
    const ended = await run('predict', trained.run, join(base, 'new', '7'), '--output', join(base, 'no-answers'));
    const shown = await run('show', trained.run);
    renameSync(away, trained.folder);
    expect([ended.code, ended.err.trim().split('\n')]).toEqual([2, [expect.stringMatching(/^expected the folder of the run ".+" at .+, but it is not there\. Connect its disk/)]]);
    expect(shown.out).toMatch(/^folder .*, which is not there: connect its disk$/m);
  });

  it('are never written over', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const ended = await run('predict', trained.run, join(base, 'new', '7'), '--output', join(base, 'answers'));
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('expected a folder without predictions, but found predictions.csv') as string]);
  });

  it('are of a run that an audit finds nothing against, until its split is broken', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const report = documentOf<AuditReport>(await run('audit', trained.run, '--json'));
    expect(report.checks.map(({ name, passed }) => [name, passed])).toEqual([['sides', true], ['validation', true], ['overfit', true], ['shuffled', true]]);
    expect(report.checks[1]?.numbers['difference']).toBeLessThan(1e-3);
    const path = join(trained.folder, 'split.json');
    const split = JSON.parse(readFileSync(path, 'utf8')) as Record<'train' | 'val', object[]>;
    writeFileSync(path, JSON.stringify({ ...split, val: [...split.val, split.train[0]] }));
    const broken = await run('audit', trained.run, '--json');
    const [sides] = (JSON.parse(broken.out) as AuditReport).checks;
    expect([broken.code, sides?.passed, sides?.numbers['splitChanged'], sides?.numbers['imagesOnTwoSides']]).toEqual([1, false, 1, 1]);
    expect(sides?.examples[0]).toMatch(/^train: .* = val: /);
    writeFileSync(path, JSON.stringify(split));
  });

  it('come from a network that can be had as a layers model and as ONNX', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    documentOf(await run('export', trained.run, '--format', 'tfjs', '--output', join(base, 'tfjs'), '--json'));
    const model = JSON.parse(readFileSync(join(base, 'tfjs', 'model.json'), 'utf8')) as { readonly format: string; readonly weightsManifest: readonly { readonly paths: readonly string[] }[] };
    expect([model.format, model.weightsManifest[0]?.paths, readdirSync(join(base, 'tfjs')).sort()]).toEqual(['layers-model', ['weights.bin'], ['delira.json', 'model.json', 'weights.bin']]);
    documentOf(await run('export', trained.run, '--format', 'onnx', '--output', join(base, 'onnx'), '--json'));
    const description = JSON.parse(readFileSync(join(base, 'onnx', 'delira.json'), 'utf8')) as unknown;
    expect(description).toMatchObject({ run: trained.run, classes: ['0', '1', '7'], input: { name: 'image', layout: ['batch', 'channel', 'height', 'width'], shape: ['batch', 1, 28, 28] }, prepare: [{ kind: 'range' }] });
    expect((await run('export', trained.run, '--format', 'onnx', '--output', join(base, 'onnx'))).err).toContain('expected a folder without an exported network, but found model.onnx');
  });
});

describe('masks from the command line', () => {
  it('lie where their volumes lie, also of DICOM, of larger volumes than the run has seen, and averaged over runs and mirrored copies', async (context) => {
    needs(context, hippocampus !== null && dicom !== null, NO_REAL_DATA);
    const base = temporaryFolder();
    const data = join(base, 'data');
    const folder = join(base, 'hippocampus');
    const names = readdirSync(join(hippocampus ?? '', 'labelsTr')).sort();
    for (const [part, from, until] of [['imagesTr', 0, 4], ['labelsTr', 0, 4], ['imagesTs', 4, 5]] as const) {
      mkdirSync(join(folder, part), { recursive: true });
      for (const name of names.slice(from, until)) cpSync(join(hippocampus ?? '', part === 'labelsTr' ? part : 'imagesTr', name), join(folder, part, name));
    }
    cpSync(join(hippocampus ?? '', 'dataset.json'), join(folder, 'dataset.json'));
    const words = ['--model.kind', 'unet3d', '--model.features', '2,4', '--loader.batchSize', '2', '--training.epochs', '1', '--training.criterions', '[{kind: dice-ce}]', '--split.validation', '0.25', '--split.test', '0', '--augment', '[{kind: mirror, axes: [0]}]', '--prepare', '[{kind: z-score}, {kind: pad, size: [24, 32, 24]}]', '--json'];
    const run = (...more: string[]) => delira(more, { data, cwd: tmpdir() });
    const runs = [documentOf<RunReport>(await run('train', '--dataset.folder', folder, ...words)), documentOf<RunReport>(await run('train', '--dataset.folder', folder, ...words, '--seed', '2'))];
    const output = join(base, 'answers');
    const series = join(dicom ?? '', 'Study1', '13_HCropVolume');
    const answer = documentOf<Prediction>(await run('predict', ...runs.map(({ run: id }) => id), folder, series, '--output', output, '--tta', '--json'));
    expect([answer.task, answer.runs.map(({ run: id }) => id), answer.failed]).toEqual(['segmentation', runs.map(({ run: id }) => id), []]);
    // Masks of the folder are no inputs.
    expect(answer.outputs.map(({ input }) => input).sort()).toEqual([...names.slice(0, 4).map((name) => join(folder, 'imagesTr', name)), ...names.slice(4, 5).map((name) => join(folder, 'imagesTs', name)), series].sort());
    for (const { input, output: mask, picture, pixels, millilitres } of answer.outputs) {
      const isSeries = input === series;
      const image = isSeries ? await decodeSeries(readdirSync(series).map((name) => readFileSync(join(series, name))), codecs) : await decode(readFileSync(input));
      const found = await decode(readFileSync(mask));
      expect([found.shape.slice(0, 3), found.dtype]).toEqual([image.shape.slice(0, 3), 'uint8']);
      if (!isSeries) expect(found.geometry).toEqual(image.geometry);
      rasAffine(image.geometry as Geometry).matrix.forEach((value, i) => expect(found.geometry?.affine?.matrix[i]).toBeCloseTo(value, 3));
      expect(Object.values(pixels ?? {}).reduce((sum, count) => sum + count, 0)).toBe(found.data.length);
      const voxelMl = (image.geometry?.spacingMm ?? []).reduce((product, size) => product * size, 1) / 1000;
      expect(millilitres?.['Anterior']).toBeCloseTo((pixels?.['Anterior'] ?? 0) * voxelMl, 6);
      expect((await decode(readFileSync(picture ?? ''))).shape[2]).toBe(3);
    }
    expect(readdirSync(output).sort()).toEqual(['masks', 'pictures', 'predictions.csv', 'predictions.json']);
    expect(readdirSync(join(output, 'masks'), { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
    expect(JSON.parse(readFileSync(join(output, 'predictions.json'), 'utf8'))).toEqual(answer);
    // The same volumes elsewhere, without names of classes: larger than what the run was padded to, they are scored whole.
    const elsewhere = join(base, 'elsewhere');
    for (const [part, to] of [['imagesTr', 'images'], ['labelsTr', 'masks']] as const) {
      mkdirSync(join(elsewhere, to), { recursive: true });
      for (const name of names.slice(5, 7)) cpSync(join(hippocampus ?? '', part, name), join(elsewhere, to, name));
    }
    const tested = documentOf<{ readonly metrics: Readonly<Record<string, number>> }>(await run('test', runs[0]?.run ?? '', elsewhere, '--json'));
    expect(tested.metrics['test_dice']).toBeGreaterThanOrEqual(0);
  });
});

/** An array of zeros, as NumPy saves it. */
function numpyFile(shape: readonly number[]): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(117) + '\n';
  const size = shape.reduce((product, side) => product * side, 1);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.alloc(size)]);
}
