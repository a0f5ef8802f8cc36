/** Writes one value over a stretch of memory. */
namespace Fill {
  export const to: usize = 0;
  export const bytes: usize = 4;
  /** Four bytes; those of a bool are equal. */
  export const word: usize = 8;
  /** A multiple of 4. */
  export const bytesPerTask: usize = 12;
}

export function fill(args: usize, task: i32): void {
  const perTask = load<usize>(args, Fill.bytesPerTask);
  const first = <usize>task * perTask;
  const bytes = min(perTask, load<usize>(args, Fill.bytes) - first);
  const to = load<usize>(args, Fill.to) + first;
  fillWords(to, v128.load32_splat(args, Fill.word), <i32>(bytes >> 2));
  const rest = bytes & 3;
  if (rest > 0) memory.fill(to + bytes - rest, load<u8>(args, Fill.word), rest);
}

/** Stores equal 32-bit values. */
export function fillWords(first: usize, value: v128, count: i32): void {
  let to = first;
  let left = count;
  for (; left >= 16; left -= 16) {
    v128.store(to, value);
    v128.store(to, value, 16);
    v128.store(to, value, 32);
    v128.store(to, value, 48);
    to += 64;
  }
  for (; left > 0; --left) {
    v128.store32_lane(to, value, 0);
    to += 4;
  }
}
