import { flattenError } from '../../src-shared/lib/bad-input.ts';

/** Work that no call waits for. What goes wrong in it is kept, by the work's name, until it goes well again: `doctor` tells it. */
export class Background {
  readonly #closing: AbortSignal;
  readonly #problems = new Map<string, string>();

  constructor(closing: AbortSignal) {
    this.#closing = closing;
  }

  get problems(): readonly string[] {
    return [...this.#problems.values()];
  }

  /** @param name what it is about, as a sentence begins: "reading the queue". */
  async run(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#problems.delete(name);
    } catch (error) {
      // Whatever a closing store cannot do any more, the next host does.
      if (!this.#closing.aborted) this.#problems.set(name, `${name}: ${flattenError(error).message}`);
    }
  }
}
