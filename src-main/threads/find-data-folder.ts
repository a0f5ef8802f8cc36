import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The data folder of this user: what `--data` says, else `DELIRA_DATA`, else
 * the place that the platform has for it.
 */
export function findDataFolder(wanted?: string, { platform, home, env }: Surroundings = { platform: process.platform, home: homedir(), env: process.env }): string {
  const named = wanted ?? env['DELIRA_DATA'];
  if (named !== undefined && named !== '') return resolve(named);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Delira');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Delira');
  const shared = env['XDG_DATA_HOME'];
  return join(shared !== undefined && isAbsolute(shared) ? shared : join(home, '.local', 'share'), 'delira');
}
