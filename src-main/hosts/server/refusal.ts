/** A request that is answered with a status and one sentence. */
export class Refusal extends Error {
  readonly status: number;
  readonly kind: string;

  constructor(status: number, message: string, kind = 'Refusal') {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.kind = kind;
  }
}
