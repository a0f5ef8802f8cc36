import { z } from 'zod';
import { AUDIT_CHECKS } from '../domain/audit.ts';
import type { AuditReport } from '../domain/audit.ts';
import { parse } from './parse.ts';
import { parseJson } from './run-file.ts';

/** `audit.json` of a run. */
const auditFileSchema = z.object({
  run: z.string(),
  checkpoint: z.string(),
  timeMs: z.number(),
  passed: z.boolean(),
  checks: z.array(z.object({ name: z.enum(AUDIT_CHECKS), passed: z.boolean(), text: z.string(), numbers: z.record(z.string(), z.number()), examples: z.array(z.string()) })),
});

export function parseAuditFile(text: string, path: string): AuditReport {
  return parse(auditFileSchema, parseJson(text, path), path);
}
