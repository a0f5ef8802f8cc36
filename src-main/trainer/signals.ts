import { leave } from './leave.ts';
import type { RunRequests } from './requests.ts';

const INTERRUPTED = 130;

/**
 * The first SIGINT or SIGTERM asks the run to stop after this step, with a
 * checkpoint; the second ends the process at once.
 *
 * @returns whether a signal came.
 */
export function stopOnSignals(requests: RunRequests): () => boolean {
  let came = false;
  const receive = () => {
    if (came) leave(INTERRUPTED);
    came = true;
    requests.stopNow();
  };
  process.on('SIGINT', receive);
  process.on('SIGTERM', receive);
  return () => came;
}
