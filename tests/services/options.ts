import type { ServicesOptions } from '../../src-main/services/contract.ts';

export function optionsFor(dataFolder: string): ServicesOptions {
  return {
    dataFolder,
    host: { host: 'server', appVersion: '0.0.0', platform: process.platform, nativeFolderDialog: false },
    nodePath: process.execPath,
    roots: [],
    electron: { found: false, text: 'not looked for' },
  };
}
