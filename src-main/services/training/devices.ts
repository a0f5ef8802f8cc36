/**
 * Whether two runs may compute on the same device. `auto` may take any, so it
 * shares with all.
 */
export function shareDevice(a: string, b: string): boolean {
  return a === 'auto' || b === 'auto' || numbered(a) === numbered(b);
}

function numbered(device: string): string {
  return device === 'gpu' ? 'gpu:0' : device;
}

/**
 * The waiting runs that may start now, one per device. A run never overtakes
 * one that waits for the same device.
 *
 * @param busy devices that runs compute on.
 */
export function startable<Waiting extends { readonly device: string }>(waiting: readonly Waiting[], busy: readonly string[]): readonly Waiting[] {
  const taken = [...busy];
  return waiting.filter(({ device }) => {
    const isFree = !taken.some((each) => shareDevice(each, device));
    taken.push(device);
    return isFree;
  });
}
