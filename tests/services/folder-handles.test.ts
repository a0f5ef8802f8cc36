import { describe, expect, it } from 'vitest';
import { FolderHandles } from '../../src-main/services/folder-handles.ts';

describe('FolderHandles', () => {
  const handles = new FolderHandles();

  it('gives back the path that a handle was made of, whatever its letters', () => {
    for (const path of ['/', '/data/Müller 研究/a.b', 'C:\\images']) {
      const entry = handles.entry(path);
      expect(entry.path).toBe(path);
      expect(handles.path(entry.folderId)).toBe(path);
    }
    expect(handles.entry('/data/scans').name).toBe('scans');
    expect(handles.entry('/').name).toBe('/');
  });

  it('refuses what it has not given: other paths, other signatures, handles of another session', () => {
    const { folderId } = handles.entry('/data/scans');
    const [encoded, signature] = folderId.split('.');
    const other = Buffer.from('/etc').toString('base64url');
    const foreign = new FolderHandles().entry('/data/scans').folderId;
    for (const each of [`${other}.${signature}`, `${encoded}.`, `${encoded}`, '', '/data/scans', foreign]) {
      expect(() => handles.path(each), each).toThrow('expected a folder that was chosen in this session');
    }
  });
});
