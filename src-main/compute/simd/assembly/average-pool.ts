/** Average pooling in up to three dimensions; what lies outside the image counts for nothing. Arguments: pool.ts. */
import { Pool, firstWindow, lastWindow } from './pool';

/** A task writes rows of y. */
export function averagePool(args: usize, task: i32): void {
  const perTask = load<i32>(args, Pool.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, Pool.rows));
  for (let row = first; row < last; ++row) averageRow(args, row);
}

function averageRow(args: usize, row: i32): void {
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
  const source = load<usize>(args, Pool.x) + (<usize>(image * inDepth * inHeight) * <usize>(inWidth * channels) << 2);
  let out = load<usize>(args, Pool.y) + (<usize>(row * outWidth) * <usize>channels << 2);
  for (let column = 0; column < outWidth; ++column) {
    const x = column * load<i32>(args, Pool.stepWidth) - load<i32>(args, Pool.padWidth);
    const x0 = max(0, x);
    const x1 = min(inWidth, x + load<i32>(args, Pool.sizeWidth));
    const count = <f32>(max(0, z1 - z0) * max(0, y1 - y0) * max(0, x1 - x0));
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      let sum = f32x4.splat(0);
      for (let pz = z0; pz < z1; ++pz) {
        for (let py = y0; py < y1; ++py) {
          let at = source + (<usize>(((pz * inHeight + py) * inWidth + x0) * channels + c) << 2);
          for (let px = x0; px < x1; ++px) {
            sum = f32x4.add(sum, v128.load(at));
            at += <usize>channels << 2;
          }
        }
      }
      v128.store(out + (<usize>c << 2), f32x4.div(sum, f32x4.splat(count)));
    }
    for (; c < channels; ++c) {
      let sum: f32 = 0;
      for (let pz = z0; pz < z1; ++pz) {
        for (let py = y0; py < y1; ++py) {
          let at = source + (<usize>(((pz * inHeight + py) * inWidth + x0) * channels + c) << 2);
          for (let px = x0; px < x1; ++px) {
            sum += load<f32>(at);
            at += <usize>channels << 2;
          }
        }
      }
      store<f32>(out + (<usize>c << 2), sum / count);
    }
    out += <usize>channels << 2;
  }
}

/** A task writes rows of dx: `x` is dx, `y` is dy. Every input element looks at the windows that reach it. */
export function averagePoolGradient(args: usize, task: i32): void {
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
  const z = plane - image * inDepth + load<i32>(args, Pool.padDepth);
  const y = row - plane * inHeight + load<i32>(args, Pool.padHeight);
  const outWidth = load<i32>(args, Pool.outWidth);
  const outHeight = load<i32>(args, Pool.outHeight);
  const outDepth = load<i32>(args, Pool.outDepth);
  const z0 = firstWindow(z, load<i32>(args, Pool.sizeDepth), load<i32>(args, Pool.stepDepth));
  const z1 = lastWindow(z, load<i32>(args, Pool.stepDepth), outDepth);
  const y0 = firstWindow(y, load<i32>(args, Pool.sizeHeight), load<i32>(args, Pool.stepHeight));
  const y1 = lastWindow(y, load<i32>(args, Pool.stepHeight), outHeight);
  const dy = load<usize>(args, Pool.y) + (<usize>(image * outDepth * outHeight) * <usize>(outWidth * channels) << 2);
  let out = load<usize>(args, Pool.x) + (<usize>(row * inWidth) * <usize>channels << 2);
  for (let px = 0; px < inWidth; ++px) {
    const x = px + load<i32>(args, Pool.padWidth);
    const x0 = firstWindow(x, load<i32>(args, Pool.sizeWidth), load<i32>(args, Pool.stepWidth));
    const x1 = lastWindow(x, load<i32>(args, Pool.stepWidth), outWidth);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      let sum = f32x4.splat(0);
      for (let wz = z0; wz < z1; ++wz) {
        for (let wy = y0; wy < y1; ++wy) {
          const inPlane = insideDepth(args, wz) * insideHeight(args, wy);
          for (let wx = x0; wx < x1; ++wx) {
            const at = dy + (<usize>(((wz * outHeight + wy) * outWidth + wx) * channels + c) << 2);
            sum = f32x4.add(sum, f32x4.div(v128.load(at), f32x4.splat(<f32>(inPlane * insideWidth(args, wx)))));
          }
        }
      }
      v128.store(out + (<usize>c << 2), sum);
    }
    for (; c < channels; ++c) {
      let sum: f32 = 0;
      for (let wz = z0; wz < z1; ++wz) {
        for (let wy = y0; wy < y1; ++wy) {
          const inPlane = insideDepth(args, wz) * insideHeight(args, wy);
          for (let wx = x0; wx < x1; ++wx) {
            const at = dy + (<usize>(((wz * outHeight + wy) * outWidth + wx) * channels + c) << 2);
            sum += load<f32>(at) / <f32>(inPlane * insideWidth(args, wx));
          }
        }
      }
      store<f32>(out + (<usize>c << 2), sum);
    }
    out += <usize>channels << 2;
  }
}

/** Elements of a window, along an axis, that lie inside the image. */
// @ts-ignore: decorator
@inline
function inside(window: i32, step: i32, pad: i32, size: i32, length: i32): i32 {
  const first = window * step - pad;
  return min(length, first + size) - max(0, first);
}

// @ts-ignore: decorator
@inline
function insideDepth(args: usize, window: i32): i32 {
  return inside(window, load<i32>(args, Pool.stepDepth), load<i32>(args, Pool.padDepth), load<i32>(args, Pool.sizeDepth), load<i32>(args, Pool.inDepth));
}

// @ts-ignore: decorator
@inline
function insideHeight(args: usize, window: i32): i32 {
  return inside(window, load<i32>(args, Pool.stepHeight), load<i32>(args, Pool.padHeight), load<i32>(args, Pool.sizeHeight), load<i32>(args, Pool.inHeight));
}

// @ts-ignore: decorator
@inline
function insideWidth(args: usize, window: i32): i32 {
  return inside(window, load<i32>(args, Pool.stepWidth), load<i32>(args, Pool.padWidth), load<i32>(args, Pool.sizeWidth), load<i32>(args, Pool.inWidth));
}
