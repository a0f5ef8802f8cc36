import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Menu, app, dialog, powerMonitor, protocol, session } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import { flattenError } from '../../../src-shared/lib/bad-input.ts';
import type { Services } from '../../services/contract.ts';
import { findDataFolder } from '../../services/data-folder.ts';
import { builtFolder } from '../../threads/entry.ts';
import { makeFolder } from '../../threads/make-folder.ts';
import type { HostSetup } from '../compose.ts';
import { Page } from '../page.ts';
import { endedWords } from './ended-words.ts';
import { guardContents, guardSession, stayOffline } from './guards.ts';
import { answerCalls, sendNavigate, sendNotice } from './ipc.ts';
import { keepAwake } from './keep-awake.ts';
import { followLiveRuns } from './live-runs.ts';
import { menuTemplate } from './menu.ts';
import { notify } from './notify.ts';
import { pinnedNode } from './pinned-node.ts';
import { SCHEME_PRIVILEGES, serve } from './protocol.ts';
import { mayQuit } from './quit.ts';
import { contentsOf, openWindow, showWindow } from './window.ts';

export type Compose = (setup: HostSetup) => Promise<Services>;

/** Same as `appId` in electron-builder.yml: Windows ties notifications to it. */
const APP_ID = 'org.delira.desktop';

/**
 * Starts the app, or brings the one to the front that has the data folder open.
 *
 * @param built where `npm run build` put the main side; the page lies beside it.
 */
export function startApp(compose: Compose, built = builtFolder()): void {
  const dataFolder = findDataFolder(wantedDataFolder());
  app.enableSandbox();
  stayOffline(app);
  protocol.registerSchemesAsPrivileged([SCHEME_PRIVILEGES]);
  app.setAppUserModelId(APP_ID);
  useProfile(join(dataFolder, 'window'));
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.whenReady().then(() => run(dataFolder, compose, built)).catch(refuseToStart);
}

/** `--data <folder>` as for the other hosts; Chromium's own switches may stand beside it. */
function wantedDataFolder(): string | undefined {
  const { values } = parseArgs({ args: process.argv.slice(1), options: { data: { type: 'string' } }, strict: false, allowPositionals: true });
  return typeof values.data === 'string' ? values.data : undefined;
}

/** What Chromium keeps lies in the data folder: two of them are two apps, and wiping one leaves nothing behind. */
function useProfile(folder: string): void {
  makeFolder(folder, { what: 'a data folder', mode: 0o700, help: 'Choose another one with --data or DELIRA_DATA.' });
  app.setPath('userData', folder);
  app.setPath('sessionData', folder);
}

function refuseToStart(error: unknown): void {
  const { message, help } = flattenError(error);
  dialog.showErrorBox('Delira cannot start', help === null ? message : `${message}\n\n${help}`);
  app.exit(1);
}

async function run(dataFolder: string, compose: Compose, built: string): Promise<void> {
  let window: BrowserWindow | null = null;
  const services = await compose({
    host: 'electron',
    data: dataFolder,
    nodePath: pinnedNode({ packaged: app.isPackaged, resourcesPath: process.resourcesPath, platform: process.platform, env: process.env }),
    pickFolder: async () => (await pick(window, { title: 'Choose a folder', properties: ['openDirectory'] }))[0] ?? null,
    pickFiles: () => pick(window, { title: 'Choose files', properties: ['openFile', 'multiSelections'] }),
  });

  guardSession(session.defaultSession);
  serve(session.defaultSession, { page: new Page(join(built, '..', 'renderer')), images: services.api.images });
  answerCalls(services.api, () => contentsOf(window));
  services.onNotice((notice) => {
    const contents = contentsOf(window);
    if (contents !== null) sendNotice(contents, notice);
  });
  followLiveRuns(services, { onCount: keepAwake(), onEnd: tellOfEnd });

  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, packaged: app.isPackaged, goTo })));
  show();
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const leave = leaveWith(services, () => window);

  function show(): BrowserWindow {
    if (window !== null) {
      showWindow(window);
      return window;
    }
    const opened = openWindow({
      preload: join(built, 'preload.cjs'),
      icon: join(app.getAppPath(), 'resources', 'icon.png'),
      placeFile: join(app.getPath('userData'), 'place.json'),
    });
    // A window that closes takes the app along, which may have to ask first; on a Mac the app stays.
    opened.on('close', (event) => {
      if (process.platform === 'darwin' || leave.decided) return;
      event.preventDefault();
      app.quit();
    });
    opened.on('closed', () => (window = null));
    return (window = opened);
  }

  function goTo(address: string): void {
    const { webContents } = show();
    if (webContents.isLoading()) webContents.once('did-finish-load', () => sendNavigate(webContents, address));
    else sendNavigate(webContents, address);
  }

  function tellOfEnd(run: RunSummary): void {
    const words = endedWords(run);
    if (words !== null) notify(words, () => goTo(`/runs/${run.id}`));
  }
}

/** The paths that the user chose; none if it was cancelled. */
async function pick(window: BrowserWindow | null, options: OpenDialogOptions): Promise<readonly string[]> {
  const { canceled, filePaths } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return canceled ? [] : filePaths;
}

/** Lets the app quit once it is decided what becomes of live runs and the data folder has been given up. */
function leaveWith(services: Services, window: () => BrowserWindow | null): { readonly decided: boolean } {
  const state = { decided: false };
  let asking = false;

  const decide = async (): Promise<void> => {
    try {
      if (!(await mayQuit(services, window()).catch(askAnyway))) return;
      state.decided = true;
      await services.close();
    } finally {
      asking = false;
    }
    app.quit();
  };

  app.on('before-quit', (event) => {
    if (state.decided) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void decide();
  });
  // The machine goes down and does not wait; trainers are told by it as well, and their runs resume.
  powerMonitor.on('shutdown', () => (state.decided = true));
  return state;
}

/** Something broke while asking; a user must be able to leave all the same. */
async function askAnyway(error: unknown): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'It could not be found out what becomes of the runs.',
    detail: flattenError(error).message,
    buttons: ['Quit anyway', "Don't quit"],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}
