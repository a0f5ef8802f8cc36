/** What Ctrl-C means while something runs: the first asks, the second insists. */
export interface InterruptPlan {
  first(): void;
  second(): void;
}

/**
 * Takes Ctrl-C, and the signal by which systems end programs, for as long as
 * something runs that can be stopped in good order.
 *
 * @returns what gives them back.
 */
export function onInterrupt({ first, second }: InterruptPlan): () => void {
  let count = 0;
  const receive = (): void => {
    count++;
    if (count === 1) first();
    else second();
  };
  process.on('SIGINT', receive);
  process.on('SIGTERM', receive);
  return () => {
    process.off('SIGINT', receive);
    process.off('SIGTERM', receive);
  };
}
