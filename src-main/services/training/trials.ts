import { BadInput } from '../../../src-shared/lib/bad-input.ts';

/** One batch takes seconds; what takes longer than this tells enough. */
const TRIAL_MS = 2 * 60 * 1000;

/** Trials of one batch, one at a time: two would measure each other. */
export interface Trials {
  /** Ends the trial that runs, then runs this one; its signal is aborted when it is cancelled, replaced or late. */
  run<Answer>(trial: (signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
  cancel(): void;
}

export function openTrials(limitMs = TRIAL_MS): Trials {
  let current: AbortController | null = null;
  return {
    async run(trial) {
      current?.abort(new BadInput('expected one trial at a time, but a newer one took the place of this one'));
      const mine = new AbortController();
      current = mine;
      const timer = setTimeout(() => mine.abort(tooSlow(limitMs)), limitMs);
      try {
        return await trial(mine.signal);
      } finally {
        clearTimeout(timer);
        if (current === mine) current = null;
      }
    },
    cancel: () => current?.abort(new BadInput('the trial was cancelled')),
  };
}

function tooSlow(limitMs: number): BadInput {
  return new BadInput(`expected a few steps of one batch within ${limitMs / 1000} s, but they take longer`, { help: 'Take a smaller batch, smaller images or a smaller network.' });
}
