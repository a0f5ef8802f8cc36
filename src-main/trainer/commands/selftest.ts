import { flattenError } from '../../../src-shared/lib/bad-input.ts';
import { selectBackend } from '../../compute/select.ts';
import type { TrainerCalls } from '../calls.ts';

/** Which backend would compute here, as `doctor` says it. */
export async function selftest(): Promise<TrainerCalls['selftest']['output']> {
  try {
    const choice = await selectBackend({ device: 'auto', threads: 0 });
    const text = [choice.reason, ...choice.warnings].join('; ');
    return [{ name: choice.name, usable: true, chosen: true, text, choice }];
  } catch (error) {
    return [{ name: 'none', usable: false, chosen: false, text: flattenError(error).message, choice: null }];
  }
}
