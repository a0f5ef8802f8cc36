/** What happens to two numbers in a binary kernel, four at a time or one by one. Classes without fields: `binary.ts` is generic over them. */
import { one, zero } from './constants';
import { toInt32 } from './lanes';

export class Add {
  @inline apply(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

export class Subtract {
  @inline apply(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

export class Multiply {
  @inline apply(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

export class Divide {
  @inline apply(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

/** NaN if either is, as `Math.max` says. */
export class Maximum {
  @inline apply(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

export class Minimum {
  @inline apply(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

export class SquaredDifference {
  @inline apply(a: v128, b: v128): v128 {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
}

/** x where it is not negative, else x times its slope. */
export class Prelu {
  @inline apply(x: v128, slope: v128): v128 {
    return v128.bitselect(f32x4.mul(slope, x), x, f32x4.lt(x, zero()));
  }
}

/** The gradient of ELU, from its result y. */
export class EluGradient {
  @inline apply(dy: v128, y: v128): v128 {
    return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(y, one())), f32x4.ge(y, zero()));
  }
}

export class AddInt {
  @inline apply(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }
}

export class SubtractInt {
  @inline apply(a: v128, b: v128): v128 {
    return i32x4.sub(a, b);
  }
}

export class MultiplyInt {
  @inline apply(a: v128, b: v128): v128 {
    return i32x4.mul(a, b);
  }
}

export class MaximumInt {
  @inline apply(a: v128, b: v128): v128 {
    return i32x4.max_s(a, b);
  }
}

export class MinimumInt {
  @inline apply(a: v128, b: v128): v128 {
    return i32x4.min_s(a, b);
  }
}

export class SquaredDifferenceInt {
  @inline apply(a: v128, b: v128): v128 {
    const difference = i32x4.sub(a, b);
    return i32x4.mul(difference, difference);
  }
}

/** One by one: `to` gets the result for the numbers at `a` and `b`. */
export class Power {
  @inline one(a: usize, b: usize, to: usize): void {
    store<f32>(to, Mathf.pow(load<f32>(a), load<f32>(b)));
  }
}

/** The remainder with the divisor's sign. */
// @ts-ignore: decorator
@inline
function modulo(a: f64, b: f64): f64 {
  const rest = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : (rest + b) % b;
}

export class Modulo {
  @inline one(a: usize, b: usize, to: usize): void {
    store<f32>(to, <f32>modulo(load<f32>(a), load<f32>(b)));
  }
}

export class ModuloInt {
  @inline one(a: usize, b: usize, to: usize): void {
    store<i32>(to, toInt32(modulo(load<i32>(a), load<i32>(b))));
  }
}

/** The result is int32 whatever the operands. */
export class FloorDivide {
  @inline one(a: usize, b: usize, to: usize): void {
    store<i32>(to, toInt32(floor(<f64>load<f32>(a) / <f64>load<f32>(b))));
  }
}

export class FloorDivideInt {
  @inline one(a: usize, b: usize, to: usize): void {
    store<i32>(to, toInt32(floor(<f64>load<i32>(a) / <f64>load<i32>(b))));
  }
}

/** Masks, for results of type bool. */
export class Greater {
  @inline test(a: v128, b: v128): v128 {
    return f32x4.gt(a, b);
  }
}

export class GreaterEqual {
  @inline test(a: v128, b: v128): v128 {
    return f32x4.ge(a, b);
  }
}

export class Less {
  @inline test(a: v128, b: v128): v128 {
    return f32x4.lt(a, b);
  }
}

export class LessEqual {
  @inline test(a: v128, b: v128): v128 {
    return f32x4.le(a, b);
  }
}

export class Equal {
  @inline test(a: v128, b: v128): v128 {
    return f32x4.eq(a, b);
  }
}

export class NotEqual {
  @inline test(a: v128, b: v128): v128 {
    return f32x4.ne(a, b);
  }
}

export class GreaterInt {
  @inline test(a: v128, b: v128): v128 {
    return i32x4.gt_s(a, b);
  }
}

export class GreaterEqualInt {
  @inline test(a: v128, b: v128): v128 {
    return i32x4.ge_s(a, b);
  }
}

export class LessInt {
  @inline test(a: v128, b: v128): v128 {
    return i32x4.lt_s(a, b);
  }
}

export class LessEqualInt {
  @inline test(a: v128, b: v128): v128 {
    return i32x4.le_s(a, b);
  }
}

export class EqualInt {
  @inline test(a: v128, b: v128): v128 {
    return i32x4.eq(a, b);
  }
}

export class NotEqualInt {
  @inline test(a: v128, b: v128): v128 {
    return i32x4.ne(a, b);
  }
}
