/**
 * The trainer process.
 *
 *     trainer train <run folder> [--epochs n]
 *     trainer script <file> [words …]
 *     trainer test | predict | mask | pool | check | fit | preview | describe | device | selftest     JSON on standard input, one JSON line out
 *
 * Exit codes: 0 done or stopped, 1 failed, 2 bad input, 130 interrupted.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { BadInput, flattenError } from '../../src-shared/lib/bad-input.ts';
import { encodeAnswer, encodeError, encodeNews } from './answer-line.ts';
import { TRAINER_CALLS } from './calls.ts';
import type { NewsOf, Tell, TrainerCall, TrainerCalls } from './calls.ts';
import { sayLastWords } from './last-words.ts';
import { leave } from './leave.ts';
import { explainFault } from './user-code/faults.ts';

type Commands = { readonly [Call in TrainerCall]: (input: TrainerCalls[Call]['input'], tell: Tell<NewsOf<Call>>) => Promise<TrainerCalls[Call]['output']> };

/** Loaded when asked for: a preview needs no network. */
const COMMANDS: Commands = {
  test: async (input) => (await import('./commands/test.ts')).test(input),
  predict: async (input, tell) => (await import('./commands/predict.ts')).predict(input, tell),
  mask: async (input) => (await import('./commands/mask.ts')).drawMask(input),
  pool: async (input) => (await import('./commands/pool.ts')).pool(input),
  export: async (input) => (await import('./commands/export.ts')).exportNetwork(input),
  audit: async (input, tell) => (await import('./commands/audit.ts')).audit(input, tell),
  check: async (input) => (await import('./commands/check.ts')).check(input),
  fit: async (input) => (await import('./commands/check.ts')).fit(input),
  preview: async (input) => (await import('./commands/preview.ts')).preview(input),
  describe: async (input) => (await import('./commands/describe.ts')).describe(input),
  device: async ({ device }) => (await import('../compute/select.ts')).selectBackend({ device, threads: 0 }),
  fingerprint: async (input) => (await import('./commands/fingerprint.ts')).fingerprint(input),
  selftest: async () => (await import('./commands/selftest.ts')).selftest(),
};

const [command = '', ...words] = process.argv.slice(2);
process.title = `delira trainer ${command}`;

// On a full disk the log cannot be written: no reason for a run to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Unhandled rejections come here too. A run says how it ended before it does.
process.on('uncaughtException', (thrown) => {
  const error = explainFault(thrown) as Error;
  process.stderr.write(`${error.stack ?? String(error)}\n`);
  sayLastWords(error);
  leave(1);
});

const code = await run();
// Loader and kernel threads have been closed, but a decoder may still hold a handle.
leave(code);

async function run(): Promise<number> {
  if (command === 'train') return runTraining();
  if (command === 'script') return (await import('./commands/script.ts')).script(words);
  const call = TRAINER_CALLS.find((each) => each === command);
  if (call) return answer(call);
  process.stderr.write(`expected train, ${TRAINER_CALLS.join(', ')}, but found ${command === '' ? 'nothing' : command}\n`);
  return 2;
}

async function runTraining(): Promise<number> {
  const { positionals, values } = parseArgs({ args: words, allowPositionals: true, options: { epochs: { type: 'string' }, images: { type: 'string' } } });
  const [folder] = positionals;
  if (folder === undefined) {
    process.stderr.write('expected a run folder after train, but found nothing\n');
    return 2;
  }
  const { train } = await import('./commands/train.ts');
  return train({ folder, epochs: values.epochs === undefined ? null : Number(values.epochs), images: values.images ?? null });
}

async function answer(call: TrainerCall): Promise<number> {
  try {
    const input: unknown = JSON.parse(await text(process.stdin));
    // The launcher's types say that this input belongs to this call.
    const output = await (COMMANDS[call] as (input: unknown, tell: Tell<unknown>) => Promise<unknown>)(input, (news) => write(encodeNews(news)));
    await write(encodeAnswer(output));
    return 0;
  } catch (thrown) {
    const error = explainFault(thrown);
    process.stderr.write(`${flattenError(error).stack ?? String(error)}\n`);
    await write(encodeError(error));
    return error instanceof BadInput ? 2 : 1;
  }
}

/** Returns once the line has gone into the pipe; fails if nobody listens any more, for whom would the rest be? */
function write(line: string): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(line, (error) => (error ? reject(error) : resolve())));
}
