import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { needs } from '../helpers/needs.ts';
import { png } from '../imaging/make-png.ts';
import { standInElectron } from './stand-in-electron.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'delira-packaged-'));
const app = join(folder, 'out', process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
const resources = join(app, 'resources');
const unpacked = join(resources, 'app.asar.unpacked');

const unpackable = process.platform === 'linux';

beforeAll(async () => {
  if (!unpackable) return;
  const words = ['--linux', 'dir', '--config', 'electron-builder.yml', `-c.electronDist=${standInElectron(join(folder, 'electron'))}`, `-c.directories.output=${join(folder, 'out')}`];
  await run(process.execPath, [join(root, 'node_modules/electron-builder/cli.js'), ...words], { cwd: root });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const below = (path: string): string[] => readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((each) => (each.isFile() ? [relative(path, join(each.parentPath, each.name))] : []));

describe('the installed app on Linux', () => {
  it("has every fuse of Electron's set on purpose", async (context) => {
    needs(context, unpackable, 'needs Linux');
    const wire = Object.entries(await getCurrentFuseWire(join(app, 'delira-desktop'))).filter(([fuse]) => /^\d+$/.test(fuse));
    const off = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseV1Options.EnableNodeCliInspectArguments, FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, FuseV1Options.GrantFileProtocolExtraPrivileges];
    const on = [FuseV1Options.EnableCookieEncryption, FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.WasmTrapHandlers];
    expect(Object.fromEntries(wire)).toEqual(Object.fromEntries([...off.map((fuse) => [fuse, FuseState.DISABLE]), ...on.map((fuse) => [fuse, FuseState.ENABLE])]));
  });

  it('keeps what plain Node loads outside the archive, for this machine alone', (context) => {
    needs(context, unpackable, 'needs Linux');
    const main = readdirSync(join(unpacked, 'dist/main'));
    expect(main).toEqual(expect.arrayContaining(['cli.js', 'trainer.js', 'indexer.js', 'store-thread.js', 'split-thread.js', 'loader-thread.js', 'heartbeat-thread.js', 'simd-thread.js', 'electron.js', 'preload.cjs', 'wasm', 'build.json']));
    expect(existsSync(join(unpacked, 'dist/renderer/index.html'))).toBe(true);
    const machineCode = below(unpacked).filter((file) => /[.](node|so([.]\d+)*)$/.test(file));
    expect(machineCode.filter((file) => !file.includes(`linux-${process.arch}`))).toEqual([]);
    expect(machineCode).toContain(join('node_modules/better-sqlite3/prebuilds', `linux-${process.arch}.node`));
  });

  it('carries neither sources nor packages that are bundled', (context) => {
    needs(context, unpackable, 'needs Linux');
    expect(readdirSync(join(unpacked, 'node_modules')).sort()).toEqual(['@cornerstonejs', '@img', 'better-sqlite3', 'detect-libc', 'semver', 'sharp']);
    expect(below(unpacked).filter((file) => /[.](ts|map|vue)$/.test(file) && !file.startsWith('node_modules'))).toEqual([]);
  });

  it('does not switch the sandbox off', (context) => {
    needs(context, unpackable, 'needs Linux');
    const launchers = below(app).filter((file) => /[.](desktop|sh)$|^delira/.test(file));
    expect(launchers.filter((file) => readFileSync(join(app, file), 'latin1').includes('--no-sandbox'))).toEqual([]);
    // Without a word on it, an AppImage's entry in the menu would.
    expect(parseYaml(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))).toMatchObject({ appImage: { executableArgs: [] } });
  });

  it('trains an epoch by its command line on the Node that it brings', async (context) => {
    needs(context, unpackable, 'needs Linux');
    const images = join(folder, 'images');
    for (const [label, grey] of [['dark', 20], ['light', 220]] as const) {
      mkdirSync(join(images, label), { recursive: true });
      for (let i = 0; i < 12; i++) writeFileSync(join(images, label, `${i}.png`), greyPng(grey + i));
    }
    const experiment = join(folder, 'experiment.yaml');
    writeFileSync(experiment, `dataset: { folder: ./images }\nloader: { batchSize: 8 }\nmodel: { kind: cnn, filters: [4], dense: 8 }\ntraining: { epochs: 1 }\n`);
    const { stdout } = await run(join(resources, 'bin/delira'), ['train', experiment, '--json', '--data', join(folder, 'data')], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', HOME: folder },
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'finished', epochs: 1 });
  });
});

/** 16 x 16 pixels of one grey. */
function greyPng(grey: number): Buffer {
  const row = Buffer.alloc(17, grey);
  row[0] = 0;
  return png({ width: 16, height: 16, depth: 8, colour: 0, rows: Buffer.concat(Array.from({ length: 16 }, () => row)) });
}
