import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDataFolder, isOpenToOthers, prepareDataFolder } from '../../src-main/services/data-folder.ts';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const on = (platform: NodeJS.Platform, env: Readonly<Record<string, string>> = {}) => ({ platform, home: join('/home', 'ada'), env });

describe('the data folder', () => {
  it("lies in the platform's place for this user", () => {
    expect(findDataFolder(undefined, on('linux'))).toBe('/home/ada/.local/share/delira');
    expect(findDataFolder(undefined, on('linux', { XDG_DATA_HOME: '/data' }))).toBe('/data/delira');
    expect(findDataFolder(undefined, on('linux', { XDG_DATA_HOME: 'not/absolute' }))).toBe('/home/ada/.local/share/delira');
    expect(findDataFolder(undefined, on('darwin'))).toBe('/home/ada/Library/Application Support/Delira');
    expect(findDataFolder(undefined, on('win32', { LOCALAPPDATA: '/local' }))).toBe('/local/Delira');
  });

  it('lies where --data says, else where DELIRA_DATA says', () => {
    const surroundings = on('linux', { DELIRA_DATA: '/from/env' });
    expect(findDataFolder('/from/flag', surroundings)).toBe('/from/flag');
    expect(findDataFolder(undefined, surroundings)).toBe('/from/env');
    expect(findDataFolder(undefined, on('linux', { DELIRA_DATA: '' }))).toBe('/home/ada/.local/share/delira');
  });

  it('is for its owner alone when we make it, and keeps its mode when it was there', (context) => {
    needs(context, process.platform !== 'win32', 'needs file modes');
    const folder = temporaryFolder();
    const parts = prepareDataFolder(join(folder, 'new'));
    expect([parts.folder, parts.runs, parts.queue].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
    expect(isOpenToOthers(parts.folder)).toBe(false);
    chmodSync(parts.folder, 0o755);
    prepareDataFolder(parts.folder);
    expect([statSync(parts.folder).mode & 0o777, isOpenToOthers(parts.folder)]).toEqual([0o755, true]);
  });

  it('is refused with a sentence where no folder can be made', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => prepareDataFolder(file)).toThrow(`expected a data folder that can be written to at ${file}`);
  });
});
