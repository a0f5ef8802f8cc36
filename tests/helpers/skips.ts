export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** The only things that a test may lack in CI, where the real data is always there. */
export const ALLOWED_REASONS = ["needs Electron's binary", 'needs a GPU', "needs Python's torch"] as const;

/** Skips that must not happen in CI. */
export function unexpectedSkips(skips: readonly Skip[]): readonly Skip[] {
  return skips.filter((skip) => !ALLOWED_REASONS.some((reason) => skip.reason.startsWith(reason)));
}
