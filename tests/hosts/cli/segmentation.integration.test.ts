import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import { errorOf } from '../../../src-shared/lib/class-colours.ts';
import { decodeLine } from '../../../src-shared/lib/json-line.ts';
import { caseScores, countPixels, meanOf } from '../../../src-main/engine/metrics/case-scores.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { openForTest } from '../../services/open-for-test.ts';
import { delira, documentOf } from './command-line.ts';

const nuclei = realData('nuclei');
const hippocampus = realData('hippocampus');

/** The first few files of folders that hold pairs, in a folder of their own. */
function fewOf(source: string, folders: readonly string[], count: number, others: readonly string[] = []): string {
  const target = temporaryFolder();
  for (const folder of folders) {
    mkdirSync(join(target, folder));
    for (const name of readdirSync(join(source, folder)).sort().slice(0, count)) copyFileSync(join(source, folder, name), join(target, folder, name));
  }
  for (const name of others) copyFileSync(join(source, name), join(target, name));
  return target;
}

const experiment = (name: string) => new URL(`../../../resources/experiments/${name}.yaml`, import.meta.url).pathname;

function journalOf({ folder }: RunReport): readonly JournalLine[] {
  return readFileSync(join(folder, 'journal.ndjson'), 'utf8').trim().split('\n').map((line): JournalLine => decodeLine(line));
}

const ofKind = <Kind extends JournalLine['kind']>(lines: readonly JournalLine[], kind: Kind) => lines.filter((line): line is Extract<JournalLine, { kind: Kind }> => line.kind === kind);

describe('segmentation', () => {
  it('of nuclei: Dice rises, each case is scored on its own grid, and pictures are saved', async (context) => {
    needs(context, nuclei !== null, NO_REAL_DATA);
    const folder = fewOf(nuclei ?? '', ['images', 'masks'], 12);
    const small = ['--prepare', '[{kind: channels, count: 1}, {kind: resize, size: [64, 64]}, {kind: range, from: image}]', '--model.features', '8,16', '--loader.batchSize', '2'];
    const words = [...small, '--training.epochs', '2', '--training.optimizer.learningRate', '0.01', '--split.validation', '0.25', '--test', '--json'];
    const data = temporaryFolder();
    const report = documentOf<RunReport>(await delira(['train', experiment('nuclei-unet2d'), '--dataset.folder', folder, ...words], { data }));
    expect(report.status).toBe('finished');
    const lines = journalOf(report);
    const [first, last] = ofKind(lines, 'epoch-ended').map(({ values }) => values['val_dice'] ?? Number.NaN);
    expect(last).toBeGreaterThan(first ?? Number.NaN);
    const rows = ofKind(lines, 'prediction').filter(({ side, epoch }) => side === 'val' && epoch === 2);
    expect(rows).toHaveLength(3);
    const mean = rows.reduce((sum, { scores }) => sum + (scores?.['dice'] ?? Number.NaN), 0) / rows.length;
    expect(mean).toBeCloseTo(last ?? Number.NaN, 10);
    // 3 images of 256 x 256, although the network saw them at 64 x 64.
    expect(ofKind(lines, 'confusion').at(0)?.counts.reduce((sum, count) => sum + count, 0)).toBe(3 * 256 * 256);
    expect(ofKind(lines, 'image').filter(({ tag, epoch }) => tag === 'val' && epoch === 2)).toHaveLength(3);
    expect(ofKind(lines, 'prediction').filter(({ side }) => side === 'test').length).toBeGreaterThan(0);
    const { spec } = JSON.parse(readFileSync(join(report.folder, 'run.json'), 'utf8')) as { readonly spec: unknown };
    const { api } = await openForTest(data);
    expect(await api.training.plan({ spec })).toMatchObject({ ok: true, plan: { stepsPerEpoch: ofKind(lines, 'run-started')[0]?.stepsPerEpoch } });
  });

  it('of the hippocampus: volumes of several sizes are padded, and scored as they were, class by class', async (context) => {
    needs(context, hippocampus !== null, NO_REAL_DATA);
    const folder = fewOf(hippocampus ?? '', ['imagesTr', 'labelsTr'], 6, ['dataset.json']);
    const words = ['--model.features', '4,8', '--loader.batchSize', '2', '--training.epochs', '1', '--split.validation', '0.2', '--training.metrics', '[{kind: dice}, {kind: hausdorff95}, {kind: surface-distance}]', '--training.select.metric', 'val_surface-distance_anterior', '--training.select.mode', 'min', '--json'];
    const data = temporaryFolder();
    const report = documentOf<RunReport>(await delira(['train', experiment('hippocampus-unet3d'), '--dataset.folder', folder, ...words], { data }));
    expect(report.status).toBe('finished');
    const lines = journalOf(report);
    expect(Object.keys(ofKind(lines, 'epoch-ended')[0]?.values ?? {})).toEqual(expect.arrayContaining(['val_dice', 'val_dice_anterior', 'val_dice_posterior', 'val_hausdorff95_posterior', 'val_surface-distance']));
    const [confusion] = ofKind(lines, 'confusion');
    expect(confusion?.classes).toEqual(['background', 'Anterior', 'Posterior']);
    expect(ofKind(lines, 'image')[0]?.caption).toMatch(/^sample-[0-9a-f]{16}: image, truth; prediction, errors \(Dice 0\.\d\d in this slice\)$/);
    // A case is drawn anew: every voxel is right, or an error of the kind that the two masks tell.
    const { api } = await openForTest(data);
    const { rows: [worst] } = await api.runs.predictions({ runId: report.run, side: 'val', offset: 0, limit: 1 });
    const { datasetId } = await api.runs.get({ runId: report.run });
    const ask = { datasetId: datasetId ?? '', sampleId: worst?.sampleId ?? 0 };
    const [image, truth] = await Promise.all([api.images.volume({ ...ask, what: 'image' }), api.images.volume({ ...ask, what: 'mask' })]);
    const drawn = await api.images.drawnMask({ runId: report.run, sampleId: ask.sampleId, epoch: worst?.epoch ?? 0 });
    expect([drawn.epoch, worst?.shape, drawn.mask.shape, drawn.mask.geometry]).toEqual([1, [...image.shape, 1], image.shape, image.geometry]);
    expect([...drawn.errors.data]).toEqual([...drawn.mask.data].map((found, i) => errorOf(truth.data[i] ?? 0, found)));
    expect(meanOf(caseScores(countPixels(truth.data, drawn.mask.data, 3)).dice)).toBeCloseTo(worst?.scores?.['dice'] ?? Number.NaN, 10);
    // Elsewhere, on grids of any size, with distances in mm as in the run.
    const elsewhere = fewOf(hippocampus ?? '', ['imagesTr', 'labelsTr'], 2, ['dataset.json']);
    expect(await delira(['test', report.folder, elsewhere, '--json'], { data })).toMatchObject({ code: 0 });
    const [looked] = ofKind(journalOf(report), 'test-looked').slice(-1);
    for (const name of ['dice', 'hausdorff95', 'hausdorff95_anterior', 'surface-distance', 'surface-distance_posterior']) expect(looked?.values[`test_${name}`]).toBeGreaterThanOrEqual(0);
    // A hippocampus lies in some 50 mm.
    expect(looked?.values['test_surface-distance']).toBeLessThan(100);
  });

  it('of patches: volumes of several sizes stay as they are, and whole ones are validated, drawn and told', async (context) => {
    needs(context, hippocampus !== null, NO_REAL_DATA);
    const folder = fewOf(hippocampus ?? '', ['imagesTr', 'labelsTr'], 6, ['dataset.json']);
    const words = ['--model.features', '2,4', '--loader.batchSize', '2', '--loader.patch.size', '16,24,16', '--training.epochs', '1', '--split.validation', '0.4', '--json'];
    const data = temporaryFolder();
    const report = documentOf<RunReport>(await delira(['train', experiment('hippocampus-unet3d'), '--dataset.folder', folder, ...words], { data }));
    const lines = journalOf(report);
    const { spec } = JSON.parse(readFileSync(join(report.folder, 'run.json'), 'utf8')) as { readonly spec: { readonly prepare: readonly { readonly kind: string }[]; readonly loader: object } };
    expect([spec.prepare.map(({ kind }) => kind), spec.loader]).toMatchObject([['orient', 'z-score', 'resample'], { patch: { size: [16, 24, 16], foreground: 0.33 } }]);
    const { api } = await openForTest(data);
    const { rows } = await api.runs.predictions({ runId: report.run, side: 'val', offset: 0, limit: 9 });
    const voxels = rows.map(({ shape }) => (shape ?? []).reduce((product, length) => product * length, 1));
    expect(new Set(rows.map(({ shape }) => String(shape))).size).toBe(2);
    const [confusion] = ofKind(lines, 'confusion').filter(({ side }) => side === 'val');
    expect(confusion?.counts.reduce((sum, count) => sum + count, 0)).toBe(voxels.reduce((sum, count) => sum + count, 0));
    // Predicted anew on its own grid, a case has the score that validation gave it.
    const { datasetId } = await api.runs.get({ runId: report.run });
    const [worst] = rows;
    const ask = { datasetId: datasetId ?? '', sampleId: worst?.sampleId ?? 0 };
    const truth = await api.images.volume({ ...ask, what: 'mask' });
    const drawn = await api.images.drawnMask({ runId: report.run, sampleId: ask.sampleId, epoch: worst?.epoch ?? 0 });
    expect(meanOf(caseScores(countPixels(truth.data, drawn.mask.data, 3)).dice)).toBeCloseTo(worst?.scores?.['dice'] ?? Number.NaN, 10);
    // The network that is given away reads patches, and says how whole cases are taken in them.
    const output = join(data, 'onnx');
    documentOf(await delira(['export', report.run, '--format', 'onnx', '--output', output, '--json'], { data }));
    const { input, windows } = JSON.parse(readFileSync(join(output, 'delira.json'), 'utf8')) as { readonly input: object; readonly windows: object };
    expect([input, windows]).toMatchObject([{ shape: ['batch', 1, 16, 24, 16] }, { size: [16, 24, 16], step: [8, 12, 8], weights: { kind: 'gaussian', sigma: [2, 3, 2], truncate: 4 }, around: 0 }]);
    expect(readFileSync(join(output, 'model.onnx'), 'latin1')).toContain(JSON.stringify(windows));
  });
});
