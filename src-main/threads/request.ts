/**
 * An operation that another thread or process carries out: only an id and two
 * types, so that anyone may import it. Its handler, with the heavy libraries,
 * is imported by the thread's entry alone.
 */
export interface Request<Input, Output> {
  readonly id: string;
  /** Never set; carries the types. */
  readonly types?: { readonly input: Input; readonly output: Output };
}

export function request<Input, Output>(id: string): Request<Input, Output> {
  return { id };
}

/** What a handler may use beside its input. */
export interface HandlerContext {
  readonly signal: AbortSignal;
  /** Sends something to the caller's side outside any answer. */
  notify(notice: unknown): void;
  /** Moves these buffers with the answer instead of copying them. */
  transfer(...buffers: ArrayBuffer[]): void;
}

export type Handler<Input, Output> = (input: Input, context: HandlerContext) => Output | Promise<Output>;

export interface Handling {
  readonly id: string;
  readonly handler: Handler<unknown, unknown>;
}

/** Pairs a request with its handler, types checked. */
export function handle<Input, Output>(asked: Request<Input, Output>, handler: Handler<Input, Output>): Handling {
  return { id: asked.id, handler: handler as Handler<unknown, unknown> };
}
