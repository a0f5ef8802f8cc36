/** A read that gives no answer for so long never will. Longer than a server takes to start again, whose drive then answers as if nothing had been. */
export const HUNG_MS = 10 * 60 * 1000;

/** Looks at the clock within that time: one that comes later than its turn by `LATE_MS` tells that all stood still, as a machine that sleeps. */
export const TICKS = 20;
export const LATE_MS = 10_000;
