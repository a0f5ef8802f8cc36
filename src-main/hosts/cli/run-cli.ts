import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { IndexInterrupted } from './index-dataset.ts';
import { EXIT, createIo, reportError } from './io.ts';
import type { ExitCode, Streams } from './io.ts';
import { createProgram } from './program.ts';

/** Runs one command and gives its exit code. */
export async function runCli(words: readonly string[], streams: Streams): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(async (work) => {
    const { json = false, data } = program.opts<{ json?: boolean; data?: string }>();
    exitCode = await work({ io: createIo(json, streams), data });
  });
  let complaint = '';
  forAll(program, (command) =>
    command.exitOverride().configureOutput({
      writeOut: (text) => void streams.out.write(text),
      writeErr: (text) => void (complaint += text),
    }),
  );
  const io = createIo(words.includes('--json'), streams);
  try {
    if (words.length === 0) {
      program.outputHelp();
      return EXIT.done;
    }
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : reportError(asBadInput(complaint || error.message), io);
    if (!(error instanceof IndexInterrupted)) return reportError(error, io);
    io.note(error.message);
    return EXIT.interrupted;
  }
}

/** `error: unknown option '--trainig.epochs'\n(Did you mean --training.epochs?)` */
function asBadInput(complaint: string): BadInput {
  return new BadInput(complaint.replace(/^error: /, '').trim().replaceAll('\n', ' '));
}

function forAll(command: Command, change: (command: Command) => unknown): void {
  change(command);
  for (const inner of command.commands) forAll(inner, change);
}
