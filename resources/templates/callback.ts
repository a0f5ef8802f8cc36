/**
 * A callback of your own. In the experiment file:
 *
 *     training: { callbacks: [{ kind: custom, file: ./my-callback.ts, options: { goal: 0.99 } }] }
 *
 * It is asked after every batch and every epoch, and answers with what it
 * wants. It keeps nothing in variables: what it must remember it asks to have
 * remembered, so that a resumed run goes on as if never interrupted.
 */
import type { CallbackArguments, UserCallback } from 'delira';

/** Stops once the training loss is small, and counts the epochs that it took. */
export default function goal({ options }: CallbackArguments<{ readonly goal?: number }>): UserCallback {
  const { goal: wanted = 0.01 } = options;
  return {
    afterEpoch: ({ epoch, values, memory }) => {
      const { epochs = 0 } = memory;
      const loss = values['train_loss'] ?? Infinity;
      if (loss > wanted) return [{ kind: 'remember', memory: { epochs: epochs + 1 } }];
      return [{ kind: 'stop', message: `The training loss is ${loss.toFixed(3)} after epoch ${epoch}.` }];
    },
  };
}
