import { reportBackends } from '../../compute/select.ts';
import type { TrainerCalls } from '../calls.ts';

/** Which backends would compute here, and how they passed their self-tests, as `doctor` says it. */
export async function selftest(): Promise<TrainerCalls['selftest']['output']> {
  return await reportBackends();
}
