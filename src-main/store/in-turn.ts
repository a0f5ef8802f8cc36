/** The last work of each name that is under way. */
const underWay = new Map<string, Promise<unknown>>();

/** Waits for earlier work of the same name: of two edits of one file at once, one would be lost. */
export async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const before = underWay.get(name) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(work);
  underWay.set(name, mine);
  try {
    return await mine;
  } finally {
    if (underWay.get(name) === mine) underWay.delete(name);
  }
}
