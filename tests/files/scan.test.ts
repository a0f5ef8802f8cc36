import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan } from '../../src-main/files/scan.ts';
import type { FileEntry } from '../../src-main/files/file-entry.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { collect, makeTree, temporaryFolder } from './make-tree.ts';

const mnist = realData('mnist-png');
const posix = process.platform !== 'win32';
const paths = async (folder: string) => (await collect(scan(folder))).map(({ path }) => path);
const faults = async (folder: string) => Object.fromEntries((await collect(scan(folder))).filter(({ fault }) => fault !== null).map(({ path, fault }) => [path, fault]));

describe('scan', { timeout: 60_000 }, () => {
  it('tells path, size and time of each file, the files of a folder before its folders, in order of their names', async () => {
    const folder = makeTree({ 'b/2.png': 'two', 'b/10.png': 'ten', 'a/x/1.png': '', 'z.txt': 'last?', 'B.txt': 'capital' });
    for (const path of ['b/2.png', 'b/10.png', 'a/x/1.png', 'z.txt', 'B.txt']) utimesSync(join(folder, path), 0, 1_700_000_000.1239);
    expect(await collect(scan(folder))).toEqual([
      { path: 'B.txt', sizeBytes: 7, modifiedMs: 1_700_000_000_123, fault: null },
      { path: 'z.txt', sizeBytes: 5, modifiedMs: 1_700_000_000_123, fault: null },
      { path: 'a/x/1.png', sizeBytes: 0, modifiedMs: 1_700_000_000_123, fault: null },
      { path: 'b/10.png', sizeBytes: 3, modifiedMs: 1_700_000_000_123, fault: null },
      { path: 'b/2.png', sizeBytes: 3, modifiedMs: 1_700_000_000_123, fault: null },
    ]);
  });

  it('takes names as data, whatever they hold', async (context) => {
    needs(context, posix, 'needs a file system that allows such names');
    const names = ['<img src=x onerror=alert(1)>.png', 'a\nb.png', '$(rm -rf ~).png', '%2e%2e.png', 'ü.png', 'u\u0308.png', '\u202egnp.exe', ' .png ', '\u2028.png', "'; drop table samples;--.png"];
    const folder = makeTree(Object.fromEntries(names.map((name) => [`class/${name}`, 'x'])));
    expect(new Set(await paths(folder))).toEqual(new Set(names.map((name) => `class/${name}`)));
  });

  it('leaves out hidden files and folders, and what macOS adds to archives', async () => {
    const folder = makeTree({ '.git/a.png': 'x', 'class/._1.png': 'x', 'class/.DS_Store': 'x', '__MACOSX/1.png': 'x', 'class/1.png': 'x', 'empty/.keep': '' });
    expect(await paths(folder)).toEqual(['class/1.png']);
  });

  it('finds nothing in empty folders', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a/b/c'), { recursive: true });
    expect(await paths(folder)).toEqual([]);
  });

  it('reads each folder once when links lead in circles, under its own name', async () => {
    const folder = makeTree({ 'real/1.png': 'x', 'real/deep/2.png': 'x' });
    symlinkSync(folder, join(folder, 'real/deep/up'));
    symlinkSync(join(folder, 'real'), join(folder, 'alias'));
    symlinkSync('.', join(folder, 'real/self'));
    expect(await collect(scan(folder))).toHaveLength(2);
    expect(await paths(folder)).toEqual(['real/1.png', 'real/deep/2.png']);
  });

  it('follows links to files and folders elsewhere', async () => {
    const elsewhere = makeTree({ 'sub/2.png': 'x', '1.png': 'x' });
    const folder = makeTree({ 'a/0.png': 'x' });
    symlinkSync(join(elsewhere, '1.png'), join(folder, 'a/1.png'));
    symlinkSync(join(elsewhere, 'sub'), join(folder, 'b'));
    expect(await paths(folder)).toEqual(['a/0.png', 'a/1.png', 'b/2.png']);
  });

  it('gives links to nothing and to themselves, pipes and devices as faults', async (context) => {
    needs(context, posix, 'needs a file system with links and pipes');
    const folder = makeTree({ 'ok.png': 'x' });
    symlinkSync('nowhere.png', join(folder, 'dangling.png'));
    symlinkSync('circle.png', join(folder, 'circle.png'));
    symlinkSync('/dev/zero', join(folder, 'endless.png'));
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    expect(await faults(folder)).toEqual({
      'circle.png': 'expected to read it, but its links lead in a circle',
      'dangling.png': 'expected to read it, but it is not there',
      'endless.png': 'expected a regular file, but found something else',
      'pipe.png': 'expected a regular file, but found something else',
    });
  });

  it('gives names that are no UTF-8 as faults, each by its bytes', async (context) => {
    needs(context, process.platform === 'linux', 'needs a file system that takes any bytes as names');
    const folder = makeTree({ 'a/ok\uFFFD.png': 'x' });
    for (const bytes of [[0x61, 0xff, 0xe9], [0x61, 0xff, 0xea]]) {
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/a/`), Buffer.from(bytes), Buffer.from('.png')]), 'x');
    }
    expect(await paths(folder)).toEqual(['a/a\\xff\\xe9.png', 'a/a\\xff\\xea.png', 'a/ok\uFFFD.png']);
    expect(new Set(Object.values(await faults(folder)))).toEqual(new Set(['expected a name in UTF-8, but found other bytes: rename it to read it']));
  });

  it('gives a folder whose path is too long for the system as a fault and goes on', async (context) => {
    needs(context, posix, 'needs a file system with folders that paths cannot reach');
    const folder = makeTree({ 'z/1.png': 'x' });
    // Made by moving folders into each other: no single path is long until the end.
    let inner = temporaryFolder();
    for (let i = 0; i < 20; i++) {
      const outer = temporaryFolder();
      mkdirSync(join(outer, 'n'.repeat(240)));
      renameSync(inner, join(outer, 'n'.repeat(240), 'm'));
      inner = outer;
    }
    renameSync(inner, join(folder, 'a'));
    const found = await faults(folder);
    expect(Object.values(found)).toEqual(['expected to read it, but its path is too long for this system']);
    expect(await paths(folder)).toContain('z/1.png');
    execFileSync('rm', ['-rf', join(folder, 'a')]);
  });

  it('gives a file that vanishes while its folder is read as a fault', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `${String(i).padStart(3, '0')}.png`);
    const folder = makeTree(Object.fromEntries(names.map((name) => [name, 'x'])));
    const entries: FileEntry[] = [];
    for await (const entry of scan(folder)) {
      if (entry.path === '000.png') rmSync(join(folder, '999.png'));
      entries.push(entry);
    }
    expect(entries.map(({ path }) => path)).toEqual(names);
    expect(entries.filter(({ fault }) => fault !== null).map(({ path, fault }) => [path, fault])).toEqual([['999.png', 'expected to read it, but it is not there']]);
  });

  it('does not touch folders that it is told to avoid', async () => {
    const folder = makeTree({ 'bad/1.png': 'x', 'good/2.png': 'x' });
    const visited: string[] = [];
    const entries = await collect(scan(folder, { avoid: new Map([['bad', 'it hung']]), onFolder: (path) => visited.push(path) }));
    expect(entries.map(({ path, fault }) => [path, fault])).toEqual([
      ['bad', 'it hung'],
      ['good/2.png', null],
    ]);
    expect(visited).toEqual(['', 'bad', 'good']);
  });

  it('refuses a folder that is not there, and a file', async () => {
    const folder = makeTree({ 'a.png': 'x' });
    await expect(collect(scan(join(folder, 'gone')))).rejects.toThrow(`expected a folder at ${join(folder, 'gone')}, but it is not there`);
    await expect(collect(scan(join(folder, 'a.png')))).rejects.toThrow(`expected a folder at ${join(folder, 'a.png')}, but it is not a folder`);
  });

  it('ends early when it is stopped', async () => {
    const folder = makeTree({ 'a.png': 'x', 'b.png': 'x', 'c.png': 'x', 'd/e.png': 'x' });
    const controller = new AbortController();
    const seen: string[] = [];
    for await (const { path } of scan(folder, { signal: controller.signal })) {
      seen.push(path);
      if (path === 'b.png') controller.abort();
    }
    expect(seen).toEqual(['a.png', 'b.png']);
  });

  it('finds all 70,002 files of MNIST', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const entries = await collect(scan(mnist ?? ''));
    expect(entries.filter(({ fault }) => fault !== null)).toEqual([]);
    expect(entries).toHaveLength(70_002);
  });
});
