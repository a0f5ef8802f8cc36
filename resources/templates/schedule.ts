/**
 * A schedule of your own: the factor on the learning rate at a step. In the
 * experiment file:
 *
 *     training: { schedule: { kind: custom, file: ./my-schedule.ts, options: { cycles: 3 } } }
 */
import type { RateArguments } from 'delira';

/** Falls in half a cosine again and again. */
export default function restarts({ step, totalSteps, options }: RateArguments<{ readonly cycles?: number }>): number {
  const { cycles = 3 } = options;
  const share = ((step * cycles) / totalSteps) % 1;
  return (1 + Math.cos(Math.PI * share)) / 2;
}
