/** Remembers what was made last, up to a total weight; what was not asked for the longest goes first. */
export class LimitedCache<Value> {
  readonly #limit: number;
  readonly #weigh: (value: Value) => number;
  readonly #forgotten: (value: Value) => void;
  readonly #values = new Map<string, Value>();
  #weight = 0;

  /** @param options.forgotten is told of each value that is remembered no more. */
  constructor(limit: number, options: { readonly weigh?: (value: Value) => number; readonly forgotten?: (value: Value) => void } = {}) {
    this.#limit = limit;
    this.#weigh = options.weigh ?? (() => 1);
    this.#forgotten = options.forgotten ?? (() => undefined);
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#values.set(key, value);
    this.#weight += this.#weigh(value);
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.#limit) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#weight -= this.#weigh(value);
    this.#forgotten(value);
  }
}
