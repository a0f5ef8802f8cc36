import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { addDataset, openForTest, toEnd, untilRun } from './open-for-test.ts';
import { greyPicture, toyExperiment, writeClasses } from './toy-folder.ts';

function pictures(perClass = 20): string {
  const folder = temporaryFolder();
  writeClasses(folder, perClass);
  return folder;
}

describe('datasets', () => {
  it('indexes a folder, tells what cannot be read and why, and shows the rest', async () => {
    const images = pictures();
    writeFileSync(join(images, 'dark', 'broken.png'), greyPicture(1, 1).subarray(0, 60));
    writeFileSync(join(images, 'dark', 'empty.png'), '');
    const services = await openForTest(temporaryFolder());
    const { api } = services;
    const dataset = await addDataset(services, images);
    expect(dataset).toMatchObject({ status: 'ready', folder: images, files: 42, samples: 40, faults: 2, hashed: 40, shapes: [{ shape: [12, 12, 1], count: 40 }] });
    expect(dataset.classes.map(({ label, count }) => [label, count])).toEqual([['bright', 20], ['dark', 20]]);
    const { total, rows } = await api.datasets.faults({ datasetId: dataset.id, offset: 0, limit: 10 });
    expect([total, rows.map(({ path }) => path)]).toEqual([2, ['dark/broken.png', 'dark/empty.png']]);
    for (const { reason } of rows) expect(reason).toMatch(/^expected /);
    const thumbnail = await api.images.read({ path: `thumbnail/${dataset.id}/${dataset.preview[0]}` });
    expect([thumbnail.mediaType, Buffer.from(thumbnail.bytes).toString('latin1', 8, 12)]).toEqual(['image/webp', 'WEBP']);
    const counts = await api.datasets.splitCounts({ datasetId: dataset.id, split: { kind: 'random', validation: 0.2, test: 0.2, folds: 5, fold: 1, stratify: true, groupBy: 'auto', file: null, confirmLeak: null, seed: 1 } });
    expect([counts.train.byClass, counts.val.byClass, counts.test.byClass]).toEqual([[12, 12], [4, 4], [4, 4]]);
  });

  it('opens no file of sides outside of its folder, however the way there is written', async () => {
    const services = await openForTest(temporaryFolder());
    const { api } = services;
    const dataset = await addDataset(services, pictures(2));
    for (const kind of ['file', 'k-fold'] as const) {
      const elsewhere = api.datasets.splitCounts({ datasetId: dataset.id, split: { kind, validation: 0.2, test: 0.2, folds: 5, fold: 1, stratify: true, groupBy: 'auto', file: `${dataset.folder}/../splits.json`, confirmLeak: null, seed: 1 } });
      await expect(elsewhere, kind).rejects.toThrow(`expected a file of sides in ${dataset.folder}`);
    }
  });

  it('finds what has changed when it is indexed again, and keeps the numbers of what has not', async () => {
    const images = pictures(5);
    const services = await openForTest(temporaryFolder());
    const { api } = services;
    const { id } = await addDataset(services, images);
    const samples = async () => (await api.datasets.samples({ datasetId: id, filter: {}, offset: 0, limit: 100 })).rows;
    const before = await samples();
    writeFileSync(join(images, 'bright', 'new.png'), greyPicture(160, 99));
    rmSync(join(images, 'dark', '0000.png'));
    await api.datasets.reindex({ datasetId: id });
    await toEnd(services.watchIndex(id));
    const after = await samples();
    const kept = before.filter(({ path }) => path !== 'dark/0000.png');
    expect(after.filter(({ path }) => path !== 'bright/new.png')).toEqual(kept);
    expect(after.map(({ path }) => path)).toContain('bright/new.png');
  });

  it('says that a folder has moved, and is told where it is now by its contents; runs find their images there', async () => {
    const images = pictures(10);
    const services = await openForTest(temporaryFolder());
    const { api, folder } = services;
    const { id } = await addDataset(services, images);
    const run = await api.training.start({ spec: toyExperiment(images, 1) });
    await untilRun(services, run.id, 'finished');
    expect(await api.datasets.missing()).toEqual([]);
    const moved = join(temporaryFolder(), 'elsewhere');
    renameSync(images, moved);
    expect(await api.datasets.missing()).toEqual([{ datasetId: id, folders: [expect.any(String)] }]);
    await expect(api.training.test({ runId: run.id })).rejects.toThrow(`expected the images' folder at ${images}, but found none`);
    await expect(api.datasets.relink({ datasetId: id, folderId: folder(pictures(3)).folderId })).rejects.toThrow(/expected the images of ".*" in .*, but \d+ of 20 that were looked at are others, such as /);
    const { rows: before } = await api.datasets.samples({ datasetId: id, filter: {}, offset: 0, limit: 100 });
    expect(await api.datasets.relink({ datasetId: id, folderId: folder(moved).folderId })).toMatchObject({ id, folder: moved });
    await toEnd(services.watchIndex(id));
    expect((await api.datasets.samples({ datasetId: id, filter: {}, offset: 0, limit: 100 })).rows).toEqual(before);
    expect(await api.datasets.missing()).toEqual([]);
    expect((await api.training.test({ runId: run.id })).scored).toEqual({ count: 4, of: 4, missing: [] });
    await api.training.resume({ runId: run.id, moreEpochs: 1 });
    expect((await untilRun(services, run.id, 'finished', 'failed')).status).toBe('finished');
  }, 60_000);

  it('takes a folder for one dataset whichever way it is reached, and brings a removed one back as it was', async () => {
    const images = pictures(3);
    const link = join(temporaryFolder(), 'link');
    symlinkSync(images, link);
    const services = await openForTest(temporaryFolder());
    const { api } = services;
    const { id } = await addDataset(services, images);
    await api.datasets.rename({ datasetId: id, name: 'Mine' });
    expect(await addDataset(services, link)).toMatchObject({ id, name: 'Mine' });
    await api.datasets.remove({ datasetId: id });
    expect(await api.datasets.list()).toEqual([]);
    expect(await addDataset(services, images)).toMatchObject({ id, name: 'Mine', status: 'ready', samples: 6 });
  });

  it('says of a folder without images what is expected, and indexes it once it is right', async () => {
    const images = temporaryFolder();
    writeFileSync(join(images, 'notes.txt'), 'none yet');
    const services = await openForTest(temporaryFolder());
    const dataset = await addDataset(services, images);
    expect(dataset).toMatchObject({ status: 'failed', message: expect.stringContaining('expected images in class folders, images beside their masks, or a manifest') as string });
    writeClasses(images, 2);
    expect(await addDataset(services, images)).toMatchObject({ id: dataset.id, status: 'ready', samples: 4 });
  });

  it('reads several folders one after the other, and stops one that is cancelled', async () => {
    const services = await openForTest(temporaryFolder());
    const { api, folder } = services;
    const [first, second, third] = await Promise.all([pictures(300), pictures(4), pictures(4)].map((path) => api.datasets.add({ folderId: folder(path).folderId })));
    if (!first || !second || !third) throw new Error('expected three datasets');
    await api.datasets.cancelIndex({ datasetId: second.id });
    for (const { id } of [first, third]) await toEnd(services.watchIndex(id));
    const states = await Promise.all([first, second, third].map(async ({ id }) => (await api.datasets.get({ datasetId: id })).status));
    expect(states).toEqual(['ready', 'cancelled', 'ready']);
  });

  it('lists folders below the roots by handles, and takes no other', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'scans'));
    writeFileSync(join(root, 'scans', 'a.png'), '');
    const { api } = await openForTest(temporaryFolder(), { roots: [root] });
    const [top] = (await api.system.folders({})).folders;
    const listing = await api.system.folders({ folderId: top?.folderId });
    expect(listing.folders.map(({ name, path }) => [name, path])).toEqual([['scans', join(root, 'scans')]]);
    expect((await api.system.folders({ folderId: listing.folders[0]?.folderId })).images).toBe(1);
    const typed = await api.system.folders({ path: join(root, 'scans') });
    expect([typed.roots, typed.images, typed.parent?.path]).toEqual([[root], 1, root]);
    await expect(api.system.folders({ path: '/etc' })).rejects.toThrow(`expected a folder below ${root}, but found /etc: start with --root <folder> to open others`);
    await expect(api.system.folders({ folderId: '/etc' })).rejects.toThrow('expected a folder that was chosen in this session');
    await expect(api.datasets.add({ folderId: `${Buffer.from('/etc').toString('base64url')}.AAAA` })).rejects.toThrow('expected a folder that was chosen in this session');
    await expect(api.system.pickFolder()).rejects.toThrow('expected a folder dialog');
    await expect(api.system.pickFiles()).rejects.toThrow('expected a dialog for files');
    expect(typed.files).toEqual([]);
    const { files } = await api.system.folders({ folderId: typed.folder?.folderId, files: 'images' });
    expect(files.map(({ name, path }) => [name, path])).toEqual([['a.png', join(root, 'scans', 'a.png')]]);
    const led = await api.system.folders({ path: join(root, 'scans', 'a.png'), files: 'images' });
    expect([led.folder?.path, led.file]).toEqual([join(root, 'scans'), files[0]]);
  });
});
