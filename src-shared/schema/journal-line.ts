import { z } from 'zod';
import { JOURNAL_VERSION } from '../domain/journal.ts';
import type { JournalEntry, JournalLine } from '../domain/journal.ts';
import type { RunEnvironment } from '../domain/run.ts';
import { SIDES } from '../domain/sample.ts';
import { BadInput } from '../lib/bad-input.ts';
import { decodeLine } from '../lib/json-line.ts';
import { nearest } from '../lib/nearest.ts';
import { parse } from './parse.ts';

/** A measured number: NaN and infinities are values too. */
const measured = z.custom<number>((value) => typeof value === 'number', 'expected a number');
const values = z.record(z.string(), measured);
const count = z.int().min(0);
const name = z.string().min(1).max(200);
const side = z.enum(SIDES);
/** Below the run folder and nowhere else: journals may come from other people. */
const relativePath = z
  .string()
  .regex(/^[^/\\:]+(\/[^/\\:]+)*$/, 'expected a path below the run folder')
  .refine((path) => !path.split('/').some((part) => part === '..' || part === '.'), 'expected a path below the run folder');
const folderName = relativePath.refine((path) => !path.includes('/'), "expected a folder's name");
const stamp = { v: z.literal(JOURNAL_VERSION), seq: count, attempt: z.int().min(1), timeMs: z.int(), epoch: count, step: count };

/** In a list, numbers that JSON has not stay words until here. */
const numbers = z.array(z.union([measured, z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]));
const share = z.number().nullable();
const areas = z.object({ title: z.string(), of: z.array(z.object({ name: z.string(), value: share })), mean: share });
const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('table'), columns: z.array(z.string()), rows: z.array(z.array(z.union([z.string(), measured, z.null()]))) }),
  z.object({ type: z.literal('histogram'), edges: numbers, counts: numbers }),
  z.object({ type: z.literal('matrix'), names: z.array(z.string()), counts: numbers }),
  z.object({ type: z.literal('curve'), x: z.string(), y: z.string(), lines: z.array(z.object({ name: z.string(), x: numbers, y: numbers })), areas: areas.optional() }),
  z.object({ type: z.literal('volume'), file: relativePath, shape: z.array(count).length(3), low: measured, high: measured }),
]);

/** Only what the app itself reads of it is checked: the rest is shown as it stands. */
const environment = z.custom<RunEnvironment>(
  (value) => z.object({ backend: z.object({ name: z.string() }) }).safeParse(value).success,
  'expected the environment with the name of its backend',
);

const entries = {
  'run-started': z.object({
    ...stamp,
    kind: z.literal('run-started'),
    epochs: count,
    stepsPerEpoch: count,
    parameters: count,
    samples: z.object({ train: count, val: count, test: count }),
  }),
  'epoch-started': z.object({ ...stamp, kind: z.literal('epoch-started'), learningRate: measured }),
  batch: z.object({ ...stamp, kind: z.literal('batch'), size: count, learningRate: measured, values }),
  scalar: z.object({ ...stamp, kind: z.literal('scalar'), name, value: measured }),
  image: z.object({ ...stamp, kind: z.literal('image'), tag: name, index: count, caption: z.string(), file: relativePath }),
  logged: z.object({ ...stamp, kind: z.literal('logged'), tag: name, item }),
  checkpoint: z.object({
    ...stamp,
    kind: z.literal('checkpoint'),
    best: z.boolean(),
    reason: z.enum(['epoch', 'request', 'stop']),
    name: folderName,
    sizeBytes: count,
    removed: z.array(z.string()),
  }),
  confusion: z.object({ ...stamp, kind: z.literal('confusion'), side, classes: z.array(z.string()), counts: z.array(count) }),
  prediction: z.object({
    ...stamp,
    kind: z.literal('prediction'),
    side,
    key: z.string(),
    path: z.string(),
    truth: z.int(),
    predicted: z.int(),
    confidence: measured,
    probabilities: z.array(measured).optional(),
    loss: measured,
    scores: values.optional(),
  }),
  note: z.object({ ...stamp, kind: z.literal('note'), text: z.string() }),
  warning: z.object({ ...stamp, kind: z.literal('warning'), text: z.string(), path: z.string().nullable() }),
  'epoch-ended': z.object({ ...stamp, kind: z.literal('epoch-ended'), values }),
  'run-ended': z.object({
    ...stamp,
    kind: z.literal('run-ended'),
    status: z.enum(['finished', 'stopped', 'failed']),
    message: z.string(),
  }),
  'attempt-started': z.object({
    ...stamp,
    kind: z.literal('attempt-started'),
    command: z.enum(['train', 'test']),
    pid: z.int(),
    environment,
  }),
  resumed: z.object({
    ...stamp,
    kind: z.literal('resumed'),
    fromStep: count,
    checkpoint: z.string().nullable(),
    epochs: count,
  }),
  'test-looked': z.object({
    ...stamp,
    kind: z.literal('test-looked'),
    checkpoint: z.string(),
    values,
    scored: z.object({ count, of: count, missing: z.array(z.string()) }).optional(),
    elsewhere: z.object({ name: z.string(), folder: z.string(), samples: count, known: z.object({ train: count, val: count, test: count }) }).optional(),
  }),
} satisfies { readonly [Kind in JournalEntry['kind']]: z.ZodType<Extract<JournalLine, { kind: Kind }>> };

/**
 * Reads a line of a journal, given without its newline.
 *
 * @throws BadInput with one sentence about what the line should hold.
 */
export function parseJournalLine(text: string): JournalLine {
  const line: unknown = decodeLine(text);
  return parse(entries[kindOf(line)], line, 'line');
}

function kindOf(line: unknown): JournalEntry['kind'] {
  const kind = typeof line === 'object' && line !== null && 'kind' in line ? line.kind : undefined;
  if (typeof kind === 'string' && Object.hasOwn(entries, kind)) return kind as JournalEntry['kind'];
  const near = typeof kind === 'string' ? nearest(kind, Object.keys(entries)) : null;
  throw new BadInput(
    `expected the kind of a journal line, but found ${JSON.stringify(kind) ?? 'none'}${near === null ? '' : `: perhaps "${near}"`}`,
  );
}
