import { BrowserWindow, Menu, app, dialog, nativeTheme, screen } from 'electron';
import type { ContextMenuParams, WebContents } from 'electron';
import { ORIGIN } from './address.ts';
import { SMALLEST, choosePlace, keepPlace, readPlace } from './window-place.ts';

/** The page's ground in both themes, so that a window that opens does not flash. */
const GROUND = { dark: '#18181b', light: '#ffffff' } as const;

export interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  /** Where the window's place is kept. */
  readonly placeFile: string;
}

/** Opens the window where it was closed last, as soon as the page has drawn itself. */
export function openWindow({ preload, icon, placeFile }: WindowOptions): BrowserWindow {
  const kept = readPlace(placeFile);
  const window = new BrowserWindow({
    ...choosePlace(kept, workAreas()),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Delira',
    icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (kept?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepPlace(placeFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
  window.webContents.on('context-menu', (_event, params) => popUpEditing(window, params));
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason);
  });
  void window.loadURL(`${ORIGIN}/`);
  return window;
}

/** The main screen first: it is where a window goes that has lost its own. */
function workAreas() {
  const main = screen.getPrimaryDisplay();
  return [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)].map(({ workArea }) => workArea);
}

/** Chromium brings no menu of its own for text: cut, copy and paste would only be keys. */
function popUpEditing(window: BrowserWindow, { isEditable, selectionText }: ContextMenuParams): void {
  if (isEditable) Menu.buildFromTemplate([{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]).popup({ window });
  else if (selectionText.trim() !== '') Menu.buildFromTemplate([{ role: 'copy' }]).popup({ window });
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window has stopped working.',
    detail: `The process that draws it ended (${reason}). Training is not affected.`,
    buttons: ['Load it again', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 0) window.reload();
  else app.quit();
}

/** Brings a window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

export const contentsOf = (window: BrowserWindow | null): WebContents | null => (window === null || window.isDestroyed() ? null : window.webContents);
