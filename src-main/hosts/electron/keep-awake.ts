import { powerSaveBlocker } from 'electron';

/** Keeps the machine from falling asleep while runs are live; the screen may go dark. */
export function keepAwake(): (liveRuns: number) => void {
  let blocker: number | null = null;
  return (liveRuns) => {
    if (liveRuns > 0) {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
}
