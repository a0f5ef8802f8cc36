import type { CodeConsent, CodeQuestion } from '../../../src-shared/api/training.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Services } from '../../services/contract.ts';
import type { Io } from './io.ts';

/**
 * Has the user agree to code of their own that is about to be run, unless they
 * have: by `--trust`, or by an answer at the terminal.
 *
 * @throws BadInput if they do not, or cannot be asked.
 */
export async function askForCode({ api }: Services, question: CodeQuestion, trust: boolean, io: Io): Promise<void> {
  const consent = await api.training.code(question);
  if (consent.agreed) return;
  const names = namesOf(consent);
  if (!trust && io.confirm === null) {
    throw new BadInput(`expected your consent to run code of your own: ${names.join(', ')}`, { help: 'Look at it, then say --trust; you are asked again when it changes.' });
  }
  if (!trust) {
    io.note(`This runs code of your own, with all that you may do on this machine:\n${names.map((name) => `  ${name}`).join('\n')}`);
    if (!(await io.confirm?.('Run it?'))) throw new BadInput('expected your consent to run this code, but it was not given');
  }
  await api.training.agree({ ...question, hash: consent.hash });
}

/** `/home/u/exp/my-net.ts (changed)` of those that wait for an answer. */
function namesOf({ folders }: CodeConsent): readonly string[] {
  return folders.flatMap(({ folder, files }) => files.flatMap(({ name, state }) => (state === 'agreed' ? [] : [`${folder}/${name} (${state})`])));
}
