import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../src-main/files/hash.ts';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import type { Prediction } from '../../../src-shared/domain/prediction.ts';
import { decodeLine } from '../../../src-shared/lib/json-line.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { delira, documentOf } from './command-line.ts';

const mnist = realData('mnist-png');

const experiment = (name: string) => new URL(`../../../resources/experiments/${name}.yaml`, import.meta.url).pathname;

/** So many images of each of some digits, in folders by their digit, and a manifest of them. */
function digits(values: readonly string[], count: number): string {
  const target = temporaryFolder();
  const rows = values.flatMap((value) => {
    mkdirSync(join(target, 'train', value), { recursive: true });
    const names = readdirSync(join(mnist ?? '', 'train', value)).sort().slice(0, count);
    for (const name of names) copyFileSync(join(mnist ?? '', 'train', value, name), join(target, 'train', value, name));
    return names.map((name) => `train/${value}/${name},${value}`);
  });
  writeFileSync(join(target, 'train.csv'), `filepath,label\n${rows.join('\n')}\n`);
  return target;
}

function pngsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => (path.endsWith('.png') ? [join(folder, path)] : []));
}

function journalOf({ folder }: RunReport): readonly JournalLine[] {
  return readFileSync(join(folder, 'journal.ndjson'), 'utf8').trim().split('\n').map((line): JournalLine => decodeLine(line));
}

const ofKind = <Kind extends JournalLine['kind']>(lines: readonly JournalLine[], kind: Kind) => lines.filter((line): line is Extract<JournalLine, { kind: Kind }> => line.kind === kind);

describe('other tasks than classes', () => {
  it('a column of numbers is learnt, tested and predicted', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const folder = digits(['0', '1', '7'], 60);
    const data = temporaryFolder();
    const words = ['--model.filters', '8', '--model.dense', '16', '--loader.batchSize', '16', '--split.validation', '0.2', '--split.test', '0.2', '--training.epochs', '5', '--training.optimizer.learningRate', '0.003', '--test', '--json'];
    const report = documentOf<RunReport>(await delira(['train', experiment('mnist-regression'), '--dataset.folder', folder, ...words], { data }));
    expect(report.status).toBe('finished');
    const lines = journalOf(report);
    const [looked] = ofKind(lines, 'test-looked');
    expect(looked?.values['test_r2']).toBeGreaterThan(0.5);
    const rows = ofKind(lines, 'prediction').filter(({ side }) => side === 'test');
    expect(rows).toHaveLength(36);
    const error = rows.reduce((sum, { scores }) => sum + Math.abs(scores?.['error'] ?? Number.NaN), 0) / rows.length;
    expect(error).toBeCloseTo(looked?.values['test_mae'] ?? Number.NaN, 4);
    expect(ofKind(lines, 'image')[0]?.caption).toMatch(/^label: true \d, predicted -?\d/);
    const first = rows[0];
    const image = pngsBelow(folder).find((file) => contentHash(readFileSync(file)) === first?.key) ?? '';
    const predicted = documentOf<Prediction>(await delira(['predict', report.folder, image, '--output', join(temporaryFolder(), 'out'), '--json'], { data }));
    expect(predicted.outputs[0]?.values?.['label']).toBeCloseTo(first?.scores?.['predicted'] ?? Number.NaN, 2);
  });

  for (const name of ['mnist-vae', 'mnist-dcgan']) {
    it(`${name} learns to make images and shows them, of one class as of several`, async (context) => {
      needs(context, mnist !== null, NO_REAL_DATA);
      const folder = digits(['1'], 40);
      const model = name === 'mnist-vae' ? ['--model.filters', '4,8'] : ['--model.width', '4'];
      const words = [...model, '--split.kind', 'random', '--split.validation', '0.2', '--split.test', '0', '--loader.batchSize', '8', '--training.epochs', '2', '--training.logImages.count', '2', '--json'];
      const report = documentOf<RunReport>(await delira(['train', experiment(name), '--dataset.folder', folder, ...words], { data: temporaryFolder() }));
      expect(report.status).toBe('finished');
      const tags = new Set(ofKind(journalOf(report), 'image').map(({ tag }) => tag));
      expect([...tags]).toEqual(name === 'mnist-vae' ? ['val-generated', 'val-reconstruction'] : ['val-generated']);
    });
  }
});
