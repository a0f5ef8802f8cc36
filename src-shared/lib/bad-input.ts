/**
 * Something the user gave cannot be used: the message says what was expected,
 * what was found and where; `help` says what to do. Hosts show it as it is and
 * the command line exits with 2.
 */
export class BadInput extends Error {
  readonly help: string | null;

  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'BadInput';
    this.help = options.help ?? null;
  }
}

/** What is wrong and what helps, as one text; a question keeps its mark alone. */
export function withHelp({ message, help }: { readonly message: string; readonly help: string | null }): string {
  return help === null ? message : `${message}${/[.?!]$/.test(message) ? '' : '.'} ${help}`;
}

/** An error as plain data, for crossing a process boundary. */
export interface FlatError {
  readonly kind: string;
  readonly message: string;
  readonly help: string | null;
  readonly stack: string | null;
}

export function flattenError(error: unknown): FlatError {
  if (!(error instanceof Error)) return { kind: 'Error', message: String(error), help: null, stack: null };
  const causes = chain(error).map((each) => each.message);
  return {
    kind: error.name,
    message: [...new Set(causes)].join(': '),
    help: error instanceof BadInput ? error.help : null,
    stack: error.stack ?? null,
  };
}

/** The error that `flattenError` made plain, to be thrown on this side of the boundary. */
export function restoreError(flat: FlatError): Error {
  const error =
    flat.kind === 'BadInput'
      ? new BadInput(flat.message, flat.help === null ? {} : { help: flat.help })
      : new Error(flat.message);
  error.name = flat.kind;
  if (flat.stack !== null) error.stack = flat.stack;
  return error;
}

function chain(error: Error): Error[] {
  return error.cause instanceof Error ? [error, ...chain(error.cause)] : [error];
}
