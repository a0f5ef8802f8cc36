import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findElectron } from '../../../src-main/hosts/start/find-electron.ts';
import { tryElectron } from '../../../src-main/hosts/start/try-electron.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A folder like that of the npm package, whose installer does as told. */
function electronPackage(installer: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'electron', version: '45.4.1' }));
  writeFileSync(join(folder, 'install.js'), `const { mkdirSync, writeFileSync } = require('node:fs'); ${installer}`);
  return folder;
}

const LAYS_DOWN = "mkdirSync(__dirname + '/dist'); writeFileSync(__dirname + '/dist/electron', ''); writeFileSync(__dirname + '/dist/version', 'v45.4.1\\n');";
const NOWHERE = { npm_config_electron_mirror: 'http://127.0.0.1:9/' };
const on = (env: Record<string, string>) => ({ platform: 'linux', arch: 'x64', env }) as const;

/** A mirror that says it has the file; asked for what, it notes. */
async function mirror(): Promise<{ readonly env: Record<string, string>; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { env: { npm_config_electron_mirror: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }, asked };
}

describe("Electron's binary", () => {
  it('is taken as it lies there, without its installer', async () => {
    const folder = electronPackage("throw new Error('it ran')");
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), '');
    expect(await findElectron(folder, on(NOWHERE), 2000, () => undefined)).toEqual({ found: true, path: join(folder, 'dist', 'electron') });
  });

  it('comes from its cache, though nothing can be reached', async () => {
    const folder = electronPackage(LAYS_DOWN);
    expect(await findElectron(folder, on(NOWHERE), 5000, () => undefined)).toEqual({ found: true, path: join(folder, 'dist', 'electron') });
  });

  it('is fetched anew when it is of another version', async () => {
    const folder = electronPackage(LAYS_DOWN.replace("mkdirSync(__dirname + '/dist');", ''));
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), 'old');
    writeFileSync(join(folder, 'dist', 'version'), '44.0.0');
    await findElectron(folder, on(NOWHERE), 5000, () => undefined);
    expect(readFileSync(join(folder, 'dist', 'version'), 'utf8')).toBe('v45.4.1\n');
  });

  it('is waited for once its server has answered, however long it takes', async () => {
    const folder = electronPackage(`setTimeout(() => { ${LAYS_DOWN} }, 1200)`);
    const { env, asked } = await mirror();
    const told: string[] = [];
    expect(await findElectron(folder, on(env), 600, () => told.push('fetching'))).toMatchObject({ found: true });
    expect([asked, told]).toEqual([['HEAD /v45.4.1/electron-v45.4.1-linux-x64.zip'], ['fetching']]);
  });

  it('is given up in time when its server is out of reach and the installer hangs', async () => {
    const folder = electronPackage('setInterval(() => undefined, 1000)');
    const began = performance.now();
    const answer = await findElectron(folder, on(NOWHERE), 600, () => undefined);
    expect(answer).toMatchObject({ found: false, reason: expect.stringContaining('does not answer') as string });
    expect(performance.now() - began).toBeLessThan(1500);
  });

  it('is given up at once, with the reason, when the installer fails', async () => {
    const folder = electronPackage("console.error('TypeError: fetch failed\\n    at somewhere'); process.exit(1)");
    const began = performance.now();
    expect(await findElectron(folder, on(NOWHERE), 30_000, () => undefined)).toEqual({ found: false, reason: 'its binary could not be fetched: TypeError: fetch failed' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is not looked for where there is no package', async () => {
    const folder = temporaryFolder();
    expect(await findElectron(folder, on({}), 600, () => undefined)).toEqual({ found: false, reason: `the package electron is not in ${folder}` });
  });
});

describe('a window', () => {
  /** An executable that does as told in place of Electron. */
  function binary(script: string): string {
    const file = join(temporaryFolder(), 'electron');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('is open when its process stays', async () => {
    const attempt = await tryElectron(binary('exec sleep 30'), [], process.env, 300);
    expect(attempt.runs).toBe(true);
    if (attempt.runs === true) attempt.child.kill();
  });

  it('was open already when its process gives over to another', async () => {
    expect(await tryElectron(binary('exit 0'), [], process.env, 5000)).toEqual({ runs: 'done' });
  });

  it('cannot be opened when its process fails, which says why', async () => {
    const attempt = await tryElectron(binary('echo noise >&2; echo "cannot open display: :9" >&2; exit 1'), [], process.env, 5000);
    expect(attempt).toEqual({ runs: false, reason: 'ended with 1: cannot open display: :9' });
  });

  it('cannot be opened by what is no program', async () => {
    expect(await tryElectron(join(temporaryFolder(), 'none'), [], process.env, 5000)).toMatchObject({ runs: false, reason: expect.stringContaining('ENOENT') as string });
  });
});
