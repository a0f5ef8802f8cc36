import type { Connection } from './backend.ts';
import { listeners } from './listeners.ts';

/**
 * Puts together what the notices tell (whether the server is reached) and what calls
 * tell (whether it knows our session): a server that was started anew refuses both,
 * and only the calls say why.
 */
export class HttpConnection {
  readonly #changes = listeners<Connection>();
  #reached = true;
  #known = true;

  /** @param reached whether the server could be reached just now. */
  become(reached: boolean): void {
    this.#change(() => (this.#reached = reached));
  }

  /** @param known whether the server, asked just now, took our session. */
  heard(known: boolean): void {
    this.#change(() => (this.#known = known));
  }

  readonly onConnection = (listener: (connection: Connection) => void): (() => void) => {
    listener(this.#now());
    return this.#changes.add(listener);
  };

  #now(): Connection {
    if (!this.#known) return 'over';
    return this.#reached ? 'there' : 'away';
  }

  #change(apply: () => void): void {
    const before = this.#now();
    apply();
    const now = this.#now();
    if (now !== before) this.#changes.tell(now);
  }
}
