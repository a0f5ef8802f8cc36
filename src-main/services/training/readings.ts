/** Readings of whole datasets, which take minutes and can be given up; each known by what it was asked. */
export interface Readings {
  /** Null where it was cancelled, which aborts its signal. The same question again waits for the answer of the first. */
  run<Answer>(question: unknown, read: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | null>;
  cancel(question: unknown): void;
}

interface Running {
  readonly controller: AbortController;
  readonly answer: Promise<unknown>;
}

export function openReadings(): Readings {
  const running = new Map<string, Running>();
  return {
    run<Answer>(question: unknown, read: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | null> {
      const key = JSON.stringify(question);
      const known = running.get(key);
      if (known) return known.answer as Promise<Answer | null>;
      const controller = new AbortController();
      const answer = unlessCancelled(read, controller.signal).finally(() => running.delete(key));
      running.set(key, { controller, answer });
      return answer;
    },
    cancel: (question) => running.get(JSON.stringify(question))?.controller.abort(),
  };
}

/** Stopping is no error. */
async function unlessCancelled<Answer>(read: (signal: AbortSignal) => Promise<Answer>, signal: AbortSignal): Promise<Answer | null> {
  try {
    return await read(signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
