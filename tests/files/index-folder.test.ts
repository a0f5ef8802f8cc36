import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src-main/files/hash.ts';
import type { IndexEvent, IndexOutcome } from '../../src-main/files/index-event.ts';
import { indexFolder } from '../../src-main/files/index-folder.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { patientKey } from '../../src-main/files/patient-key.ts';
import { readSample } from '../../src-main/files/read-sample.ts';
import { renderImage } from '../../src-main/files/render-image.ts';
import { rowsOf } from '../../src-shared/lib/found-files.ts';
import { asOrdinaryUser, hasPermissions } from '../helpers/as-ordinary-user.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { dicom, greyDicom, npy } from '../imaging/make-formats.ts';
import { nifti1 } from '../imaging/make-nifti.ts';
import { grey, makeTree } from './make-tree.ts';

const mednist = realData('mednist');
const formats = realData('formats');

interface Run {
  readonly outcome: IndexOutcome;
  readonly events: readonly IndexEvent[];
  /** Files that were opened. */
  readonly touched: readonly string[];
  /** What a store would hold afterwards. */
  readonly rows: ReadonlyMap<string, IndexedFile>;
}

interface RunOptions {
  readonly known?: ReadonlyMap<string, IndexedFile>;
  readonly avoid?: ReadonlyMap<string, string>;
  /** Sees each event before the index goes on; stops it by `stop`. */
  readonly meanwhile?: (event: IndexEvent, stop: () => void) => void;
}

async function index(folder: string, options: RunOptions = {}): Promise<Run> {
  const controller = new AbortController();
  const rows = new Map(options.known);
  const touched: string[] = [];
  const events: IndexEvent[] = [];
  const at = (path: string | null) => void (path !== null && path.includes('.') && touched.push(path));
  const job = { folder, wish: { layout: 'auto', manifest: null }, known: new Map(options.known), avoid: options.avoid ?? new Map<string, string>(), key: patientKey('00') } as const;
  const running = indexFolder(job, { signal: controller.signal, at });
  for (;;) {
    const next = await running.next();
    if (next.done) return { outcome: next.value, events, touched, rows };
    events.push(next.value);
    for (const record of rowsOf(next.value)) rows.set(record.path, record);
    if (next.value.kind === 'removed') for (const path of next.value.paths) rows.delete(path);
    options.meanwhile?.(next.value, () => controller.abort());
  }
}

const faults = ({ rows }: Run) => Object.fromEntries([...rows.values()].filter(({ fault }) => fault !== null).map(({ path, fault }) => [path, fault]));
const passOf = (event: IndexEvent) => (event.kind === 'progress' ? event.progress.pass : null);
const files = { 'a/1.png': null, 'a/2.png': null, 'b/3.png': null, 'b/4.png': null };

describe('indexFolder', () => {
  it('fills each row in three passes: label, size and time; shape and type; hash', async () => {
    const folder = makeTree({ 'train/a/1.png': grey(3, 7), 'test/b/2.png': grey(5, 5) });
    utimesSync(join(folder, 'train/a/1.png'), 0, 1_700_000_000);
    const { outcome, events, rows } = await index(folder);
    expect(outcome).toBe('ready');
    expect(events.filter(({ kind }) => kind !== 'progress').map(({ kind }) => kind)).toEqual(['layout', 'records', 'records', 'records']);
    expect(rows.get('train/a/1.png')).toEqual({
      path: 'train/a/1.png',
      label: 'a',
      side: 'train',
      group: null,
      sizeBytes: grey(3, 7).length,
      modifiedMs: 1_700_000_000_000,
      shape: [3, 7, 1],
      dtype: 'uint8',
      hash: contentHash(grey(3, 7)),
      mask: null,
      fault: null,
    });
  });

  it('names samples by the first 128 bits of the SHA-256 of their bytes', () => {
    expect(contentHash(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223');
  });

  it('touches nothing and tells nothing when nothing has changed', async () => {
    const folder = makeTree(files);
    const first = await index(folder);
    const again = await index(folder, { known: first.rows });
    expect(again.touched).toEqual([]);
    expect(again.events.filter(({ kind }) => kind === 'records' || kind === 'removed')).toEqual([]);
    expect(again.rows).toEqual(first.rows);
  });

  it('reads only files that were changed, added or were faulty before, and removes rows of files that are gone', async () => {
    const folder = makeTree({ ...files, 'b/bad.png': 'not an image' });
    const first = await index(folder);
    writeFileSync(join(folder, 'a/1.png'), grey(9, 9));
    utimesSync(join(folder, 'a/2.png'), 1, 1);
    writeFileSync(join(folder, 'a/5.png'), grey(2, 2));
    renameSync(join(folder, 'b/3.png'), join(folder, 'b/moved.png'));
    const again = await index(folder, { known: first.rows });
    expect(new Set(again.touched)).toEqual(new Set(['a/1.png', 'a/2.png', 'a/5.png', 'b/moved.png', 'b/bad.png']));
    expect([...again.rows.keys()].sort()).toEqual(['a/1.png', 'a/2.png', 'a/5.png', 'b/4.png', 'b/bad.png', 'b/moved.png']);
    expect(again.rows.get('a/1.png')).toMatchObject({ shape: [9, 9, 1], hash: contentHash(grey(9, 9)) });
    expect(again.rows).toEqual((await index(folder)).rows);
  });

  it('finds in another arrangement of unchanged files what a first index would', async () => {
    const folder = makeTree(files);
    const first = await index(folder);
    for (const image of Object.keys(files)) copyFileSync(join(folder, image), join(folder, image.replace('.png', '_mask.png')));
    const again = await index(folder, { known: first.rows });
    expect(again.rows).toEqual((await index(folder)).rows);
    expect(again.rows.get('a/1.png')).toMatchObject({ label: null, mask: { path: 'a/1_mask.png' } });
  });

  it('lets a fault stand while it is looked into again, and takes it back when it is mended', async () => {
    const image = grey(6, 6);
    const broken = Uint8Array.from(image, (byte, i) => (i === image.length - 1 ? byte ^ 1 : byte));
    const folder = makeTree({ ...files, 'b/bad.png': broken });
    utimesSync(join(folder, 'b/bad.png'), 5, 5);
    const first = await index(folder);
    const again = await index(folder, { known: first.rows });
    expect(again.events.filter((event) => event.kind === 'records' && event.records.some(({ fault }) => fault === null))).toEqual([]);
    expect(again.rows).toEqual(first.rows);
    // Same size and time, as after a copy that kept them: only looking again can tell.
    writeFileSync(join(folder, 'b/bad.png'), image);
    utimesSync(join(folder, 'b/bad.png'), 5, 5);
    expect((await index(folder, { known: first.rows })).rows.get('b/bad.png')).toMatchObject({ fault: null, shape: [6, 6, 1], hash: contentHash(image) });
  });

  it('takes back the fault of a contradiction in the manifest when that is mended', async () => {
    const mended = 'path,label\nimg/1.png,a\nimg/2.png,b';
    const folder = makeTree({ 'img/1.png': null, 'img/2.png': null, 'm.csv': mended });
    const first = await index(folder);
    writeFileSync(join(folder, 'm.csv'), `${mended}\nimg/2.png,a`);
    const contradicting = await index(folder, { known: first.rows });
    expect(Object.keys(faults(contradicting))).toEqual(['img/2.png']);
    writeFileSync(join(folder, 'm.csv'), mended);
    expect((await index(folder, { known: contradicting.rows })).rows).toEqual(first.rows);
  });

  it('goes on where it was stopped, in any pass, and ends with the same rows', async () => {
    const folder = makeTree(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i % 3}/${i}.png`, grey(4, 5)])));
    const whole = await index(folder);
    for (const pass of ['header', 'hash'] as const) {
      const stopped = await index(folder, { meanwhile: (event, stop) => passOf(event) === pass && stop() });
      expect(stopped.outcome).toBe('cancelled');
      const resumed = await index(folder, { known: stopped.rows });
      expect(resumed.outcome).toBe('ready');
      expect(resumed.rows).toEqual(whole.rows);
    }
  });

  it('does not read headers again that an index told before it was stopped', async () => {
    const folder = makeTree(files);
    const stopped = await index(folder, { meanwhile: (event, stop) => passOf(event) === 'header' && stop() });
    const resumed = await index(folder, { known: stopped.rows });
    expect(resumed.touched).toEqual(Object.keys(files));
  });

  it('makes a row with the reason of every file that cannot be read', async () => {
    const image = grey(20, 20);
    const flipped = Uint8Array.from(image, (byte, i) => (i === 60 ? byte ^ 1 : byte));
    const folder = makeTree({
      ...files,
      'a/empty.png': '',
      'a/zeros.png': new Uint8Array(200),
      'a/text.jpg': '<html>',
      'a/other.png': 'GIF89a',
      'a/cut.png': image.subarray(0, image.length - 20),
      'a/flipped.png': flipped,
      'a/really-a-png.jpg': image,
    });
    symlinkSync('nowhere', join(folder, 'b/dangling.png'));
    expect(faults(await index(folder))).toEqual({
      'a/empty.png': 'expected an image of a kind that is read, but found an empty file',
      'a/zeros.png': 'expected an image of a kind that is read, but found nothing but zeros',
      'a/text.jpg': 'expected an image of a kind that is read, but found markup text',
      'a/other.png': 'expected an image of a kind that is read, but found a GIF image',
      'a/cut.png': expect.stringMatching(/^expected \d+ bytes of PNG chunk IDAT at byte 41, but the file ends after \d+ bytes$/) as string,
      'a/flipped.png': 'expected an undamaged PNG file, but the check sum of chunk IDAT at byte 41 does not fit',
      'b/dangling.png': 'expected to read it, but it is not there',
    });
  });

  it('takes a file as it is when it was changed between two passes', async () => {
    const folder = makeTree(files);
    const run = await index(folder, {
      meanwhile: (event) => {
        if (passOf(event) === 'header') writeFileSync(join(folder, 'b/4.png'), grey(8, 6, 7));
      },
    });
    expect(run.rows.get('b/4.png')).toMatchObject({ shape: [8, 6, 1], hash: contentHash(grey(8, 6, 7)), sizeBytes: grey(8, 6, 7).length, fault: null });
    expect((await index(folder, { known: run.rows })).touched).toEqual([]);
  });

  it('gives files that vanish, or turn into something else, between two passes a fault', async () => {
    const folder = makeTree(files);
    const run = await index(folder, {
      meanwhile: (event) => {
        if (passOf(event) !== 'header') return;
        rmSync(join(folder, 'a/1.png'));
        rmSync(join(folder, 'a/2.png'));
        mkdirSync(join(folder, 'a/2.png'));
        appendFileSync(join(folder, 'b/3.png'), 'more behind the end');
      },
    });
    expect(faults(run)).toEqual({
      'a/1.png': 'expected to read it, but it is not there',
      'a/2.png': 'expected a regular file, but found something else',
    });
    expect(run.rows.get('b/3.png')?.sizeBytes).toBe(statSync(join(folder, 'b/3.png')).size);
  });

  it('does not touch what it is told to avoid, and says why in its row', async () => {
    const folder = makeTree(files);
    const run = await index(folder, { avoid: new Map([['a/2.png', 'the decoder crashed on it']]) });
    expect(faults(run)).toEqual({ 'a/2.png': 'the decoder crashed on it' });
    expect(run.touched).not.toContain('a/2.png');
  });

  it('keeps shapes and hashes when only the labels change', async () => {
    const folder = makeTree({ 'img/1.png': null, 'img/2.png': null, 'm.csv': 'path,label\nimg/1.png,a\nimg/2.png,b' });
    const first = await index(folder);
    writeFileSync(join(folder, 'm.csv'), 'path,label\nimg/1.png,x\nimg/2.png,b');
    const again = await index(folder, { known: first.rows });
    expect(again.touched).toEqual([]);
    expect(again.events.filter(({ kind }) => kind === 'records')).toEqual([{ kind: 'records', records: [{ ...first.rows.get('img/1.png'), label: 'x' }] }]);
  });

  it('gives a folder and a file that may not be read as faults, reads the rest, and all of it once it may', async (context) => {
    needs(context, hasPermissions, 'needs a file system with permissions');
    const folder = makeTree({ ...files, 'c/5.png': null, 'c/6.png': null });
    const forbid = (mode: number) => [join(folder, 'a'), join(folder, 'b/3.png')].forEach((path) => chmodSync(path, mode));
    chmodSync(folder, 0o755);
    forbid(0);
    const run = await asOrdinaryUser(() => index(folder)).finally(() => forbid(0o755));
    expect(faults(run)).toEqual({ a: 'expected to read it, but permission was denied', 'b/3.png': 'expected to read it, but permission was denied' });
    expect([...run.rows.values()].filter(({ hash }) => hash !== null).map(({ path }) => path)).toEqual(['b/4.png', 'c/5.png', 'c/6.png']);
    const again = await asOrdinaryUser(() => index(folder, { known: run.rows }));
    expect([again.rows.size, faults(again)]).toEqual([6, {}]);
  });

  it('reads a file whose path is as long as the system takes, 4,095 bytes', async (context) => {
    needs(context, process.platform === 'linux', 'needs a system that takes 4,095 bytes');
    const folder = makeTree(files);
    let path = 'a';
    while (folder.length + path.length < 3400) path += `/${'n'.repeat(240)}`;
    const left = 4095 - folder.length - path.length - '////.png'.length - 248;
    const long = `${path}/${'n'.repeat(left >> 1)}/${'n'.repeat(left - (left >> 1))}/${'é'.repeat(124)}.png`;
    expect(Buffer.byteLength(join(folder, long))).toBe(4095);
    mkdirSync(join(folder, long, '..'), { recursive: true });
    copyFileSync(join(folder, 'a/1.png'), join(folder, long));
    const run = await index(folder);
    expect(faults(run)).toEqual({});
    expect(run.rows.get(long)?.hash).toBe(run.rows.get('a/1.png')?.hash);
    expect((await index(folder, { known: run.rows })).touched).toEqual([]);
  });

  it('loses no row when its folder is gone', async () => {
    const folder = makeTree(files);
    const { rows } = await index(folder);
    rmSync(folder, { recursive: true });
    await expect(index(folder, { known: rows })).rejects.toThrow(`expected a folder at ${folder}, but it is not there`);
  });

  it('writes nothing into the folder', async () => {
    const folder = makeTree({ ...files, 'm.csv': 'path,label\n1.png,a' });
    const state = () => ['a/1.png', 'a/2.png', 'b/3.png', 'b/4.png', 'm.csv'].map((path) => [readFileSync(join(folder, path)), statSync(join(folder, path)).mtimeMs]);
    const before = [statSync(folder).mtimeMs, state()];
    await index(folder);
    expect([statSync(folder).mtimeMs, state()]).toEqual(before);
  });

  it('indexes MedNIST: 3,000 images of 64 x 64 pixels without a fault', { timeout: 60_000 }, async (context) => {
    needs(context, mednist !== null, NO_REAL_DATA);
    const { rows } = await index(mednist ?? '');
    const kinds = [...rows.values()].map(({ shape, dtype, fault, hash }) => `${shape?.join(' ')} ${dtype} ${fault} ${hash?.length}`);
    expect(new Set(kinds)).toEqual(new Set(['64 64 1 uint8 null 32']));
    expect(rows.size).toBe(3000);
  });

  it("finds PngSuite's broken files, and no others, without decoding", async (context) => {
    needs(context, formats !== null, NO_REAL_DATA);
    const run = await index(formats ?? '');
    const found = Object.keys(faults(run)).map((path) => path.split('/').at(-1));
    expect(found.filter((name) => name?.startsWith('x'))).toHaveLength(14);
    expect(found.filter((name) => name?.endsWith('.png') && !name.startsWith('x'))).toEqual([]);
  });

  it('indexes volumes and images of other formats in class folders, and shows each as a picture', async () => {
    const voxels = Int16Array.from({ length: 5 * 6 * 7 }, (_, i) => i % 300);
    const volume = nifti1({ dim: [7, 6, 5], datatype: 4, bitpix: 16 }, new Uint8Array(voxels.buffer));
    const stack = await sharp(new Uint8Array(64), { raw: { width: 8, height: 8, channels: 1 } }).toColourspace('b-w').tiff({ compression: 'lzw' }).toBuffer();
    const pair = nifti1({ dim: [7, 6, 5], datatype: 4, bitpix: 16, magic: 'ni1', voxOffset: 0 }, new Uint8Array(0)).subarray(0, 348);
    const folder = makeTree({ 'ill/1.nii.gz': gzipSync(volume), 'ill/2.nii': volume, 'ill/3.hdr': pair, 'ill/3.img': new Uint8Array(voxels.buffer), 'well/4.tif': stack, 'well/5.nii': volume.subarray(0, 400), 'well/6.npy': npy('<f4', [5, 6, 7], new Uint8Array(840)), 'well/7.dcm': dicom(greyDicom(2, 3, Int16Array.of(1, 2, 3, 4, 5, 6))) });
    const run = await index(folder);
    const told = [...run.rows.values()].map(({ path, label, shape, dtype, fault }) => [path, label, shape?.join(' ') ?? null, dtype, fault]);
    expect(told).toEqual([
      ['ill/1.nii.gz', 'ill', '5 6 7 1', 'int16', null],
      ['ill/2.nii', 'ill', '5 6 7 1', 'int16', null],
      ['ill/3.hdr', 'ill', '5 6 7 1', 'int16', null],
      ['well/4.tif', 'well', '8 8 1', 'uint8', null],
      ['well/5.nii', 'well', null, null, 'expected 420 bytes of values as the NIfTI header says, but found 48'],
      ['well/6.npy', 'well', '5 6 7 1', 'float32', null],
      ['well/7.dcm', 'well', '2 3 1', 'int16', null],
    ]);
    for (const { path, fault, hash } of run.rows.values()) {
      if (fault !== null) continue;
      const { width, height } = await sharp(await renderImage({ folder, path, maxSide: 256, format: 'png' })).metadata();
      expect([path, hash?.length, width, height]).toEqual([path, 32, ...(path.startsWith('ill') || path.endsWith('npy') ? [7, 6] : path.endsWith('tif') ? [8, 8] : [3, 2])]);
      const sample = await readSample(folder, { key: hash ?? '', path, label: 1 });
      expect(sample.arrays['image']?.shape).toEqual(run.rows.get(path)?.shape);
    }
  });

  it('names a pair of files by the bytes of both, so that a changed volume is no longer the sample', async () => {
    const header = nifti1({ dim: [2, 2, 2], datatype: 2, bitpix: 8, magic: 'ni1', voxOffset: 0 }, new Uint8Array(0)).subarray(0, 348);
    const folder = makeTree({ 'a/1.hdr': header, 'a/1.img': Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'b/2.hdr': header, 'b/2.img': Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1) });
    const hashes = [...(await index(folder)).rows.values()].map(({ hash }) => hash ?? '');
    expect(new Set(hashes).size).toBe(2);
    writeFileSync(join(folder, 'a/1.img'), Uint8Array.of(9, 2, 3, 4, 5, 6, 7, 8));
    await expect(readSample(folder, { key: hashes[0] ?? '', path: 'a/1.hdr', label: 0 })).rejects.toMatchObject({ cause: { message: 'expected a/1.hdr as it was indexed, but it has changed since: index the dataset again' } });
  });
});

describe('a mask', () => {
  const volume = (srow: readonly number[]) => nifti1({ dim: [2, 2, 2], datatype: 2, bitpix: 8, srow }, Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1));
  const own = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0];

  it.each([
    ['is taken where its grid is that of its image but for rounding', [1.0002, 0, 0, 5, 0, 1, 0, 0, 0, 0, 2, 0], null],
    ['is a fault of its row where its voxels are of another size', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0], 'expected its mask masks/a.nii to have voxels of 2 × 1 × 1 mm like the image, but found 3 × 1 × 1 mm'],
    ['is a fault of its row where its axes point elsewhere', [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0], "expected the axes of its mask masks/a.nii to point to (0, 0, 1), (0, -1, 0), (-1, 0, 0) like the image's, but found (0, 0, 1), (0, -1, 0), (1, 0, 0): bring both onto one grid"],
  ])('%s', async (_what, srow, fault) => {
    const folder = makeTree({ 'images/a.nii': volume(own), 'masks/a.nii': volume(srow) });
    expect([...(await index(folder)).rows.values()].map((row) => row.fault)).toEqual([fault]);
    const keyOf = (path: string) => contentHash(readFileSync(join(folder, path)));
    const sample = { key: keyOf('images/a.nii'), path: 'images/a.nii', label: 0, mask: { path: 'masks/a.nii', key: keyOf('masks/a.nii') } };
    const read = await readSample(folder, sample, [0, 1]).then(() => null, (error: unknown) => (error instanceof Error && error.cause instanceof Error ? error.cause.message : error));
    expect(read).toBe(fault);
  });
});
