/** Writes one value over a stretch of memory. */
namespace Fill {
  export const to: usize = 0;
  export const bytes: usize = 4;
  /** Four bytes; those of a bool are equal. */
  export const word: usize = 8;
  export const bytesPerTask: usize = 12;
}

export function fill(args: usize, task: i32): void {
  const perTask = load<usize>(args, Fill.bytesPerTask);
  const first = <usize>task * perTask;
  let to = load<usize>(args, Fill.to) + first;
  let left = <i32>min(perTask, load<usize>(args, Fill.bytes) - first);
  const value = v128.load32_splat(args, Fill.word);
  for (; left >= 64; left -= 64) {
    v128.store(to, value);
    v128.store(to, value, 16);
    v128.store(to, value, 32);
    v128.store(to, value, 48);
    to += 64;
  }
  for (; left >= 4; left -= 4) {
    v128.store32_lane(to, value, 0);
    to += 4;
  }
  for (; left > 0; --left) store<u8>(to++, load<u8>(args, Fill.word));
}
