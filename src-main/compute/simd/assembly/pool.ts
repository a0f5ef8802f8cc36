/**
 * Maximum pooling in up to three dimensions, with the place of each maximum
 * kept: the flat index in its image, ties to the first, −1 where a window holds
 * nothing above minus infinity. The gradient is gathered: every input element
 * looks at the windows that reach it.
 */
export namespace Pool {
  export const x: usize = 0;
  export const y: usize = 4;
  export const place: usize = 8;
  export const inDepth: usize = 12;
  export const inHeight: usize = 16;
  export const inWidth: usize = 20;
  export const channels: usize = 24;
  export const outDepth: usize = 28;
  export const outHeight: usize = 32;
  export const outWidth: usize = 36;
  export const sizeDepth: usize = 40;
  export const sizeHeight: usize = 44;
  export const sizeWidth: usize = 48;
  export const stepDepth: usize = 52;
  export const stepHeight: usize = 56;
  export const stepWidth: usize = 60;
  /** Padding before each axis. */
  export const padDepth: usize = 64;
  export const padHeight: usize = 68;
  export const padWidth: usize = 72;
  /** Rows (image, depth, height) of the array that is written, and how many a task takes. */
  export const rows: usize = 76;
  export const rowsPerTask: usize = 80;
}

/** A task writes rows of y and place. */
export function maxPool(args: usize, task: i32): void {
  const perTask = load<i32>(args, Pool.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, Pool.rows));
  for (let row = first; row < last; ++row) poolRow(args, row);
}

function poolRow(args: usize, row: i32): void {
  const channels = load<i32>(args, Pool.channels);
  const inHeight = load<i32>(args, Pool.inHeight);
  const inWidth = load<i32>(args, Pool.inWidth);
  const inDepth = load<i32>(args, Pool.inDepth);
  const outHeight = load<i32>(args, Pool.outHeight);
  const outWidth = load<i32>(args, Pool.outWidth);
  const outDepth = load<i32>(args, Pool.outDepth);
  const plane = row / outHeight;
  const image = plane / outDepth;
  const z = (plane - image * outDepth) * load<i32>(args, Pool.stepDepth) - load<i32>(args, Pool.padDepth);
  const y = (row - plane * outHeight) * load<i32>(args, Pool.stepHeight) - load<i32>(args, Pool.padHeight);
  const z0 = max(0, z);
  const z1 = min(inDepth, z + load<i32>(args, Pool.sizeDepth));
  const y0 = max(0, y);
  const y1 = min(inHeight, y + load<i32>(args, Pool.sizeHeight));
  const step = load<i32>(args, Pool.stepWidth);
  const pad = load<i32>(args, Pool.padWidth);
  const size = load<i32>(args, Pool.sizeWidth);
  const source = load<usize>(args, Pool.x) + (<usize>(image * inDepth * inHeight) * <usize>(inWidth * channels) << 2);
  let out = <usize>(row * outWidth) * <usize>channels << 2;
  const values = load<usize>(args, Pool.y);
  const places = load<usize>(args, Pool.place);
  for (let column = 0; column < outWidth; ++column) {
    const x = column * step - pad;
    const x0 = max(0, x);
    const x1 = min(inWidth, x + size);
    let c = 0;
    if (z1 == z0 + 1 && y1 == y0 + 2 && x1 == x0 + 2) {
      const index = ((z0 * inHeight + y0) * inWidth + x0) * channels;
      for (; c + 8 <= channels; c += 8) twoByTwo8(source, index + c, channels, inWidth * channels, values + out + (<usize>c << 2), places + out + (<usize>c << 2));
    }
    for (; c + 8 <= channels; c += 8) {
      window8(source, c, channels, inHeight, inWidth, z0, z1, y0, y1, x0, x1, values + out + (<usize>c << 2), places + out + (<usize>c << 2));
    }
    for (; c < channels; ++c) {
      window1(source, c, channels, inHeight, inWidth, z0, z1, y0, y1, x0, x1, values + out + (<usize>c << 2), places + out + (<usize>c << 2));
    }
    out += <usize>channels << 2;
  }
}

/** A window of 2 × 2 in a plane, which nearly all are: without its loops. `line` is from one row of the image to the next, in elements. */
// @ts-ignore: decorator
@inline
function twoByTwo8(source: usize, index: i32, channels: i32, line: i32, value: usize, place: usize): void {
  const own0 = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
  const own1 = i32x4.add(own0, i32x4.splat(4));
  const right = i32x4.splat(channels);
  const below = i32x4.splat(line);
  const top = source + (<usize>index << 2);
  const bottom = top + (<usize>line << 2);
  const next = <usize>channels << 2;
  const lowest = f32x4.splat(<f32>-Infinity);
  const none = i32x4.splat(-1);
  let v0 = v128.load(top);
  let v1 = v128.load(top, 16);
  let higher0 = f32x4.gt(v0, lowest);
  let higher1 = f32x4.gt(v1, lowest);
  let best0 = v128.bitselect(v0, lowest, higher0);
  let best1 = v128.bitselect(v1, lowest, higher1);
  let at0 = v128.bitselect(own0, none, higher0);
  let at1 = v128.bitselect(own1, none, higher1);
  v0 = v128.load(top + next);
  v1 = v128.load(top + next, 16);
  higher0 = f32x4.gt(v0, best0);
  higher1 = f32x4.gt(v1, best1);
  best0 = v128.bitselect(v0, best0, higher0);
  best1 = v128.bitselect(v1, best1, higher1);
  at0 = v128.bitselect(i32x4.add(own0, right), at0, higher0);
  at1 = v128.bitselect(i32x4.add(own1, right), at1, higher1);
  v0 = v128.load(bottom);
  v1 = v128.load(bottom, 16);
  higher0 = f32x4.gt(v0, best0);
  higher1 = f32x4.gt(v1, best1);
  best0 = v128.bitselect(v0, best0, higher0);
  best1 = v128.bitselect(v1, best1, higher1);
  at0 = v128.bitselect(i32x4.add(own0, below), at0, higher0);
  at1 = v128.bitselect(i32x4.add(own1, below), at1, higher1);
  v0 = v128.load(bottom + next);
  v1 = v128.load(bottom + next, 16);
  higher0 = f32x4.gt(v0, best0);
  higher1 = f32x4.gt(v1, best1);
  const corner = i32x4.add(below, right);
  v128.store(value, v128.bitselect(v0, best0, higher0));
  v128.store(value, v128.bitselect(v1, best1, higher1), 16);
  v128.store(place, v128.bitselect(i32x4.add(own0, corner), at0, higher0));
  v128.store(place, v128.bitselect(i32x4.add(own1, corner), at1, higher1), 16);
}

function window8(source: usize, c: i32, channels: i32, inHeight: i32, inWidth: i32, z0: i32, z1: i32, y0: i32, y1: i32, x0: i32, x1: i32, value: usize, place: usize): void {
  let best0 = f32x4.splat(<f32>-Infinity);
  let best1 = best0;
  let at0 = i32x4.splat(-1);
  let at1 = at0;
  const own = i32x4(0, 1, 2, 3);
  for (let z = z0; z < z1; ++z) {
    for (let y = y0; y < y1; ++y) {
      let index = ((z * inHeight + y) * inWidth + x0) * channels + c;
      for (let x = x0; x < x1; ++x) {
        const from = source + (<usize>index << 2);
        const v0 = v128.load(from);
        const v1 = v128.load(from, 16);
        const higher0 = f32x4.gt(v0, best0);
        const higher1 = f32x4.gt(v1, best1);
        best0 = v128.bitselect(v0, best0, higher0);
        best1 = v128.bitselect(v1, best1, higher1);
        at0 = v128.bitselect(i32x4.add(i32x4.splat(index), own), at0, higher0);
        at1 = v128.bitselect(i32x4.add(i32x4.splat(index + 4), own), at1, higher1);
        index += channels;
      }
    }
  }
  v128.store(value, best0);
  v128.store(value, best1, 16);
  v128.store(place, at0);
  v128.store(place, at1, 16);
}

function window1(source: usize, c: i32, channels: i32, inHeight: i32, inWidth: i32, z0: i32, z1: i32, y0: i32, y1: i32, x0: i32, x1: i32, value: usize, place: usize): void {
  let best: f32 = <f32>-Infinity;
  let at = -1;
  for (let z = z0; z < z1; ++z) {
    for (let y = y0; y < y1; ++y) {
      let index = ((z * inHeight + y) * inWidth + x0) * channels + c;
      for (let x = x0; x < x1; ++x) {
        const v = load<f32>(source + (<usize>index << 2));
        if (v > best) {
          best = v;
          at = index;
        }
        index += channels;
      }
    }
  }
  store<f32>(value, best);
  store<i32>(place, at);
}

/** A task writes rows of dx: `x` is dx, `y` is dy. */
export function maxPoolGradient(args: usize, task: i32): void {
  const perTask = load<i32>(args, Pool.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, Pool.rows));
  for (let row = first; row < last; ++row) gradientRow(args, row);
}

function gradientRow(args: usize, row: i32): void {
  const channels = load<i32>(args, Pool.channels);
  const inHeight = load<i32>(args, Pool.inHeight);
  const inWidth = load<i32>(args, Pool.inWidth);
  const inDepth = load<i32>(args, Pool.inDepth);
  const plane = row / inHeight;
  const image = plane / inDepth;
  const z = plane - image * inDepth;
  const y = row - plane * inHeight;
  const stepWidth = load<i32>(args, Pool.stepWidth);
  const sizeWidth = load<i32>(args, Pool.sizeWidth);
  const outWidth = load<i32>(args, Pool.outWidth);
  const outHeight = load<i32>(args, Pool.outHeight);
  const outDepth = load<i32>(args, Pool.outDepth);
  const z0 = firstWindow(z + load<i32>(args, Pool.padDepth), load<i32>(args, Pool.sizeDepth), load<i32>(args, Pool.stepDepth));
  const z1 = lastWindow(z + load<i32>(args, Pool.padDepth), load<i32>(args, Pool.stepDepth), outDepth);
  const y0 = firstWindow(y + load<i32>(args, Pool.padHeight), load<i32>(args, Pool.sizeHeight), load<i32>(args, Pool.stepHeight));
  const y1 = lastWindow(y + load<i32>(args, Pool.padHeight), load<i32>(args, Pool.stepHeight), outHeight);
  const pad = load<i32>(args, Pool.padWidth);
  const base = <usize>(image * outDepth * outHeight) * <usize>(outWidth * channels) << 2;
  const dy = load<usize>(args, Pool.y) + base;
  const places = load<usize>(args, Pool.place) + base;
  let index = (z * inHeight + y) * inWidth * channels;
  let out = load<usize>(args, Pool.x) + (<usize>(row * inWidth) * <usize>channels << 2);
  if (sizeWidth == stepWidth && pad == 0 && z1 == z0 + 1 && y1 == y0 + 1) {
    const line = <usize>((z0 * outHeight + y0) * outWidth) * <usize>channels << 2;
    spreadRow(dy + line, places + line, index, channels, outWidth, sizeWidth, inWidth, out);
    return;
  }
  for (let x = 0; x < inWidth; ++x) {
    const x0 = firstWindow(x + pad, sizeWidth, stepWidth);
    const x1 = lastWindow(x + pad, stepWidth, outWidth);
    let c = 0;
    for (; c + 8 <= channels; c += 8) {
      gather8(dy, places, index + c, c, channels, outHeight, outWidth, z0, z1, y0, y1, x0, x1, out + (<usize>c << 2));
    }
    for (; c < channels; ++c) {
      gather1(dy, places, index + c, c, channels, outHeight, outWidth, z0, z1, y0, y1, x0, x1, out + (<usize>c << 2));
    }
    index += channels;
    out += <usize>channels << 2;
  }
}

/** A row of dx that one row of windows reaches, which stand side by side: each element belongs to one window, or behind the last to none. */
function spreadRow(dy: usize, places: usize, index: i32, channels: i32, windows: i32, size: i32, inWidth: i32, out: usize): void {
  const lineBytes = <usize>channels << 2;
  const steps = i32x4(0, 1, 2, 3);
  let x = 0;
  for (let window = 0; window < windows; ++window) {
    const end = min(inWidth, x + size);
    for (; x < end; ++x) {
      let c = 0;
      for (; c + 8 <= channels; c += 8) {
        const at = <usize>c << 2;
        const own0 = i32x4.add(i32x4.splat(index + c), steps);
        const own1 = i32x4.add(i32x4.splat(index + c + 4), steps);
        const dx0 = v128.and(v128.load(dy + at), i32x4.eq(v128.load(places + at), own0));
        const dx1 = v128.and(v128.load(dy + at, 16), i32x4.eq(v128.load(places + at, 16), own1));
        v128.store(out + at, dx0);
        v128.store(out + at, dx1, 16);
      }
      for (; c < channels; ++c) {
        const at = <usize>c << 2;
        store<f32>(out + at, load<i32>(places + at) == index + c ? load<f32>(dy + at) : 0);
      }
      index += channels;
      out += lineBytes;
    }
    dy += lineBytes;
    places += lineBytes;
  }
  memory.fill(out, 0, <usize>max(0, inWidth - x) * lineBytes);
}

/** The windows that reach a padded coordinate: the first … */
// @ts-ignore: decorator
@inline
export function firstWindow(coordinate: i32, size: i32, step: i32): i32 {
  return coordinate < size ? 0 : (coordinate - size) / step + 1;
}

/** … and one past the last. TensorFlow.js's "same" may begin inside the image, which leaves elements before the first window. */
// @ts-ignore: decorator
@inline
export function lastWindow(coordinate: i32, step: i32, count: i32): i32 {
  return coordinate < 0 ? 0 : min(count, coordinate / step + 1);
}

function gather8(dy: usize, places: usize, index: i32, c: i32, channels: i32, outHeight: i32, outWidth: i32, z0: i32, z1: i32, y0: i32, y1: i32, x0: i32, x1: i32, out: usize): void {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  const own0 = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
  const own1 = i32x4.add(own0, i32x4.splat(4));
  for (let z = z0; z < z1; ++z) {
    for (let y = y0; y < y1; ++y) {
      let at = <usize>(((z * outHeight + y) * outWidth + x0) * channels + c) << 2;
      for (let x = x0; x < x1; ++x) {
        sum0 = f32x4.add(sum0, v128.and(v128.load(dy + at), i32x4.eq(v128.load(places + at), own0)));
        sum1 = f32x4.add(sum1, v128.and(v128.load(dy + at, 16), i32x4.eq(v128.load(places + at, 16), own1)));
        at += <usize>channels << 2;
      }
    }
  }
  v128.store(out, sum0);
  v128.store(out, sum1, 16);
}

function gather1(dy: usize, places: usize, index: i32, c: i32, channels: i32, outHeight: i32, outWidth: i32, z0: i32, z1: i32, y0: i32, y1: i32, x0: i32, x1: i32, out: usize): void {
  let sum: f32 = 0;
  for (let z = z0; z < z1; ++z) {
    for (let y = y0; y < y1; ++y) {
      let at = <usize>(((z * outHeight + y) * outWidth + x0) * channels + c) << 2;
      for (let x = x0; x < x1; ++x) {
        if (load<i32>(places + at) == index) sum += load<f32>(dy + at);
        at += <usize>channels << 2;
      }
    }
  }
  store<f32>(out, sum);
}
