import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: not to be guessed, by however many processes of this machine. */
const SECRET_BYTES = 32;
const IDLE_MS = 12 * 60 * 60 * 1000;
/** Wrong tokens within a minute before each further one has to wait. */
const FREE_FAILURES = 10;
const MINUTE_MS = 60_000;

/**
 * Who may ask: whoever has shown the token once holds a cookie.
 *
 * Every user of a machine can reach a loopback port, so the token is never
 * optional. It is good for one exchange: an address that was left in a history
 * or seen over a shoulder opens nothing.
 */
export class Sessions {
  #token = newSecret();
  /** When each session was last used, by the digest of its cookie: what is compared is never the secret itself. */
  readonly #lastUsedMs = new Map<string, number>();
  #failuresMs: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** What the next browser has to show. */
  get token(): string {
    return this.#token;
  }

  /** The cookie's value for the token, or null if it is not the token or no longer. */
  exchange(token: string): string | null {
    if (!timingSafeEqual(digest(token), digest(this.#token))) {
      this.#failuresMs = [...this.#recentFailures(), this.#now()];
      return null;
    }
    this.#token = newSecret();
    const cookie = newSecret();
    this.#lastUsedMs.set(digest(cookie).toString('hex'), this.#now());
    return cookie;
  }

  /** Whether so many wrong tokens came of late that the next answer should wait. */
  get besieged(): boolean {
    return this.#recentFailures().length > FREE_FAILURES;
  }

  /** Whether a cookie's value is that of a session, which is thereby used. */
  use(cookie: string): boolean {
    const key = digest(cookie).toString('hex');
    const usedMs = this.#lastUsedMs.get(key);
    if (usedMs === undefined) return false;
    if (this.#now() - usedMs > IDLE_MS) {
      this.#lastUsedMs.delete(key);
      return false;
    }
    this.#lastUsedMs.set(key, this.#now());
    return true;
  }

  #recentFailures(): number[] {
    return this.#failuresMs.filter((timeMs) => this.#now() - timeMs < MINUTE_MS);
  }
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
