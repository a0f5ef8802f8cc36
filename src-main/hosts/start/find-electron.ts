import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Electron = { readonly found: true; readonly path: string } | { readonly found: false; readonly reason: string };

const absent = (reason: string): Electron => ({ found: false, reason });

/** Why a window cannot open here, whatever is installed; null if it may. */
export function lacksDisplay({ platform, env }: Surroundings): string | null {
  if (platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return null;
  return 'no display was found';
}

/** Electron's executable below its `dist` folder, as its own installer names it. */
function executable(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * Electron's binary, fetched by its own installer if it is not there yet.
 *
 * Its package downloads at first start, more than 100 MB. Whether that can
 * work is decided within `patienceMs`: then the download must have ended, or
 * its server must have answered; else it is given up.
 *
 * @param folder the npm package `electron`.
 * @param onDownload the download goes on and may take its time.
 */
export async function findElectron(folder: string, surroundings: Surroundings, patienceMs: number, onDownload: () => void): Promise<Electron> {
  const { platform, env } = surroundings;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const path = join(override ?? join(folder, 'dist'), executable(platform));
  if (isInstalled(folder, path)) return { found: true, path };
  if (override !== undefined) return absent(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, but there is no ${executable(platform)} in it`);
  if (!existsSync(join(folder, 'install.js'))) return absent(`the package electron is not in ${folder}`);

  const download = install(folder);
  const first = await Promise.race([download.ended, reaches(addressOf(folder, surroundings), patienceMs)]);
  if (first === 'unreachable') {
    download.giveUp();
    return absent('its binary could not be fetched: the server of its downloads does not answer');
  }
  if (first === 'reachable') onDownload();
  const failure = first === 'reachable' ? await download.ended : first;
  if (failure !== null) return absent(`its binary could not be fetched: ${failure}`);
  return existsSync(path) ? { found: true, path } : absent(`its installer left no ${path}`);
}

/** The file must be of this version: its folder survives an update of the package. */
function isInstalled(folder: string, path: string): boolean {
  if (!existsSync(path)) return false;
  const version = join(path, '..', 'version');
  return !existsSync(version) || readFileSync(version, 'utf8').trim().replace(/^v/, '') === versionOf(folder);
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Runs Electron's installer; `ended` gives null if it has done its work, else why not. */
function install(folder: string): { readonly ended: Promise<string | null>; giveUp(): void } {
  const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(([code]) => (code === 0 ? null : (errors.trim().split('\n')[0] ?? `its installer ended with ${String(code)}`)));
  return { ended, giveUp: () => void child.kill('SIGKILL') };
}

/** Where the installer downloads from, by the rules of `@electron/get`. */
function addressOf(folder: string, { platform, arch, env }: Surroundings): string {
  const version = `v${versionOf(folder)}`;
  const mirror = env['npm_config_electron_mirror'] ?? env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/download/';
  return `${mirror}${version}/electron-${version}-${platform}-${arch}.zip`;
}

/** Waits to the end even when it fails at once: a download that comes from a cache needs no server. */
async function reaches(address: string, patienceMs: number): Promise<'reachable' | 'unreachable'> {
  const late = AbortSignal.timeout(patienceMs);
  const answers = await fetch(address, { method: 'HEAD', signal: late }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (answers) return 'reachable';
  if (!late.aborted) await once(late, 'abort');
  return 'unreachable';
}
