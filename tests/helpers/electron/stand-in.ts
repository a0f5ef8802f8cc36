/**
 * Stands in for the module `electron` where its binary is not to be had.
 *
 * What it has is typed against electron.d.ts and does what Electron documents,
 * as far as our main side asks for it: it clones what crosses between page
 * and main side, keeps the order of events, and refuses what Electron refuses.
 * Tests drive it through `desk`.
 */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type * as Electron from 'electron';
import { PageWorld } from './page-world.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** An event that can be prevented; what else it tells lies beside. */
function preventable<Params extends object>(params: Params): Electron.Event<Params> {
  const event = { defaultPrevented: false, preventDefault: () => (event.defaultPrevented = true), ...params };
  return event as unknown as Electron.Event<Params>;
}

class App extends EventEmitter {
  isPackaged = false;
  readonly #paths = new Map<string, string>([['home', homedir()]]);
  readonly #ready = Promise.withResolvers<void>();

  readonly commandLine: Pick<Electron.CommandLine, 'appendSwitch'> = { appendSwitch: (name, value = '') => void desk.switches.set(name, value) };

  enableSandbox(): void {
    if (desk.ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    desk.sandboxed = true;
  }

  setAppUserModelId(id: string): void {
    desk.appId = id;
  }

  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error("'path' must be absolute");
    this.#paths.set(name, path);
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  getAppPath(): string {
    return ROOT;
  }

  getVersion(): string {
    return '0.1.0';
  }

  requestSingleInstanceLock(): boolean {
    return desk.firstInstance;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  becomeReady(): void {
    desk.ready = true;
    this.#ready.resolve();
  }

  quit(): void {
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of [...desk.windows]) {
      window.close();
      if (!window.isDestroyed()) return;
    }
    desk.exitCode ??= 0;
    this.emit('quit', preventable({}), 0);
  }

  exit(code = 0): void {
    desk.exitCode ??= code;
    this.emit('quit', preventable({}), code);
  }
}

class Contents extends EventEmitter {
  readonly #window: BrowserWindow;
  mainFrame: Electron.WebFrameMain;
  #loading = false;
  #openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });
  /** The page's side, once it has loaded. */
  world: PageWorld | null = null;
  document: { readonly status: number; readonly headers: Headers; readonly text: string } | null = null;

  constructor(window: BrowserWindow) {
    super();
    this.#window = window;
    this.mainFrame = desk.frame('about:blank', null);
  }

  isLoading(): boolean {
    return this.#loading;
  }

  isDestroyed(): boolean {
    return this.#window.isDestroyed();
  }

  async load(address: string): Promise<void> {
    this.#loading = true;
    const response = await desk.fetch(address);
    this.document = { status: response.status, headers: response.headers, text: await response.text() };
    this.mainFrame = desk.frame(address, null);
    const { preload } = this.#window.options.webPreferences ?? {};
    if (preload !== undefined) this.world = new PageWorld(preload, (channel, argument) => desk.invoke(this, this.mainFrame, channel, argument));
    this.#loading = false;
    this.emit('did-finish-load');
    this.#window.emit('ready-to-show');
  }

  send(channel: string, ...[message]: unknown[]): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed');
    this.world?.receive(channel, structuredClone(message));
  }

  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.#openHandler = handler;
  }

  /** As when the page calls `window.open`. */
  open(url: string): 'allow' | 'deny' {
    return this.#openHandler({ url, frameName: '', features: '', disposition: 'new-window', referrer: { url: '', policy: 'default' } }).action;
  }

  /** As when a link, a script or a dropped file would lead the window elsewhere; whether it goes there. */
  navigate(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', url: string): boolean {
    const details = preventable({ url });
    this.emit(event, details);
    return !details.defaultPrevented;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: Contents;
  #destroyed = false;
  #maximized = false;
  shown = 0;
  focused = 0;
  reloads = 0;
  minimized = false;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    if (!desk.ready) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.webContents = new Contents(this);
    desk.windows.push(this);
    app.emit('web-contents-created', preventable({}), this.webContents);
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.load(address);
  }

  reload(): void {
    this.reloads += 1;
  }

  show(): void {
    this.shown += 1;
  }

  focus(): void {
    this.focused += 1;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  restore(): void {
    this.minimized = false;
  }

  maximize(): void {
    this.#maximized = true;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  getNormalBounds(): Electron.Rectangle {
    const { x = 100, y = 80, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#destroyed = true;
    desk.windows.splice(desk.windows.indexOf(this), 1);
    this.emit('closed');
    if (desk.windows.length === 0) app.emit('window-all-closed');
  }
}

type RequestHandler = (details: Electron.OnBeforeRequestListenerDetails, done: (answer: Electron.CallbackResponse) => void) => void;

class Session extends EventEmitter {
  handlers = new Map<string, Parameters<Electron.Protocol['handle']>[1]>();
  permission: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null;
  device: Parameters<Electron.Session['setDevicePermissionHandler']>[0] = null;
  display: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0] = null;
  request: RequestHandler | null = null;

  readonly protocol: Pick<Electron.Protocol, 'handle'> = {
    handle: (scheme, handler) => {
      if (this.handlers.has(scheme)) throw new Error(`The scheme has been registered: ${scheme}`);
      this.handlers.set(scheme, handler);
    },
  };
  readonly webRequest = { onBeforeRequest: (handler: RequestHandler) => void (this.request = handler) };

  setPermissionRequestHandler(handler: Session['permission']): void {
    this.permission = handler;
  }
  setPermissionCheckHandler(handler: Session['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Session['device']): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(handler: Session['display']): void {
    this.display = handler;
  }
}

export class Notification extends EventEmitter {
  readonly options: Electron.NotificationConstructorOptions;

  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.options = options;
  }

  static isSupported(): boolean {
    return desk.notifies;
  }

  show(): void {
    desk.notifications.push(this);
  }
}

type Handler = Parameters<Electron.IpcMain['handle']>[1];

/** What tests see and set of the machine that the app believes to run on. */
export const desk = {
  ready: false,
  sandboxed: false,
  firstInstance: true,
  notifies: true,
  exitCode: null as number | null,
  appId: '',
  switches: new Map<string, string>(),
  schemes: [] as Electron.CustomScheme[],
  windows: [] as BrowserWindow[],
  notifications: [] as Notification[],
  /** What the user will answer in message boxes, by the button's text, and in dialogs for folders and files. */
  answers: [] as string[],
  folders: [] as (string | null)[],
  files: [] as (readonly string[])[],
  questions: [] as Electron.MessageBoxOptions[],
  errors: [] as { readonly title: string; readonly content: string }[],
  menu: [] as Electron.MenuItemConstructorOptions[],
  popUps: [] as Electron.MenuItemConstructorOptions[][],
  blockers: new Set<number>(),
  screens: [{ x: 0, y: 0, width: 1920, height: 1040 }] as Electron.Rectangle[],
  calls: new Map<string, Handler>(),

  frame(url: string, parent: Electron.WebFrameMain | null): Electron.WebFrameMain {
    return { url, parent } as Electron.WebFrameMain;
  },

  /** A request of the window's session, as Chromium makes it for its own scheme. */
  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const scheme = new URL(address).protocol.slice(0, -1);
    const handler = session.defaultSession.handlers.get(scheme);
    if (!handler) throw new TypeError('net::ERR_UNKNOWN_URL_SCHEME');
    return handler(new Request(address, init));
  },

  /** A call as it reaches the main side from a frame; what it answers and what it throws cross as in Electron. */
  async invoke(sender: unknown, senderFrame: Electron.WebFrameMain | null, channel: string, argument: unknown): Promise<unknown> {
    const handler = desk.calls.get(channel);
    if (!handler) throw new Error(`Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`);
    const event = { sender, senderFrame, type: 'frame' } as Electron.IpcMainInvokeEvent;
    try {
      return structuredClone(await (handler(event, structuredClone(argument)) as unknown));
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  },
};

export const app = new App();
export const session = { defaultSession: new Session() };
export const powerMonitor = new EventEmitter();
export const nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: true };

export const protocol: Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged: (schemes) => {
    if (desk.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    desk.schemes.push(...schemes);
  },
};

export const ipcMain: Pick<Electron.IpcMain, 'handle'> = {
  handle: (channel, handler) => {
    if (desk.calls.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    desk.calls.set(channel, handler);
  },
};

export const powerSaveBlocker: Pick<Electron.PowerSaveBlocker, 'start' | 'stop'> = {
  start: () => {
    const id = Math.max(0, ...desk.blockers) + 1;
    desk.blockers.add(id);
    return id;
  },
  stop: (id) => desk.blockers.delete(id),
};

export const screen: Pick<Electron.Screen, 'getPrimaryDisplay' | 'getAllDisplays'> = {
  getPrimaryDisplay: () => displays()[0] as Electron.Display,
  getAllDisplays: () => displays().reverse(),
};

const displays = () => desk.screens.map((workArea, id) => ({ id, workArea }) as Electron.Display);

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({ template, popup: () => void desk.popUps.push(template) }),
  setApplicationMenu: (menu: { readonly template: Electron.MenuItemConstructorOptions[] }) => void (desk.menu = menu.template),
};

/** The first argument is the window to lie over, or the options. */
const optionsOf = <Options>(words: readonly unknown[]) => words.at(-1) as Options;

export const dialog = {
  showMessageBox: (...words: unknown[]): Promise<Electron.MessageBoxReturnValue> => {
    const options = optionsOf<Electron.MessageBoxOptions>(words);
    desk.questions.push(options);
    const answer = desk.answers.shift();
    const response = answer === undefined ? (options.cancelId ?? 0) : (options.buttons ?? []).indexOf(answer);
    if (response < 0) throw new Error(`expected a button ${JSON.stringify(answer)}, but found ${JSON.stringify(options.buttons)}`);
    return Promise.resolve({ response, checkboxChecked: false });
  },
  showOpenDialog: (...words: unknown[]): Promise<Electron.OpenDialogReturnValue> => {
    const { properties } = optionsOf<Electron.OpenDialogOptions>(words);
    if (properties?.includes('openFile') === true) {
      const filePaths = [...(desk.files.shift() ?? [])];
      return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    }
    const path = desk.folders.shift() ?? null;
    if (path !== null && properties?.includes('openDirectory') === true && !existsSync(path)) throw new Error(`expected a folder at ${path}`);
    return Promise.resolve({ canceled: path === null, filePaths: path === null ? [] : [path] });
  },
  showErrorBox: (title: string, content: string) => void desk.errors.push({ title, content }),
};
