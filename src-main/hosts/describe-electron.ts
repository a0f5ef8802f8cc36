import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { builtFolder } from '../threads/entry.ts';

/**
 * Whether Electron's binary is there, for `doctor`: nothing is started and
 * nothing fetched. The npm package downloads it at its first start, not when it
 * is installed, and where that could not be done the window cannot be opened.
 */
export function describeElectron(): { readonly found: boolean; readonly text: string } {
  const { electron } = process.versions;
  if (electron !== undefined) return { found: true, text: `Electron ${electron} runs this` };
  const folder = packageFolder();
  if (folder === null) return { found: false, text: 'its package is not installed beside this command' };
  const binary = binaryOf(folder);
  if (binary !== null && existsSync(binary)) return { found: true, text: `found at ${binary}` };
  return { found: false, text: 'its binary has not been downloaded: npm start tries to; without it the app runs in the browser' };
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(join(builtFolder(), 'cli.js')).resolve('electron/package.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** As the package's own `index.js` finds it, which would also download it. */
function binaryOf(folder: string): string | null {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null;
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined) return join(override, name ?? 'electron');
  return name === null ? null : join(folder, 'dist', name);
}
