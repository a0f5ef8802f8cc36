import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { METHOD_NAMES, argumentSchema } from '../../../src-shared/api/index.ts';
import type { Notice } from '../../../src-shared/api/index.ts';
import type { Bridge } from '../../../src-shared/api/bridge.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { HostSetup } from '../../../src-main/hosts/compose.ts';
import { builtApp } from '../../helpers/electron/built-app.ts';
import type { BrowserWindow } from '../../helpers/electron/stand-in.ts';
import { NotedServices } from '../../helpers/electron/services.ts';
import { app, desk, powerMonitor } from '../../helpers/electron/stand-in.ts';

vi.mock('electron', () => import('../../helpers/electron/stand-in.ts'));

const data = mkdtempSync(join(tmpdir(), 'delira-test-'));
const services = new NotedServices();
let setup: HostSetup;

beforeAll(async () => {
  process.argv.splice(2, Infinity, '--data', data);
  process.env['DELIRA_NODE'] = process.execPath;
  const { startApp } = await import('../../../src-main/hosts/electron/app.ts');
  startApp((given) => {
    setup = given;
    return Promise.resolve(services);
  }, await builtApp());
  expect(desk.windows).toEqual([]);
  app.becomeReady();
  await vi.waitFor(() => expect(onlyWindow().webContents.world).not.toBeNull());
});

afterAll(() => {
  rmSync(data, { recursive: true, force: true });
  delete process.env['DELIRA_NODE'];
});

function onlyWindow(): BrowserWindow {
  expect(desk.windows).toHaveLength(1);
  return desk.windows[0] as BrowserWindow;
}

/** The page's side of the bridge, as the page finds it. */
const page = () => onlyWindow().webContents.world?.window['delira'] as Bridge;
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('before Chromium starts', () => {
  it('every process of its own is sandboxed and the scheme is a safe one', () => {
    expect(desk.sandboxed).toBe(true);
    expect(desk.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }]);
  });

  it("the window's profile lies in the data folder, for this user alone", () => {
    expect([app.getPath('userData' as never), app.getPath('sessionData' as never)]).toEqual([join(data, 'window'), join(data, 'window')]);
    expect(existsSync(join(data, 'window'))).toBe(true);
  });
});

describe('the services', () => {
  it('get the Node that training runs on and the dialogs that choose folders and files', async () => {
    expect(setup).toMatchObject({ host: 'electron', data, nodePath: process.execPath });
    desk.folders.push(data, null);
    expect([await setup.pickFolder?.(), await setup.pickFolder?.()]).toEqual([data, null]);
    desk.files.push([join(data, 'a.png'), join(data, 'b.png')], []);
    expect([await setup.pickFiles?.(), await setup.pickFiles?.()]).toEqual([[join(data, 'a.png'), join(data, 'b.png')], []]);
  });
});

describe('the window', () => {
  it('is isolated, sandboxed and without Node', () => {
    expect(onlyWindow().options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
  });

  it('has loaded the page through the scheme, under its policy', () => {
    const { document, mainFrame } = onlyWindow().webContents;
    expect([mainFrame.url, document?.status]).toEqual(['app://delira/', 200]);
    expect(document?.headers.get('content-security-policy')).toMatch(/^default-src 'self'; script-src 'self'; style-src 'self' 'nonce-/);
    expect(onlyWindow().shown).toBe(1);
  });

  it('stays on the page', () => {
    const { webContents } = onlyWindow();
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      expect(webContents.navigate(event, 'https://example.com/')).toBe(false);
      expect(webContents.navigate(event, 'file:///etc/passwd')).toBe(false);
      expect(webContents.navigate(event, 'app://delira/')).toBe(true);
    }
    expect(webContents.open('app://delira/')).toBe('deny');
    const preventDefault = vi.fn();
    webContents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('has a menu for text, which Chromium has not', () => {
    const { webContents } = onlyWindow();
    webContents.emit('context-menu', {}, { isEditable: true, selectionText: '' });
    webContents.emit('context-menu', {}, { isEditable: false, selectionText: 'word' });
    webContents.emit('context-menu', {}, { isEditable: false, selectionText: ' ' });
    expect(desk.popUps.map((items) => items.map(({ role }) => role))).toEqual([['cut', 'copy', 'paste', 'selectAll'], ['copy']]);
  });

  it('is loaded again when its process has died, if the user wants it', async () => {
    desk.answers.push('Load it again');
    onlyWindow().webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    onlyWindow().webContents.emit('render-process-gone', {}, { reason: 'oom' });
    await settle();
    expect(desk.questions.at(-1)?.detail).toBe('The process that draws it ended (oom). Training is not affected.');
    expect(onlyWindow().reloads).toBe(1);
  });
});

describe('the page', () => {
  it('finds one function per method on its window, and nothing of Electron', () => {
    expect(Object.keys(onlyWindow().webContents.world?.window ?? {})).toEqual(['delira']);
    expect(Object.keys(page())).toEqual(['api', 'onNotice', 'onNavigate']);
    const names = Object.entries(page().api).flatMap(([noun, methods]) => Object.keys(methods).map((verb) => `${noun}.${verb}`));
    expect(names).toEqual(METHOD_NAMES);
    expect(Object.isFrozen(page().api.runs)).toBe(true);
  });

  it('reaches every method by the function of its name', async () => {
    const methods = page().api as unknown as Record<string, Record<string, (argument?: unknown) => Promise<unknown>>>;
    services.calls.length = 0;
    for (const name of METHOD_NAMES) {
      const [noun = '', verb = ''] = name.split('.');
      const answer = await methods[noun]?.[verb]?.(argumentSchema(name) === null ? undefined : { not: 'an argument' });
      // What takes an argument refuses this one by name, what takes none has run.
      if (services.calls.at(-1)?.name !== name) expect(answer).toMatchObject({ ok: false, error: { kind: 'BadInput', message: expect.stringContaining(`${name}: `) as string } });
    }
    expect(services.calls.map(({ name }) => name)).toEqual(expect.arrayContaining(METHOD_NAMES.filter((name) => argumentSchema(name) === null)));
  });

  it('gets arrays of numbers as what they are, in memory of its own', async () => {
    const y = Float64Array.of(1, Number.NaN, Infinity);
    services.answers.set('runs.series', () => ({ y, bytes: Uint8Array.of(1, 2) }));
    const answer = await page().api.runs.series({ runId: 'a', name: 'loss', axis: 'step', buckets: 10 });
    expect(answer).toEqual({ ok: true, value: { y, bytes: Uint8Array.of(1, 2) } });
    expect(answer.ok && (answer.value as unknown as { y: Float64Array }).y).not.toBe(y);
  });

  it('gets an error whole, with what helps', async () => {
    services.answers.set('runs.rename', () => {
      throw new BadInput('expected a run that exists', { help: 'Load the list again.' });
    });
    const answer = await page().api.runs.rename({ runId: 'a', name: 'b' });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'BadInput', message: 'expected a run that exists', help: 'Load the list again.' } });
  });

  it('hears of changes until it has heard enough, without an event to reach through', () => {
    const heard: unknown[][] = [];
    const forget = page().onNotice((...words: unknown[]) => heard.push(words));
    services.notify({ topic: 'datasets', id: 'd1' } satisfies Notice);
    forget();
    services.notify({ topic: 'datasets', id: 'd2' });
    expect(heard).toEqual([[{ topic: 'datasets', id: 'd1' }]]);
  });
});

describe('a call', () => {
  const ask = (sender: unknown, frame: Electron.WebFrameMain | null) => desk.invoke(sender, frame, 'runs.tags', undefined);

  it.each(['https://example.com/', 'app://delira.example/', 'file:///index.html', 'about:blank'])('is refused from %s', async (url) => {
    await expect(ask(onlyWindow().webContents, desk.frame(url, null))).rejects.toThrow("expected a call of the app's own page");
  });

  it('is refused from a frame within the page, from one that is gone and from another window', async () => {
    const { webContents } = onlyWindow();
    await expect(ask(webContents, desk.frame('app://delira/', webContents.mainFrame))).rejects.toThrow("expected a call of the app's own page");
    await expect(ask(webContents, null)).rejects.toThrow('a frame that is gone');
    await expect(ask({}, desk.frame('app://delira/', null))).rejects.toThrow("expected a call of the app's own page");
  });

  it('is answered from the page', async () => {
    services.answers.set('runs.tags', () => ['paper']);
    expect(await ask(onlyWindow().webContents, desk.frame('app://delira/runs/1', null))).toEqual({ ok: true, value: ['paper'] });
  });
});

describe('while a run is live', () => {
  it('the machine stays awake, and the end is told; a click shows the run', async () => {
    services.run('spring', 'running');
    await vi.waitFor(() => expect(desk.blockers.size).toBe(1));
    const addresses: string[] = [];
    page().onNavigate((address) => addresses.push(address));
    services.run('spring', 'finished');
    await vi.waitFor(() => expect(desk.notifications.map(({ options }) => options.title)).toEqual(['spring has finished']));
    expect(desk.blockers.size).toBe(0);
    onlyWindow().minimized = true;
    desk.notifications[0]?.emit('click');
    expect([addresses, onlyWindow().minimized, onlyWindow().focused]).toEqual([['/runs/spring'], false, 1]);
    desk.notifications[0]?.emit('close');
  });

  it('nothing is told where the system has no notifications, or the user has stopped the run', async () => {
    desk.notifies = false;
    services.run('summer', 'running');
    await vi.waitFor(() => expect(desk.blockers.size).toBe(1));
    services.run('summer', 'failed');
    await vi.waitFor(() => expect(desk.blockers.size).toBe(0));
    desk.notifies = true;
    services.run('autumn', 'running');
    await vi.waitFor(() => expect(desk.blockers.size).toBe(1));
    services.run('autumn', 'stopped');
    await vi.waitFor(() => expect(desk.blockers.size).toBe(0));
    expect(desk.notifications).toHaveLength(1);
  });
});

describe('the menu', () => {
  it('goes to the screens of the page', () => {
    const addresses: string[] = [];
    page().onNavigate((address) => addresses.push(address));
    const go = desk.menu.find(({ label }) => label === 'Go')?.submenu as Electron.MenuItemConstructorOptions[];
    for (const { click } of go) click?.(null as never, undefined, null as never);
    expect(addresses).toEqual(['/datasets', '/experiments', '/runs', '/images', '/compare', '/settings']);
    onlyWindow().webContents.world?.receive('delira:navigate', '/queue');
    expect(addresses.at(-1)).toBe('/queue');
  });
});

describe('a second start', () => {
  it('brings the window to the front', () => {
    const { shown } = onlyWindow();
    app.emit('second-instance');
    expect(onlyWindow().shown).toBe(shown + 1);
  });
});

describe('quitting while a run is live', () => {
  const quit = async (answer: string) => {
    desk.answers.push(answer);
    onlyWindow().close();
    app.quit();
    await vi.waitFor(() => expect(desk.answers).toEqual([]));
    await settle();
  };

  it('asks once, and keeps training unless told otherwise', async () => {
    services.run('winter', 'running');
    const asked = desk.questions.length;
    await quit("Don't quit");
    expect(desk.questions.slice(asked)).toMatchObject([
      { message: '“winter” is still training.', buttons: ['Keep training', 'Stop and save', "Don't quit"], defaultId: 0, cancelId: 2 },
    ]);
    expect([desk.exitCode, services.closed, desk.windows.length]).toEqual([null, 0, 1]);
  });

  it('can be left although nobody knows what is live', async () => {
    vi.spyOn(services, 'liveRuns').mockImplementationOnce(() => Promise.reject(new Error('the store is gone')));
    await quit("Don't quit");
    expect(desk.questions.at(-1)).toMatchObject({ detail: 'the store is gone', buttons: ['Quit anyway', "Don't quit"] });
    expect(desk.exitCode).toBeNull();
  });

  it('stops the runs, waits for their checkpoints, gives the data folder up and closes', async () => {
    services.calls.length = 0;
    services.live.set('second', 'second');
    services.answers.set('training.stop', (argument) => {
      const { runId } = argument as { runId: string };
      setTimeout(() => services.live.delete(runId), 50);
    });
    await quit('Stop and save');
    expect(desk.questions.at(-1)?.message).toBe('2 runs are still training.');
    await vi.waitFor(() => expect(desk.exitCode).toBe(0));
    expect(services.calls).toEqual(expect.arrayContaining(['winter', 'second'].map((runId) => ({ name: 'training.stop', argument: { runId, when: 'now' } }))));
    expect([services.closed, desk.windows]).toEqual([1, []]);
    expect(JSON.parse(readFileSync(join(data, 'window', 'place.json'), 'utf8'))).toMatchObject({ maximized: false });
  });

  it('says nothing to what comes after', () => {
    services.notify({ topic: 'datasets' });
    powerMonitor.emit('shutdown');
  });
});
