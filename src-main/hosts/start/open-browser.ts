import { spawn } from 'node:child_process';
import type { Surroundings } from './find-electron.ts';
import { lacksDisplay } from './find-electron.ts';

/** The command that opens an address in the user's browser; null where nobody would see it. */
export function browserCommand(surroundings: Surroundings, address: string): readonly [string, ...string[]] | null {
  const { platform, env } = surroundings;
  if (env['CI'] || env['DELIRA_CI'] || env['SSH_CONNECTION'] || lacksDisplay(surroundings) !== null) return null;
  if (platform === 'darwin') return ['open', address];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', address] : ['xdg-open', address];
}

/** Opens the system's browser where there is one; the address has been printed for where there is none. */
export function openBrowser(surroundings: Surroundings, address: string): void {
  const command = browserCommand(surroundings, address);
  if (command === null) return;
  const [file, ...words] = command;
  const child = spawn(file, words, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
