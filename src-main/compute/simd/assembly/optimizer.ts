/**
 * One update of all parameters. They lie where their variables are; the
 * moments are flat. A task takes a stretch of the flat order, which may span
 * several parameters.
 */
export namespace Optimizer {
  /** [parameter address, gradient address, length] of each. */
  export const table: usize = 0;
  export const parameters: usize = 4;
  export const first: usize = 8;
  export const second: usize = 12;
  export const size: usize = 16;
  export const perTask: usize = 20;
  /** float64 [task]: sums of squares. */
  export const partials: usize = 24;
  /** float32 from here on. `clip` multiplies every gradient. */
  export const clip: usize = 28;
  export const rate: usize = 32;
  export const decay: usize = 36;
  export const beta1: usize = 40;
  export const beta2: usize = 44;
  export const epsilon: usize = 48;
  /** 1 / (1 − β₁ᵗ) and 1 / √(1 − β₂ᵗ). */
  export const correction1: usize = 52;
  export const correction2: usize = 56;
  export const momentum: usize = 60;
  /** 1 − β₁ and 1 − β₂, rounded once. */
  export const rest1: usize = 64;
  export const rest2: usize = 68;
  /** 0 SGD, 1 SGD with momentum, 2 with Nesterov's, 3 Adam, 4 AdamW. */
  export const kind: usize = 72;
}

/** Where a task's stretch begins in the table of parameters. */
let entry: usize = 0;
let skipped: i32 = 0;

function enter(args: usize, from: i32): void {
  entry = load<usize>(args, Optimizer.table);
  skipped = from;
  while (skipped >= load<i32>(entry, 8)) {
    skipped -= load<i32>(entry, 8);
    entry += 12;
  }
}

/** Sums of squared gradients, for the norm. */
export function squareSums(args: usize, task: i32): void {
  const perTask = load<i32>(args, Optimizer.perTask);
  const from = task * perTask;
  let left = min(perTask, load<i32>(args, Optimizer.size) - from);
  enter(args, from);
  let total: f64 = 0;
  while (left > 0) {
    const count = min(left, load<i32>(entry, 8) - skipped);
    total += sumSquares(load<usize>(entry, 4) + (<usize>skipped << 2), count);
    left -= count;
    entry += 12;
    skipped = 0;
  }
  store<f64>(load<usize>(args, Optimizer.partials) + (<usize>task << 3), total);
}

function sumSquares(at: usize, count: i32): f64 {
  let total: f64 = 0;
  while (count >= 8) {
    const block = min(count, 4096) & ~7;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    for (let i = 0; i < block; i += 8) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      s0 = f32x4.relaxed_madd(a, a, s0);
      s1 = f32x4.relaxed_madd(b, b, s1);
      at += 32;
    }
    const s = f32x4.add(s0, s1);
    total += <f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1) + <f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3);
    count -= block;
  }
  for (; count > 0; --count) {
    const g = <f64>load<f32>(at);
    total += g * g;
    at += 4;
  }
  return total;
}

export function optimizerStep(args: usize, task: i32): void {
  const perTask = load<i32>(args, Optimizer.perTask);
  const from = task * perTask;
  let left = min(perTask, load<i32>(args, Optimizer.size) - from);
  enter(args, from);
  let moment = <usize>from << 2;
  const kind = load<i32>(args, Optimizer.kind);
  while (left > 0) {
    const count = min(left, load<i32>(entry, 8) - skipped);
    const offset = <usize>skipped << 2;
    const w = load<usize>(entry) + offset;
    const g = load<usize>(entry, 4) + offset;
    const m = load<usize>(args, Optimizer.first) + moment;
    const v = load<usize>(args, Optimizer.second) + moment;
    if (kind >= 3) adam(args, w, g, m, v, count, kind == 4);
    else if (kind > 0) momentumSgd(args, w, g, m, count, kind == 2);
    else plainSgd(args, w, g, count);
    left -= count;
    moment += <usize>count << 2;
    entry += 12;
    skipped = 0;
  }
}

function plainSgd(args: usize, w: usize, g: usize, count: i32): void {
  const clip = v128.load32_splat(args, Optimizer.clip);
  const decay = v128.load32_splat(args, Optimizer.decay);
  const rate = f32x4.neg(v128.load32_splat(args, Optimizer.rate));
  for (; count >= 8; count -= 8) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const g0 = f32x4.relaxed_madd(v128.load(g), clip, f32x4.mul(w0, decay));
    const g1 = f32x4.relaxed_madd(v128.load(g, 16), clip, f32x4.mul(w1, decay));
    v128.store(w, f32x4.relaxed_madd(g0, rate, w0));
    v128.store(w, f32x4.relaxed_madd(g1, rate, w1), 16);
    w += 32;
    g += 32;
  }
  for (; count > 0; --count) {
    const w0 = v128.load32_splat(w);
    const g0 = f32x4.relaxed_madd(v128.load32_splat(g), clip, f32x4.mul(w0, decay));
    v128.store32_lane(w, f32x4.relaxed_madd(g0, rate, w0), 0);
    w += 4;
    g += 4;
  }
}

function momentumSgd(args: usize, w: usize, g: usize, m: usize, count: i32, nesterov: bool): void {
  const clip = v128.load32_splat(args, Optimizer.clip);
  const decay = v128.load32_splat(args, Optimizer.decay);
  const rate = f32x4.neg(v128.load32_splat(args, Optimizer.rate));
  const momentum = v128.load32_splat(args, Optimizer.momentum);
  // Nesterov's step is g + μ m, the plain one m: one formula with factors on both.
  const own = f32x4.splat(nesterov ? 1 : 0);
  const kept = nesterov ? momentum : f32x4.splat(1);
  for (; count >= 8; count -= 8) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const g0 = f32x4.relaxed_madd(v128.load(g), clip, f32x4.mul(w0, decay));
    const g1 = f32x4.relaxed_madd(v128.load(g, 16), clip, f32x4.mul(w1, decay));
    const m0 = f32x4.relaxed_madd(v128.load(m), momentum, g0);
    const m1 = f32x4.relaxed_madd(v128.load(m, 16), momentum, g1);
    v128.store(m, m0);
    v128.store(m, m1, 16);
    v128.store(w, f32x4.relaxed_madd(f32x4.relaxed_madd(m0, kept, f32x4.mul(g0, own)), rate, w0));
    v128.store(w, f32x4.relaxed_madd(f32x4.relaxed_madd(m1, kept, f32x4.mul(g1, own)), rate, w1), 16);
    w += 32;
    g += 32;
    m += 32;
  }
  for (; count > 0; --count) {
    const w0 = v128.load32_splat(w);
    const g0 = f32x4.relaxed_madd(v128.load32_splat(g), clip, f32x4.mul(w0, decay));
    const m0 = f32x4.relaxed_madd(v128.load32_splat(m), momentum, g0);
    v128.store32_lane(m, m0, 0);
    v128.store32_lane(w, f32x4.relaxed_madd(f32x4.relaxed_madd(m0, kept, f32x4.mul(g0, own)), rate, w0), 0);
    w += 4;
    g += 4;
    m += 4;
  }
}

function adam(args: usize, w: usize, g: usize, m: usize, v: usize, count: i32, decoupled: bool): void {
  const clip = v128.load32_splat(args, Optimizer.clip);
  const decay = v128.load32_splat(args, Optimizer.decay);
  const inGradient = decoupled ? f32x4.splat(0) : decay;
  const minusRate = f32x4.neg(v128.load32_splat(args, Optimizer.rate));
  const shrink = decoupled ? f32x4.mul(minusRate, decay) : f32x4.splat(0);
  const beta1 = v128.load32_splat(args, Optimizer.beta1);
  const beta2 = v128.load32_splat(args, Optimizer.beta2);
  const rest1 = v128.load32_splat(args, Optimizer.rest1);
  const rest2 = v128.load32_splat(args, Optimizer.rest2);
  const epsilon = v128.load32_splat(args, Optimizer.epsilon);
  const step = f32x4.mul(minusRate, v128.load32_splat(args, Optimizer.correction1));
  const correction2 = v128.load32_splat(args, Optimizer.correction2);
  for (; count >= 8; count -= 8) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const g0 = f32x4.relaxed_madd(v128.load(g), clip, f32x4.mul(w0, inGradient));
    const g1 = f32x4.relaxed_madd(v128.load(g, 16), clip, f32x4.mul(w1, inGradient));
    const m0 = f32x4.relaxed_madd(v128.load(m), beta1, f32x4.mul(g0, rest1));
    const m1 = f32x4.relaxed_madd(v128.load(m, 16), beta1, f32x4.mul(g1, rest1));
    const v0 = f32x4.relaxed_madd(v128.load(v), beta2, f32x4.mul(f32x4.mul(g0, g0), rest2));
    const v1 = f32x4.relaxed_madd(v128.load(v, 16), beta2, f32x4.mul(f32x4.mul(g1, g1), rest2));
    v128.store(m, m0);
    v128.store(m, m1, 16);
    v128.store(v, v0);
    v128.store(v, v1, 16);
    const u0 = f32x4.div(m0, f32x4.relaxed_madd(f32x4.sqrt(v0), correction2, epsilon));
    const u1 = f32x4.div(m1, f32x4.relaxed_madd(f32x4.sqrt(v1), correction2, epsilon));
    v128.store(w, f32x4.relaxed_madd(u0, step, f32x4.relaxed_madd(w0, shrink, w0)));
    v128.store(w, f32x4.relaxed_madd(u1, step, f32x4.relaxed_madd(w1, shrink, w1)), 16);
    w += 32;
    g += 32;
    m += 32;
    v += 32;
  }
  for (; count > 0; --count) {
    const w0 = v128.load32_splat(w);
    const g0 = f32x4.relaxed_madd(v128.load32_splat(g), clip, f32x4.mul(w0, inGradient));
    const m0 = f32x4.relaxed_madd(v128.load32_splat(m), beta1, f32x4.mul(g0, rest1));
    const v0 = f32x4.relaxed_madd(v128.load32_splat(v), beta2, f32x4.mul(f32x4.mul(g0, g0), rest2));
    v128.store32_lane(m, m0, 0);
    v128.store32_lane(v, v0, 0);
    const u0 = f32x4.div(m0, f32x4.relaxed_madd(f32x4.sqrt(v0), correction2, epsilon));
    v128.store32_lane(w, f32x4.relaxed_madd(u0, step, f32x4.relaxed_madd(w0, shrink, w0)), 0);
    w += 4;
    g += 4;
    m += 4;
    v += 4;
  }
}
