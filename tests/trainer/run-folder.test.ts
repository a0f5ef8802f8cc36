import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunFolder, slug, tagFolder } from '../../src-main/trainer/run-folder.ts';
import { dieAt } from './disk-faults.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('run folders', () => {
  it('are numbered from 1 for each name', () => {
    const output = temporaryFolder();
    const names = ['Knee MRI', 'Knee MRI', 'knee-mri', 'Hüfte (links)'].map((name) => basename(createRunFolder(output, name, { 'run.json': '{}' })));
    expect(names).toEqual(['knee-mri-0001', 'knee-mri-0002', 'knee-mri-0003', 'hufte-links-0001']);
    expect(readFileSync(join(output, 'knee-mri-0002', 'run.json'), 'utf8')).toBe('{}');
  });

  it('never take a number below one that is there, nor one with a gap before it', () => {
    const output = temporaryFolder();
    for (const name of ['a-0007', 'a-b-0100', 'a-12345']) mkdirSync(join(output, name));
    writeFileSync(join(output, 'a-0300'), 'a file of the user');
    expect(basename(createRunFolder(output, 'a', {}))).toBe('a-12346');
  });

  it('leave nothing else in the output folder, which is made if it is missing', () => {
    const output = join(temporaryFolder(), 'deep', 'runs');
    createRunFolder(output, 'x', { 'run.json': '{}', 'split.json': '{}' });
    expect(readdirSync(output)).toEqual(['x-0001']);
    expect(readdirSync(join(output, 'x-0001')).sort()).toEqual(['run.json', 'split.json']);
  });

  it('say what is wrong where no folder can be made', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => createRunFolder(join(file, 'runs'), 'x', {})).toThrow(/expected a folder that can be written to/);
  });

  it('are there with all their files, or not at all, whenever the process is killed', () => {
    const output = temporaryFolder();
    for (let at = 0; dieAt(at, () => void createRunFolder(output, 'run', { 'split.json': '{}', 'run.json': '{}' })); at++);
    const made = readdirSync(output).filter((name) => !name.startsWith('.'));
    expect(made.length).toBeGreaterThan(0);
    for (const name of made) expect(readdirSync(join(output, name)).sort()).toEqual(['run.json', 'split.json']);
  });

  it('have names that every file system takes', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug(name)) && slug(name).length <= 60));
    expect(slug('***')).toBe('run');
  });

  it('give every tag a folder of its own, also where upper and lower case are one', () => {
    const tags = ['a/b', 'a-b', 'A-b', 'a_b', '..', '', 'ä', 'x'.repeat(300), `${'x'.repeat(299)}y`];
    const folders = tags.map(tagFolder);
    expect(new Set(folders.map((each) => each.toLowerCase())).size).toBe(tags.length);
    for (const folder of folders) expect(folder).toMatch(/^[a-z0-9_~-]{1,120}$/);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => a === b || tagFolder(a) !== tagFolder(b)));
  });
});
