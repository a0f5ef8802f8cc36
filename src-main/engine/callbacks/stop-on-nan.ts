import type { BatchSeen, Callback } from '../training/callback.ts';

/** Ends the run at the first loss that is not finite, and names the batch that gave it. */
export function stopOnNan(): Callback {
  return {
    name: 'stop-on-nan',
    afterBatch: (seen) => {
      const loss = seen.values[`${seen.side}_loss`];
      return loss === undefined || Number.isFinite(loss) ? [] : [{ kind: 'log', event: naming(seen, loss) }, { kind: 'fail', message: inWords(seen, loss) }];
    },
  };
}

function inWords({ epoch, step, batch }: BatchSeen, loss: number): string {
  const paths = batch.samples.slice(0, SHOWN).map(({ path }) => path);
  const more = batch.samples.length - paths.length;
  const images = more > 0 ? `${paths.join(', ')} and ${more} more` : paths.join(', ');
  return (
    `expected a finite loss, but found ${loss} in epoch ${epoch} at step ${step}, in the batch with ${images}: ` +
    'divide the learning rate by ten, and look at these images if it happens again'
  );
}

/** The whole batch, one path a line. */
function naming({ epoch, step, batch }: BatchSeen, loss: number) {
  const text = [`The batch whose loss was ${loss}:`, ...batch.samples.map(({ path }) => path)].join('\n');
  return { kind: 'note', epoch, step, text } as const;
}

const SHOWN = 3;
