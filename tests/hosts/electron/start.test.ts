import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pinnedNode } from '../../../src-main/hosts/electron/pinned-node.ts';

const data = mkdtempSync(join(tmpdir(), 'delira-test-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('DELIRA_DATA', data);
  vi.stubEnv('DELIRA_NODE', process.execPath);
  process.argv.splice(2);
});

/** A fresh Electron, and the app that has yet to start in it. */
async function fresh() {
  const electron = await import('../../helpers/electron/stand-in.ts');
  vi.doMock('electron', () => electron);
  const { startApp } = await import('../../../src-main/hosts/electron/app.ts');
  // The class as the app knows it now: modules were forgotten since the last test.
  const { BadInput } = await import('../../../src-shared/lib/bad-input.ts');
  return { ...electron, startApp, BadInput };
}

describe('starting', () => {
  it('leaves it to the window that has the data folder open', async () => {
    const { app, desk, startApp } = await fresh();
    desk.firstInstance = false;
    const compose = vi.fn();
    startApp(compose);
    app.becomeReady();
    await app.whenReady();
    expect([desk.exitCode, compose.mock.calls]).toEqual([0, []]);
  });

  it('says in a window what is wrong and ends, when nothing can be opened', async () => {
    const { app, desk, startApp, BadInput } = await fresh();
    startApp(() => Promise.reject(new BadInput('expected a data folder that can be written to', { help: 'Choose another one with --data.' })));
    app.becomeReady();
    await vi.waitFor(() => expect(desk.exitCode).toBe(1));
    expect(desk.errors).toEqual([{ title: 'Delira cannot start', content: 'expected a data folder that can be written to\n\nChoose another one with --data.' }]);
  });

  it('takes the data folder by --data, with switches of Chromium beside it', async () => {
    process.argv.splice(2, Infinity, '--no-sandbox', '--data', join(data, 'other'), '.');
    const { app, startApp } = await fresh();
    startApp(() => Promise.reject(new Error('far enough')));
    expect(app.getPath('userData')).toBe(join(data, 'other', 'window'));
    expect(existsSync(join(data, 'other', 'window'))).toBe(true);
  });
});

describe('training in the window', () => {
  const place = { packaged: true, resourcesPath: '/opt/Delira/resources', platform: 'linux', env: {} } as const;

  it('runs on the Node that an installed app brings along', () => {
    expect(pinnedNode(place)).toBe(join('/opt/Delira/resources', 'node', 'node'));
    expect(pinnedNode({ ...place, platform: 'win32' })).toBe(join('/opt/Delira/resources', 'node', 'node.exe'));
    expect(pinnedNode({ ...place, env: { DELIRA_NODE: '/usr/bin/evil' } })).toBe(join('/opt/Delira/resources', 'node', 'node'));
  });

  it('runs on the Node of npm start, and on no other', () => {
    expect(pinnedNode({ ...place, packaged: false, env: { DELIRA_NODE: '/usr/bin/node' } })).toBe('/usr/bin/node');
    expect(() => pinnedNode({ ...place, packaged: false })).toThrow('expected DELIRA_NODE to name the Node that training runs on');
  });
});
