/** What an audit looks at; `start` only of a run that began with weights from elsewhere. */
export const AUDIT_CHECKS = ['overfit', 'shuffled', 'validation', 'sides', 'start'] as const;
export type AuditCheckName = (typeof AUDIT_CHECKS)[number];

/** One thing that must hold of a run that can be trusted. */
export interface AuditCheck {
  readonly name: AuditCheckName;
  readonly passed: boolean;
  /** What was found, in a sentence with its numbers. */
  readonly text: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** Files that speak against it, at most a few. */
  readonly examples: readonly string[];
}

/** `audit.json` of a run: the last time that it was audited. */
export interface AuditReport {
  readonly run: string;
  readonly checkpoint: string;
  readonly timeMs: number;
  readonly passed: boolean;
  readonly checks: readonly AuditCheck[];
}
