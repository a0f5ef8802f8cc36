/** Type-checks each layer with the globals that it may use: `engine`, `imaging` and `src-shared` have neither Node nor a page. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
export const LAYERS = ['src-shared', 'src-main/engine', 'src-main/imaging', 'src-main', 'src-renderer', 'tests'] as const;

const results = await Promise.all(LAYERS.map(check));
process.exitCode = results.every((code) => code === 0) ? 0 : 1;

function check(layer: string): Promise<number | null> {
  if (!existsSync(join(root, layer, 'tsconfig.json'))) throw new Error(`expected a tsconfig.json in ${layer}`);
  const compiler = layer === 'src-renderer' || layer === 'tests' ? 'vue-tsc/bin/vue-tsc.js' : 'typescript/bin/tsc';
  // What has not changed since the last check is not looked at again.
  const memory = join(root, 'node_modules/.cache/types', `${layer.replaceAll('/', '-')}.tsbuildinfo`);
  const words = ['-p', layer, '--incremental', '--tsBuildInfoFile', memory];
  const child = spawn(process.execPath, [join(root, 'node_modules', compiler), ...words], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', resolve));
}
