import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { CheckpointFolder, StoredCheckpoint } from './checkpoint-folder.ts';

/** The checkpoint of that name; without one the best, or the newest where none was kept as the best. */
export function chooseCheckpoint(checkpoints: Pick<CheckpointFolder, 'list' | 'best'>, name: string | undefined): StoredCheckpoint {
  const all = checkpoints.list();
  const chosen = name === undefined ? (checkpoints.best() ?? all.at(-1)) : all.find((each) => each.name === name);
  if (chosen) return chosen;
  throw new BadInput(`expected ${name ?? 'a checkpoint'} of the run, but found ${all.map((each) => each.name).join(', ') || 'none'}`, {
    help: 'Train at least one epoch first.',
  });
}
