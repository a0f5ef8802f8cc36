import { join } from 'node:path';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';

export interface Place {
  readonly packaged: boolean;
  readonly resourcesPath: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The Node that trainers and the indexer run on, never Electron's own: that
 * one takes none of the V8 flags that double the speed of training. An
 * installed app brings it along; `npm start` names the one that it runs on.
 */
export function pinnedNode({ packaged, resourcesPath, platform, env }: Place): string {
  if (packaged) return join(resourcesPath, 'node', platform === 'win32' ? 'node.exe' : 'node');
  const named = env['DELIRA_NODE'];
  if (named === undefined || named === '') throw new BadInput('expected DELIRA_NODE to name the Node that training runs on', { help: 'Start the app with npm start.' });
  return named;
}
