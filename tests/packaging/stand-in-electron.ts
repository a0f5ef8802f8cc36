import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Electron's executable keeps its fuses: this text, a version, their number, one character each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron 45 comes: `1` is on, `0` is off. */
const AS_DELIVERED = '101100011';

/** A folder laid out like Electron's download for Linux, its executable without machine code but with fuses. */
export function standInElectron(folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\nexit 0\n${SENTINEL}\u0001${String.fromCharCode(AS_DELIVERED.length)}${AS_DELIVERED}\n`);
  chmodSync(join(folder, 'electron'), 0o755);
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'version', 'chrome-sandbox', 'chrome_crashpad_handler', 'locales/en-US.pak', 'locales/de.pak']) {
    writeFileSync(join(folder, file), file === 'version' ? 'v45.4.1' : '');
  }
  return folder;
}
