/** Walks the rows of a result and keeps where each of two arrays stands: axes are [size, step of the first, step of the second] each, steps in bytes. */
import { scratchBase } from './scratch';

const AXIS_BYTES: usize = 12;

/** Scratch that the places on the axes take. */
export const WALK_BYTES: usize = 32;

export let placeA: usize = 0;
export let placeB: usize = 0;

/** Goes to a row, counted over all axes. */
export function enterRow(list: usize, axes: i32, row: i32, a: usize, b: usize): void {
  placeA = a;
  placeB = b;
  let rest = row;
  for (let axis = axes - 1; axis >= 0; --axis) {
    const at = list + <usize>axis * AXIS_BYTES;
    const size = load<i32>(at);
    const place = rest % size;
    rest /= size;
    store<i32>(scratchBase() + (<usize>axis << 2), place);
    placeA += <usize>place * load<usize>(at, 4);
    placeB += <usize>place * load<usize>(at, 8);
  }
}

export function nextRow(list: usize, axes: i32): void {
  for (let axis = axes - 1; axis >= 0; --axis) {
    const at = list + <usize>axis * AXIS_BYTES;
    const counter = scratchBase() + (<usize>axis << 2);
    const size = load<i32>(at);
    const place = load<i32>(counter) + 1;
    placeA += load<usize>(at, 4);
    placeB += load<usize>(at, 8);
    if (place < size) {
      store<i32>(counter, place);
      return;
    }
    store<i32>(counter, 0);
    placeA -= <usize>size * load<usize>(at, 4);
    placeB -= <usize>size * load<usize>(at, 8);
  }
}
