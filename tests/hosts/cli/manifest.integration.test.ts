import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { greyPicture } from '../../services/toy-folder.ts';
import { delira, documentOf } from './command-line.ts';

const EXPERIMENT = ['--model.filters', '4', '--model.dense', '8', '--loader.batchSize', '8', '--training.epochs', '1', '--json'];

/** 40 pictures named by a table; each label has two values of grey. */
function writeTable(folder: string, nameOf: (label: string, i: number) => string): void {
  const rows = ['filepath,label'];
  for (const [label, base] of [['bright', 160], ['dark', 40]] as const) {
    for (let i = 0; i < 20; i++) {
      const name = nameOf(label, i);
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), greyPicture(base, i));
      rows.push(`${name},${label}`);
    }
  }
  writeFileSync(join(folder, 'labels.csv'), `${rows.join('\n')}\n`);
}

describe('images that a CSV file names', () => {
  it('are trained on where they lie, into any output folder that is named', async () => {
    const [data, images, output] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    writeTable(images, (label, i) => `${label}-${i}.png`);
    const report = documentOf<RunReport>(await delira(['train', '--dataset.folder', images, '--output', output, ...EXPERIMENT], { data }));
    expect(report).toMatchObject({ status: 'finished', folder: expect.stringMatching(/-0001$/) as string });
    expect(report.folder.startsWith(output)).toBe(true);
  });

  it('are taken by their rows where the CSV is asked for, and by their folders where it is not', async () => {
    const [data, images] = [temporaryFolder(), temporaryFolder()];
    writeTable(images, (label, i) => `${i % 2 === 0 ? 'even' : 'odd'}/${label}-${i}.png`);
    const classes = async (...words: string[]) => documentOf<{ layout: string; files: number; classes: object }>(await delira(['index', images, '--json', ...words], { data }));
    expect(await classes()).toMatchObject({ layout: 'class-folders', files: 40, classes: { even: 20, odd: 20 } });
    const report = documentOf<RunReport>(await delira(['train', '--dataset.folder', images, '--dataset.layout', 'manifest', ...EXPERIMENT], { data }));
    expect(report.status).toBe('finished');
    expect(await classes()).toMatchObject({ layout: 'manifest', files: 40, classes: { bright: 20, dark: 20 } });
  });
});
