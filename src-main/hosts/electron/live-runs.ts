import type { RunStatus, RunSummary } from '../../../src-shared/domain/run.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { Services } from '../../services/contract.ts';

export interface LiveRunsListener {
  /** How many runs this machine trains; told when it changes. */
  onCount(count: number): void;
  /** A run that was seen live has ended. */
  onEnd(run: RunSummary): void;
}

const UNDER_WAY: ReadonlySet<RunStatus> = new Set<RunStatus>(['queued', ...LIVE_STATUSES]);

/**
 * Follows which runs are live, from now until the function that it gives is called.
 *
 * A run whose process is gone counts as ended once the store has its last
 * lines, which may be a notice later.
 */
export function followLiveRuns(services: Pick<Services, 'api' | 'liveRuns' | 'onNotice'>, { onCount, onEnd }: LiveRunsListener): () => void {
  const seen = new Set<string>();
  let count = 0;

  const look = async (): Promise<void> => {
    const live = new Set((await services.liveRuns()).map(({ runId }) => runId));
    for (const runId of live) seen.add(runId);
    if (live.size !== count) onCount((count = live.size));
    for (const runId of [...seen].filter((each) => !live.has(each))) {
      const run = await services.api.runs.get({ runId });
      if (UNDER_WAY.has(run.status)) continue;
      seen.delete(runId);
      onEnd(run);
    }
  };

  const lookOnce = oneAtATime(look);
  const forget = services.onNotice(({ topic }) => {
    if (topic === 'runs') void lookOnce();
  });
  void lookOnce();
  return forget;
}

/** While one is under way, any number of further requests make one more. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    again = true;
    running ??= run().finally(() => (running = null));
    return running;
  };
}
