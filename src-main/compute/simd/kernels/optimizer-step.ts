import { util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { OptimizerStepAttributes } from '../../../../src-shared/domain/kernels.ts';
import { TASK } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { kernel } from './config.ts';

const TASK_ELEMENTS = 65_536;

/**
 * {parameter0 …, gradient0 …, first?, second?} changes parameters and moments
 * where they lie. Nothing else may hold on to the parameters' memory meanwhile.
 */
const optimizerStep = kernel<Record<string, TensorInfo | undefined>, OptimizerStepAttributes>(
  KERNELS.optimizerStep,
  (backend, inputs, attributes) => {
    const { machine } = backend;
    const parameters = numbered(inputs, 'parameter');
    const gradients = numbered(inputs, 'gradient');
    const entries = parameters.flatMap((parameter, i) => {
      const gradient = gradients[i];
      const length = util.sizeFromShape(parameter.shape);
      if (!gradient || util.sizeFromShape(gradient.shape) !== length) {
        throw new Error(`expected a gradient [${parameter.shape}] for parameter ${i}, but found ${gradient ? `[${gradient.shape}]` : 'none'}`);
      }
      return [backend.address(parameter), backend.address(gradient), length];
    });
    const size = parameters.reduce((sum, { shape }) => sum + util.sizeFromShape(shape), 0);
    const tasks = Math.ceil(size / TASK_ELEMENTS);
    using table = machine.arena.temporary(entries.length * 4);
    new Int32Array(machine.arena.memory.buffer, table.address, entries.length).set(entries);
    using partials = machine.arena.temporary(tasks * 8);
    const { first, second } = inputs;
    const moments = [first ? backend.address(first) : 0, second ? backend.address(second) : 0];
    const own = [table.address, parameters.length, ...moments, size, TASK_ELEMENTS, partials.address];
    const clip = attributes.clipNorm > 0 ? clipFactor(machine, own, partials.address, tasks, attributes.clipNorm) : 1;
    machine.run(TASK.optimizerStep, machine.words([...own, ...factors(attributes, clip, first !== undefined)]), tasks);
    return [];
  },
);

export const optimizerKernels: readonly KernelConfig[] = [optimizerStep];

function numbered(inputs: Readonly<Record<string, TensorInfo | undefined>>, name: string): TensorInfo[] {
  const found: TensorInfo[] = [];
  for (let input = inputs[`${name}0`]; input; input = inputs[`${name}${found.length}`]) found.push(input);
  return found;
}

/** What makes the whole gradient no longer than the limit: min(1, limit / (norm + 1e-6)). */
function clipFactor(machine: Machine, own: readonly number[], partials: number, tasks: number, limit: number): number {
  machine.run(TASK.squareSums, machine.words(own), tasks);
  const squares = new Float64Array(machine.arena.memory.buffer, partials, tasks).reduce((sum, part) => sum + part, 0);
  return Math.min(1, limit / (Math.sqrt(squares) + 1e-6));
}

function factors(attributes: OptimizerStepAttributes, clip: number, hasMoment: boolean): number[] {
  const { learningRate, weightDecay, beta1, beta2, epsilon, momentum, step } = attributes;
  const floats = [
    clip,
    learningRate,
    weightDecay,
    beta1,
    beta2,
    epsilon,
    1 / (1 - beta1 ** (step + 1)),
    1 / Math.sqrt(1 - beta2 ** (step + 1)),
    momentum,
    1 - beta1,
    1 - beta2,
  ];
  return [...floats.map(floatWord), kindNumber(attributes, hasMoment)];
}

/** The numbers of `assembly/optimizer.ts`. */
function kindNumber({ kind, nesterov }: OptimizerStepAttributes, hasMoment: boolean): number {
  switch (kind) {
    case 'sgd':
      return !hasMoment ? 0 : nesterov ? 2 : 1;
    case 'adam':
      return 3;
    case 'adamw':
      return 4;
    case 'rmsprop':
      throw new Error('expected an optimizer of FUSED_OPTIMIZERS, but found rmsprop');
  }
}
