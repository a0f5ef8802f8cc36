import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { nearest } from '../../../src-shared/lib/nearest.ts';
import type { Services } from '../../services/contract.ts';

/** What the help of every command that takes a run says. */
export const RUN_HELP = "a run's id or the beginning of one, its name, its folder, or last";

const PAGE = 1000;
/** Shorter beginnings of ids are more likely a name. */
const ID_START = /^[0-9a-f-]{4,}$/;

/**
 * The run that a word on the command line means.
 *
 * @throws BadInput if it is none, or several.
 */
export async function findRun({ api, folder }: Services, word: string): Promise<RunSummary> {
  const path = resolve(word);
  if (existsSync(join(path, RUN_FILES.run))) return api.runs.openFolder({ folderId: folder(path).folderId });
  const runs = await allRuns(api);
  if (word === 'last' && runs[0]) return runs[0];
  for (const fits of [isExactly, isNamed, beginsWith]) {
    const found = runs.filter((run) => fits(run, word));
    if (found.length > 1) throw ambiguous(word, found);
    if (found[0]) return found[0];
  }
  const near = nearest(word, runs.flatMap((run) => [run.name, basename(run.folder)]));
  throw new BadInput(`expected ${RUN_HELP}, but found ${JSON.stringify(word)}${near === null ? '' : `: did you mean "${near}"?`}`, {
    help: 'delira runs lists them.',
  });
}

const isExactly = (run: RunSummary, word: string) => run.id === word || basename(run.folder) === word;
const isNamed = (run: RunSummary, word: string) => run.name === word;
const beginsWith = (run: RunSummary, word: string) => ID_START.test(word) && run.id.startsWith(word);

/** Newest first. */
async function allRuns(api: Services['api']): Promise<readonly RunSummary[]> {
  const runs: RunSummary[] = [];
  for (;;) {
    const { rows, total } = await api.runs.list({ filter: { query: '', binned: false }, sort: { by: 'created', descending: true }, offset: runs.length, limit: PAGE });
    runs.push(...rows);
    if (rows.length === 0 || runs.length >= total) return runs;
  }
}

function ambiguous(word: string, found: readonly RunSummary[]): BadInput {
  const named = found.slice(0, 5).map((run) => basename(run.folder));
  return new BadInput(`expected one run, but ${found.length} are meant by ${JSON.stringify(word)}: ${named.join(', ')}${found.length > 5 ? ', …' : ''}`, {
    help: 'Name one by its folder or its whole id.',
  });
}
