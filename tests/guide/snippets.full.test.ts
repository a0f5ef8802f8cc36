import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src-main/hosts/cli/run-report.ts';
import { parseMarkdown } from '../../src-renderer/views/guide/markdown.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { copyDigits, delira, documentOf } from '../hosts/cli/command-line.ts';
import { openForTest } from '../services/open-for-test.ts';
import { readLines } from '../trainer/run-journal.ts';

const mnist = realData('mnist-png');
const hippocampus = realData('hippocampus');
const guide = join(import.meta.dirname, '../../resources/guide');

/** A snippet by what its first line says it is: `// script: load`, `// file: my-net.ts`, `# experiment: all`, `# masks: hippocampus`, `# commands: test`. */
const snippets = readdirSync(guide).flatMap((file) =>
  parseMarkdown(readFileSync(join(guide, file), 'utf8')).flatMap((block) => {
    if (block.kind !== 'code') return [];
    const found = /^(?:\/\/|#) (script|file|experiment|masks|commands): (\S+)/.exec(block.text);
    return [{ chapter: file, kind: found?.[1] ?? 'unknown', name: found?.[2] ?? '', text: block.text }];
  }),
);
const ofKind = (kind: string) => snippets.filter((each) => each.kind === kind);

describe("the guide's snippets", () => {
  const base = mkdtempSync(join(tmpdir(), 'delira-test-guide-'));
  const folder = join(base, 'guide');
  const run = (...words: string[]) => delira(words, { data: join(base, 'data'), cwd: folder });

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('all say what they are, so that each is run', () => {
    expect(snippets.filter(({ kind }) => kind === 'unknown')).toEqual([]);
    expect(snippets.length).toBeGreaterThanOrEqual(27);
    mkdirSync(folder);
    if (mnist !== null) copyDigits(mnist, join(folder, 'digits'));
    for (const { name, text } of ofKind('file')) writeFileSync(join(folder, name), text);
    for (const { name, text } of ofKind('script')) writeFileSync(join(folder, `${name}.ts`), text);
    for (const { name, text } of [...ofKind('experiment'), ...ofKind('masks')]) writeFileSync(join(folder, `${name}.yaml`), text);
  });

  it.each(ofKind('script').map(({ name }) => [name] as const))('the script %s runs', async (name) => {
    if (mnist === null) return;
    const { code, out, err } = await run('run', `${name}.ts`);
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(out).not.toBe('');
  });

  it('the logging of a script is in the list of runs, with a card or a picture for each kind', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const { runs } = documentOf<{ readonly runs: readonly { readonly id: string; readonly name: string; readonly status: string; readonly folder: string }[] }>(await run('runs', '--json'));
    expect(runs.map(({ name, status }) => [name, status])).toEqual(expect.arrayContaining([['logging', 'finished'], ['by-script', 'finished']]));
    const lines = readLines(runs.find(({ name }) => name === 'logging')?.folder ?? '');
    const types = new Set(lines.flatMap((line) => (line.kind === 'logged' ? [line.item.type] : [])));
    expect([...types].sort()).toEqual(['curve', 'histogram', 'matrix', 'table', 'text', 'volume']);
    expect(lines.filter((line) => line.kind === 'scalar' && line.name === 'speed').map((line) => (line.kind === 'scalar' ? line.value : null))).toEqual([0.5, 2.5]);
    expect(readdirSync(join(folder, 'pictures')).sort()).toEqual(['halves', 'heat', 'ramp', 'ramps']);
    expect(readFileSync(join(folder, 'log.txt'), 'utf8')).toContain('notes: after step 3');
    // As the page asks for it: a byte for each voxel, from the smallest value to the largest.
    const { api } = await openForTest(join(base, 'data'));
    const runId = runs.find(({ name }) => name === 'logging')?.id ?? '';
    const { shape, voxels } = await api.runs.loggedVolume({ runId, tag: 'scan', step: 3 });
    expect([shape, voxels.length, voxels[0], voxels[23]]).toEqual([[2, 3, 4], 24, 0, 255]);
    await expect(api.runs.loggedVolume({ runId, tag: 'notes', step: 3 })).rejects.toThrow('expected a volume under notes at step 3, but found text');
  });

  it.each(ofKind('experiment').map(({ name }) => [name] as const))('the experiment %s trains', async (name) => {
    if (mnist === null) return;
    expect(documentOf<RunReport>(await run('train', `${name}.yaml`, '--trust', '--json'))).toMatchObject({ status: 'finished', epochs: 1 });
  });

  it.each(ofKind('masks').map(({ name }) => [name] as const))('the experiment on masks %s trains on volumes of the Decathlon', async (name) => {
    if (hippocampus === null) return;
    const to = join(folder, 'hippocampus');
    for (const part of ['imagesTr', 'labelsTr']) {
      mkdirSync(join(to, part), { recursive: true });
      for (const file of readdirSync(join(hippocampus, part)).sort().slice(0, 12)) cpSync(join(hippocampus, part, file), join(to, part, file));
    }
    cpSync(join(hippocampus, 'dataset.json'), join(to, 'dataset.json'));
    expect(documentOf<RunReport>(await run('train', `${name}.yaml`, '--json'))).toMatchObject({ status: 'finished', epochs: 1 });
  });

  it.each(ofKind('commands').map(({ name, text }) => [name, text] as const))('the commands %s run, one after the other', async (_, text) => {
    if (mnist === null) return;
    for (const line of text.split('\n').filter((each) => each.startsWith('delira '))) {
      const { code, err } = await run(...line.split(' ').slice(1));
      expect([line, code, code === 0 ? '' : err]).toEqual([line, 0, '']);
    }
  });

  it('files of code that no experiment of the guide names train as well', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    documentOf(await run('new', 'load', 'brightness.ts', '--json'));
    const words = ['--dataset.folder', 'digits', '--dataset.load', 'brightness.ts', '--model.kind', 'custom', '--model.file', 'my-inputs.ts', '--training.epochs', '1', '--trust', '--json'];
    expect(documentOf<RunReport>(await run('train', ...words))).toMatchObject({ status: 'finished' });
    const plain = ['--dataset.folder', 'digits', '--dataset.load', 'my-load.ts', '--model.filters', '4', '--training.epochs', '1', '--trust', '--json'];
    expect(documentOf<RunReport>(await run('train', ...plain))).toMatchObject({ status: 'finished' });
  });
});

describe('the table from delira', () => {
  it('has every handler, sampler, schedule and metric of its tests', () => {
    const text = readFileSync(join(guide, '13-from-delira.md'), 'utf8');
    for (const name of ['MultiStreamHandler', 'TrixiHandler', 'TensorboardXLoggingHandler', 'VisdomLoggingHandler', 'VisdomImageHandler', 'ImgSaveHandler', 'VisdomStreamHandler', 'VisdomImageSaveHandler', 'VisdomImageSaveStreamHandler']) expect(text).toContain(`\`${name}\``);
  });
});
