import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { METHOD_NAMES } from '../../src-shared/api/index.ts';

/** What only Electron itself can show: that its window is what the main side asks for. */
const root = join(import.meta.dirname, '../..');
const executable = join(root, 'node_modules/electron/dist', { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron');
const data = mkdtempSync(join(tmpdir(), 'delira-electron-'));

let app: ElectronApplication;
let page: Page;

test.describe('in Electron', () => {
  test.skip(!existsSync(executable), "needs Electron's binary");

  test.beforeAll(async () => {
    // A root user's Chromium has no sandbox to use; installed apps run without the switch.
    const words = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({ executablePath: executable, args: [...words, root, '--data', data], env: { ...(process.env as Record<string, string>), DELIRA_NODE: process.execPath } });
    page = await app.firstWindow();
  });

  test.afterAll(async () => {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  });

  test('the page comes through our own scheme and shows the datasets', async () => {
    await expect(page).toHaveURL('app://delira/datasets');
    await expect(page.getByRole('navigation').getByText('Runs')).toBeVisible();
  });

  test('the page has neither Node nor Electron, only one function per method', async () => {
    const found = await page.evaluate(() => {
      const { delira } = window as unknown as { delira: { api: Record<string, Record<string, unknown>> } };
      return {
        names: Object.entries(delira.api).flatMap(([noun, methods]) => Object.keys(methods).map((verb) => `${noun}.${verb}`)),
        node: ['process', 'require', 'module', 'Buffer'].filter((name) => name in window),
      };
    });
    expect(found).toEqual({ names: METHOD_NAMES, node: [] });
  });

  test('calls are answered, and arrays of numbers stay arrays of numbers', async () => {
    const host = await page.evaluate(() => (window as unknown as { delira: { api: { system: { host(): Promise<unknown> } } } }).delira.api.system.host());
    expect(host).toMatchObject({ ok: true, value: { host: 'electron', nativeFolderDialog: true } });
  });

  test('nothing else is loaded, opened or allowed', async () => {
    const outcome = await page.evaluate(async () => {
      const refused = (address: string) => fetch(address).then(() => 'reached', () => 'refused');
      return {
        file: await refused('file:///etc/passwd'),
        net: await refused('https://example.com/'),
        loopback: await refused('http://127.0.0.1:9/'),
        opened: window.open('https://example.com/') === null,
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', () => 'denied'),
        notifications: await Notification.requestPermission(),
      };
    });
    expect(outcome).toEqual({ file: 'refused', net: 'refused', loopback: 'refused', opened: true, camera: 'denied', notifications: 'denied' });
  });

  test('the window stays on the page', async () => {
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await page.waitForTimeout(500);
    expect(page.url()).toContain('app://delira/');
  });

  test('the window is sandboxed as asked', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return (window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false });
  });
});
