/** The end of a switch over a union: a member that was forgotten is a type error here. */
export function assertNever(value: never): never {
  throw new Error(`expected every kind to be handled, but found ${JSON.stringify(value)}`);
}
