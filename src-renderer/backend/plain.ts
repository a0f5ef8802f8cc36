/** A copy without the proxies of Vue, which structured clone refuses. Arguments are JSON: they hold no arrays of bytes. */
export function plain(argument: unknown): unknown {
  return argument === null || argument === undefined ? null : (JSON.parse(JSON.stringify(argument)) as unknown);
}
