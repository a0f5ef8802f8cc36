/** What happens to four numbers in a unary kernel; `p` and `q` are the kernel's parameters. Classes without fields: `unary.ts` is generic over them. */
import { constant, infinite, one, six, zero } from './constants';
import { toInt32 } from './lanes';
import { exp4, expm1x4, log1px4, log4, sigmoid4, softplus4, tanh4 } from './vector-math';

const TWO_TO_31: usize = memory.data<f32>([2147483648]);

export class Relu {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.max(x, zero());
  }
}

export class Relu6 {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.min(f32x4.max(x, zero()), six());
  }
}

export class LeakyRelu {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, zero()));
  }
}

export class Elu {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(x, expm1x4(x), f32x4.ge(x, zero()));
  }
}

export class Sigmoid {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return sigmoid4(x);
  }
}

export class Tanh {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return tanh4(x);
  }
}

export class Exp {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return exp4(x);
  }
}

export class Expm1 {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return expm1x4(x);
  }
}

export class Log {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return log4(x);
  }
}

export class Log1p {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return log1px4(x);
  }
}

export class Sqrt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.sqrt(x);
  }
}

export class Rsqrt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.div(one(), f32x4.sqrt(x));
  }
}

export class Square {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.mul(x, x);
  }
}

export class Negate {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.neg(x);
  }
}

export class Abs {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.abs(x);
  }
}

export class Reciprocal {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.div(one(), x);
  }
}

export class Softplus {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return softplus4(x);
  }
}

/** NaN has the sign 0. */
export class Sign {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    const positive = v128.and(f32x4.gt(x, zero()), one());
    return f32x4.sub(positive, v128.and(f32x4.lt(x, zero()), one()));
  }
}

/** 1 above zero, else p; NaN stays. */
export class Step {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(v128.bitselect(one(), p, f32x4.gt(x, zero())), x, f32x4.eq(x, x));
  }
}

export class Floor {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.floor(x);
  }
}

export class Ceil {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.ceil(x);
  }
}

/** Halves to even, as TensorFlow.js rounds. */
export class Round {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.nearest(x);
  }
}

/** From p to q. */
export class Clip {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(q, v128.bitselect(p, x, f32x4.lt(x, p)), f32x4.gt(x, q));
  }
}

export class ReluInt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return i32x4.max_s(x, zero());
  }
}

export class NegateInt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return i32x4.neg(x);
  }
}

export class AbsInt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return i32x4.abs(x);
  }
}

export class SquareInt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return i32x4.mul(x, x);
  }
}

export class FloatOfInt {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.convert_i32x4_s(x);
  }
}

export class IntOfFloat {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    const y = i32x4.trunc_sat_f32x4_s(x);
    return v128.any_true(f32x4.ge(f32x4.abs(x), constant(TWO_TO_31))) ? wrapped(x) : y;
  }
}

/** Beyond the range of int32: modulo 2^32. */
function wrapped(x: v128): v128 {
  let y = i32x4.splat(toInt32(f32x4.extract_lane(x, 0)));
  y = i32x4.replace_lane(y, 1, toInt32(f32x4.extract_lane(x, 1)));
  y = i32x4.replace_lane(y, 2, toInt32(f32x4.extract_lane(x, 2)));
  return i32x4.replace_lane(y, 3, toInt32(f32x4.extract_lane(x, 3)));
}

/** Masks, for results of type bool. */
export class IsNan {
  @inline test(x: v128): v128 {
    return f32x4.ne(x, x);
  }
}

export class IsInfinite {
  @inline test(x: v128): v128 {
    return f32x4.eq(f32x4.abs(x), infinite());
  }
}

export class IsFinite {
  @inline test(x: v128): v128 {
    return f32x4.lt(f32x4.abs(x), infinite());
  }
}

export class NonZeroFloat {
  @inline test(x: v128): v128 {
    return f32x4.ne(x, zero());
  }
}

export class NonZeroInt {
  @inline test(x: v128): v128 {
    return i32x4.ne(x, zero());
  }
}
