/** These bytes are no image that can be read: the message says in one sentence what was expected and what was found. */
export class BadImage extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'BadImage';
  }
}
