/** Pooling, maxima and averages, 2-D and 3-D. */
import { expect, it } from 'vitest';
import { standardGeometry } from '../../../src-main/compute/simd/kernels/pool-kernels.ts';
import { outputShape } from '../../../src-main/compute/simd/kernels/geometry.ts';
import * as reference from '../../../src-main/compute/simd/self-test/reference.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import type { PoolAttributes } from '../../../src-shared/domain/kernels.ts';
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawValues } from './draws.ts';
import { itAgrees, runPlain, yardstick } from './harness.ts';
import type { KernelCall, Values } from './harness.ts';

export function poolLaws(cases: number): void {
  itAgrees('MaxPool', cases, { draw: (chance) => drawForward('MaxPool', 2, chance) });
  itAgrees('MaxPool3D', cases, { draw: (chance) => drawForward('MaxPool3D', 3, chance) });
  itAgrees('AvgPool', cases, { relative: 1e-4, absolute: 1e-5, draw: (chance) => drawForward('AvgPool', 2, chance) });
  itAgrees('AvgPool3D', cases, { relative: 1e-4, absolute: 1e-5, draw: (chance) => drawForward('AvgPool3D', 3, chance) });
  itAgrees('MaxPoolGrad', cases, { relative: 1e-5, absolute: 1e-5, draw: (chance) => drawGradient('MaxPoolGrad', 2, chance) });
  itAgrees('MaxPoolGrad where many are equal', cases, { relative: 1e-5, absolute: 1e-5, draw: (chance) => drawGradient('MaxPoolGrad', 2, chance, { ties: true }), expected: maxGradient });
  itAgrees('MaxPool3DGrad', cases, { relative: 1e-5, absolute: 1e-5, draw: (chance) => drawGradient('MaxPool3DGrad', 3, chance), expected: maxGradient });
  itAgrees('MaxPool3DGrad where many are equal', cases, { relative: 1e-5, absolute: 1e-5, draw: (chance) => drawGradient('MaxPool3DGrad', 3, chance, { ties: true }), expected: maxGradient });
  itAgrees('AvgPoolGrad of whole windows', cases, { relative: 1e-4, absolute: 1e-5, draw: (chance) => drawGradient('AvgPoolGrad', 2, chance, { pad: 'valid' }) });
  itAgrees('AvgPool3DGrad of whole windows', cases, { relative: 1e-4, absolute: 1e-5, draw: (chance) => drawGradient('AvgPool3DGrad', 3, chance, { pad: 'valid' }) });
  itAgrees('AvgPoolGrad over borders', cases, { relative: 1e-4, absolute: 1e-5, draw: (chance) => drawGradient('AvgPoolGrad', 2, chance), expected: averageGradient });
  itAgrees('AvgPool3DGrad over borders', cases, { relative: 1e-4, absolute: 1e-5, draw: (chance) => drawGradient('AvgPool3DGrad', 3, chance), expected: averageGradient });
  itAgrees('our pooling with places', cases, { draw: drawOurs, expected: expectedOurs });
  negativeWindows();
}

interface Windows {
  readonly shape: readonly number[];
  readonly attributes: { readonly filterSize: number[]; readonly strides: number[]; readonly pad: 'same' | 'valid' | number; readonly dimRoundingMode?: 'floor' };
}

function drawWindows(rank: 2 | 3, chance: Random, only?: 'valid'): Windows {
  const perAxis = (draw: () => number) => Array.from({ length: rank }, draw);
  for (;;) {
    const space = perAxis(() => 1 + below(rank === 2 ? 14 : 7, chance));
    const filterSize = perAxis(() => 1 + below(4, chance));
    // No padding as wide as a window: such a window would see nothing.
    const pad = only ?? pick(rank === 2 ? (['same', 'valid', 1] as const) : (['same', 'valid'] as const), chance);
    if (pad === 'valid' && filterSize.some((size, axis) => size > (space[axis] as number))) continue;
    if (pad === 1 && filterSize.some((size, axis) => size < 2 || size > (space[axis] as number) + 2)) continue;
    const channels = pick([1, 3, 4, 8, 9, 16, 19, 1 + below(40, chance)], chance);
    const rounding = typeof pad === 'number' ? { dimRoundingMode: 'floor' as const } : {};
    return { shape: [1 + below(3, chance), ...space, channels], attributes: { filterSize, strides: perAxis(() => 1 + below(3, chance)), pad, ...rounding } };
  }
}

function drawForward(name: string, rank: 2 | 3, chance: Random): KernelCall {
  const { shape, attributes } = drawWindows(rank, chance);
  const special = below(2, chance) === 0 && name.startsWith('Max');
  return { name, inputs: { x: drawValues(chance, shape, 'float32', { special }) }, attributes };
}

function drawGradient(name: string, rank: 2 | 3, chance: Random, { ties = false, pad }: { readonly ties?: boolean; readonly pad?: 'valid' } = {}): KernelCall {
  const { shape, attributes } = drawWindows(rank, chance, pad);
  const input = ties ? { ...drawValues(chance, shape, 'int32'), dtype: 'float32' as const } : drawValues(chance, shape);
  const few = { ...input, values: Float32Array.from(input.values, (value) => (ties ? value % 2 : value)) };
  return { name, inputs: { dy: drawValues(chance, outputShape(standardGeometry(shape, attributes), rank)), input: few }, attributes };
}

type Gradient = { readonly dy: Values; readonly input: Values };

function maxGradient({ inputs, attributes }: KernelCall): Values[] {
  const { dy, input } = inputs as unknown as Gradient;
  const g = standardGeometry(input.shape, attributes as Windows['attributes']);
  const { place } = reference.maxPool(input.values as Float32Array, g);
  return [{ ...input, values: reference.maxPoolGradient(dy.values as Float32Array, place, g) }];
}

function averageGradient({ inputs, attributes }: KernelCall): Values[] {
  const { dy, input } = inputs as unknown as Gradient;
  const g = standardGeometry(input.shape, attributes as Windows['attributes']);
  return [{ ...input, values: reference.averagePoolGradient(dy.values as Float32Array, g) }];
}

function drawOurs(chance: Random): KernelCall {
  const rank = pick([2, 3] as const, chance);
  for (;;) {
    const { shape, attributes } = drawWindows(rank, chance);
    const padding = attributes.strides.map((): [number, number] => [below(3, chance), below(3, chance)]);
    if (attributes.filterSize.some((size, axis) => size > (shape[axis + 1] as number) + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0))) continue;
    return {
      name: KERNELS.maxPool,
      inputs: { x: drawValues(chance, shape, 'float32', { special: true }) },
      attributes: { size: attributes.filterSize, strides: attributes.strides, padding },
    };
  }
}

function expectedOurs({ inputs, attributes }: KernelCall): Values[] {
  const { x } = inputs as unknown as { readonly x: Values };
  const g = reference.poolGeometry(x.shape, attributes as PoolAttributes);
  const shape = outputShape(g, x.shape.length - 2);
  const { y, place } = reference.maxPool(x.values as Float32Array, g);
  return [
    { shape, dtype: 'float32', values: y },
    { shape, dtype: 'int32', values: place },
  ];
}

function negativeWindows(): void {
  const shape = [1, 4, 4, 9];
  const input: Values = { shape, dtype: 'float32', values: Float32Array.from({ length: 144 }, (_, i) => -1 - ((i * 37) % 101)) };
  const dy: Values = { shape: [1, 2, 2, 9], dtype: 'float32', values: Float32Array.from({ length: 36 }, (_, i) => 1 + i) };
  const attributes = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };

  it('a window of negative values only sends its gradient to the largest of them', () => {
    const call = { name: 'MaxPoolGrad', inputs: { dy, input }, attributes };
    const [found] = yardstick().run(call) as [Values];
    expect(found).toEqual(runPlain(call)[0]);
    expect([...found.values].reduce((a, b) => a + b, 0)).toBe([...dy.values].reduce((a, b) => a + b, 0));
  });

  it('equal values send it to the first of them', () => {
    const [found] = yardstick().run({ name: 'MaxPoolGrad', inputs: { dy, input: { ...input, values: new Float32Array(144).fill(-3) } }, attributes }) as [Values];
    const first = (i: number) => Math.floor(i / 9) % 2 === 0 && Math.floor(i / 36) % 2 === 0;
    expect([...found.values].map((value) => value !== 0)).toEqual(Array.from({ length: 144 }, (_, i) => first(i)));
  });
}
