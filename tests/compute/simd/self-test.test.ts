import { afterAll, describe, expect, it } from 'vitest';
import { TASK } from '../../../src-main/compute/simd/kinds.ts';
import type { TaskKind } from '../../../src-main/compute/simd/kinds.ts';
import { Machine } from '../../../src-main/compute/simd/machine.ts';
import { HOT_KERNELS, registerSimd } from '../../../src-main/compute/simd/register.ts';
import { ownCases } from '../../../src-main/compute/simd/self-test/own-cases.ts';
import { selfTest } from '../../../src-main/compute/simd/self-test/run.ts';
import { standardCases } from '../../../src-main/compute/simd/self-test/standard-cases.ts';

/** Notes which kinds of task were run. */
class NotingMachine extends Machine {
  readonly ran = new Set<number>();

  override run(kind: TaskKind, args: number, count: number): void {
    this.ran.add(kind);
    super.run(kind, args, count);
  }
}

const machine = new NotingMachine({ threads: 2, columns: 16, poison: true });
registerSimd(machine);
afterAll(() => machine.close());

describe('the self-test', () => {
  it('looks at every kernel of ours', () => {
    const looked = new Set([...ownCases(), ...standardCases()].map(({ kernel }) => kernel));
    expect(HOT_KERNELS.map(({ kernelName }) => kernelName).filter((name) => !looked.has(name))).toEqual([]);
  });

  it('runs every kind of task, so every way that a convolution can take', () => {
    machine.ran.clear();
    selfTest(machine, HOT_KERNELS);
    expect(Object.entries(TASK).filter(([, kind]) => !machine.ran.has(kind)).map(([name]) => name)).toEqual([]);
  });

  it('finds nothing wrong here, and gives its memory back', () => {
    const before = machine.arena.usedBytes;
    expect(selfTest(machine, HOT_KERNELS)).toEqual([]);
    expect(machine.arena.usedBytes).toBe(before);
  });

  it('names a kernel that computes something else, and one that throws', () => {
    const wrong = HOT_KERNELS.map((config) => {
      if (config.kernelName === 'Relu') return { ...config, kernelFunc: HOT_KERNELS.find(({ kernelName }) => kernelName === 'Abs')?.kernelFunc ?? config.kernelFunc };
      if (config.kernelName !== 'Transpose') return config;
      return {
        ...config,
        kernelFunc: () => {
          throw new Error('no such lane');
        },
      };
    });
    const found = selfTest(machine, wrong);
    expect(found.map(({ kernel }) => kernel).sort()).toEqual(['Relu', 'Transpose']);
    expect(found.map(({ text }) => text).join(' ')).toContain('no such lane');
    expect(found.every(({ text }) => text.endsWith('it is switched off'))).toBe(true);
  });
});

