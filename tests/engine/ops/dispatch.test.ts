import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { convolution } from '../../../src-main/engine/ops/convolution.ts';
import { maxPool } from '../../../src-main/engine/ops/max-pool.ts';
import { normalise } from '../../../src-main/engine/ops/normalise.ts';
import { optimizerStep } from '../../../src-main/engine/ops/optimizer-step.ts';
import { softmaxCrossEntropy } from '../../../src-main/engine/ops/softmax-cross-entropy.ts';
import { transposedConvolution } from '../../../src-main/engine/ops/transposed-convolution.ts';
import { upSample } from '../../../src-main/engine/ops/up-sample.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

type Kernel = keyof typeof KERNELS;

/** A call that a stand-in kernel got: its inputs by name and shape, and its attributes. */
interface Call {
  readonly kernel: Kernel;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const standIns: Kernel[] = [];

/** Registers stand-ins that note how they are called and give ones of these shapes. */
function register(outputs: Partial<Record<Kernel, readonly (readonly number[])[]>>): Call[] {
  const calls: Call[] = [];
  for (const [kernel, shapes] of Object.entries(outputs) as [Kernel, readonly (readonly number[])[]][]) {
    standIns.push(kernel);
    tf.registerKernel({
      kernelName: KERNELS[kernel],
      backendName: 'cpu',
      kernelFunc: ({ inputs, attrs }) => {
        const named = Object.entries(inputs).map(([name, input]) => [name, (input as tf.TensorInfo).shape]);
        calls.push({ kernel, inputs: Object.fromEntries(named), attributes: { ...attrs } });
        return shapes.map((shape) => tf.ones([...shape], kernel === 'maxPool' && shape === shapes[1] ? 'int32' : 'float32'));
      },
    });
  }
  return calls;
}

afterEach(() => {
  for (const kernel of standIns.splice(0)) tf.unregisterKernel(KERNELS[kernel], 'cpu');
});

/** Value and gradients of an op, then freed. */
async function differentiate(op: (...inputs: tf.Tensor[]) => tf.Tensor, ...shapes: readonly (readonly number[])[]): Promise<void> {
  await noLeaks(() =>
    tf.tidy(() => {
      tf.grads(op)(shapes.map((shape) => tf.zeros([...shape])));
    }),
  );
}

describe("a backend's kernel", () => {
  it('runs for a convolution and its gradients', async () => {
    const calls = register({
      convolution: [[1, 3, 2, 4]],
      activationBias: [[1, 3, 2, 4], [4]],
      convolutionInput: [[1, 5, 4, 2]],
      convolutionFilter: [[3, 3, 2, 4]],
    });
    const options = { strides: 2, padding: 'same', activation: 'relu' } as const;
    await differentiate((x, filter, bias) => convolution(x, filter, { ...options, bias: bias as tf.Tensor }), [1, 5, 4, 2], [3, 3, 2, 4], [4]);
    const shared = { strides: [2, 2], dilations: [1, 1], padding: [[1, 1], [0, 1]] };
    expect(calls).toEqual([
      { kernel: 'convolution', inputs: { x: [1, 5, 4, 2], filter: [3, 3, 2, 4], bias: [4] }, attributes: { ...shared, activation: 'relu' } },
      { kernel: 'activationBias', inputs: { dy: [1, 3, 2, 4], y: [1, 3, 2, 4] }, attributes: {} },
      { kernel: 'convolutionInput', inputs: { dy: [1, 3, 2, 4], filter: [3, 3, 2, 4] }, attributes: { ...shared, activation: 'none', inputShape: [1, 5, 4, 2] } },
      { kernel: 'convolutionFilter', inputs: { x: [1, 5, 4, 2], dy: [1, 3, 2, 4] }, attributes: { ...shared, filterShape: [3, 3, 2, 4] } },
    ]);
  });

  it('runs for a transposed convolution and its gradients', async () => {
    const calls = register({
      convolutionInput: [[1, 4, 4, 3]],
      activationBias: [[1, 4, 4, 3], [3]],
      convolution: [[1, 2, 2, 2]],
      convolutionFilter: [[2, 2, 3, 2]],
    });
    const options = { strides: 2, padding: 'valid' } as const;
    await differentiate((x, filter, bias) => transposedConvolution(x, filter, { ...options, bias: bias as tf.Tensor }), [1, 2, 2, 2], [2, 2, 3, 2], [3]);
    const shared = { strides: [2, 2], dilations: [1, 1], padding: [[0, 0], [0, 0]] };
    expect(calls).toEqual([
      { kernel: 'convolutionInput', inputs: { dy: [1, 2, 2, 2], filter: [2, 2, 3, 2], bias: [3] }, attributes: { ...shared, activation: 'none', inputShape: [1, 4, 4, 3] } },
      { kernel: 'activationBias', inputs: { dy: [1, 4, 4, 3] }, attributes: {} },
      { kernel: 'convolution', inputs: { x: [1, 4, 4, 3], filter: [2, 2, 3, 2] }, attributes: { ...shared, activation: 'none' } },
      { kernel: 'convolutionFilter', inputs: { x: [1, 4, 4, 3], dy: [1, 2, 2, 2] }, attributes: { ...shared, filterShape: [2, 2, 3, 2] } },
    ]);
  });

  it('runs for normalisation', async () => {
    const calls = register({ normalise: [[2, 3, 3, 4], [2, 2], [2, 2]], normaliseGradient: [[2, 3, 3, 4], [4], [4]] });
    await differentiate((x, beta) => normalise(x, { over: 'group', groups: 2, beta: beta as tf.Tensor, activation: 'relu' }).y, [2, 3, 3, 4], [4]);
    const attributes = { over: 'group', groups: 2, epsilon: 1e-5, activation: 'relu' };
    expect(calls).toEqual([
      { kernel: 'normalise', inputs: { x: [2, 3, 3, 4], beta: [4] }, attributes },
      { kernel: 'normaliseGradient', inputs: { dy: [2, 3, 3, 4], x: [2, 3, 3, 4], mean: [2, 2], deviation: [2, 2], beta: [4] }, attributes },
    ]);
  });

  it('runs for max pooling', async () => {
    const calls = register({ maxPool: [[1, 2, 2, 1], [1, 2, 2, 1]], maxPoolGradient: [[1, 4, 4, 1]] });
    await differentiate((x) => maxPool(x, { size: 2 }), [1, 4, 4, 1]);
    const attributes = { size: [2, 2], strides: [2, 2], padding: [[0, 0], [0, 0]] };
    expect(calls).toEqual([
      { kernel: 'maxPool', inputs: { x: [1, 4, 4, 1] }, attributes },
      { kernel: 'maxPoolGradient', inputs: { dy: [1, 2, 2, 1], place: [1, 2, 2, 1] }, attributes: { ...attributes, inputShape: [1, 4, 4, 1] } },
    ]);
  });

  it('runs for up-sampling', async () => {
    const calls = register({ upSample: [[1, 4, 6, 1]], upSampleGradient: [[1, 2, 2, 1]] });
    await differentiate((x) => upSample(x, { factors: [2, 3], method: 'linear' }), [1, 2, 2, 1]);
    const attributes = { factors: [2, 3], method: 'linear' };
    expect(calls).toEqual([
      { kernel: 'upSample', inputs: { x: [1, 2, 2, 1] }, attributes },
      { kernel: 'upSampleGradient', inputs: { dy: [1, 4, 6, 1] }, attributes },
    ]);
  });

  it('runs for softmax cross-entropy', async () => {
    const calls = register({ softmaxCrossEntropy: [[], [2, 3]] });
    await differentiate((logits) => softmaxCrossEntropy(logits, tf.tensor1d([0, 2], 'int32'), { classWeights: tf.ones([3]), ignore: 7 }), [2, 3]);
    expect(calls).toEqual([{ kernel: 'softmaxCrossEntropy', inputs: { logits: [2, 3], labels: [2], classWeights: [3] }, attributes: { ignore: 7 } }]);
  });

  it('runs for an update of all parameters', async () => {
    const calls = register({ optimizerStep: [] });
    const attributes = {
      kind: 'adam',
      learningRate: 0.1,
      momentum: 0,
      nesterov: false,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      step: 4,
      clipNorm: 1,
    } as const;
    await noLeaks(() => {
      const zeros = (shape: number[]) => tf.tidy(() => tf.variable(tf.zeros(shape)));
      const [weights, bias, first, second] = [zeros([2, 3]), zeros([3]), zeros([9]), zeros([9])];
      tf.tidy(() => optimizerStep([weights, bias], [tf.ones([2, 3]), tf.ones([3])], { first, second }, attributes));
      tf.dispose([weights, bias, first, second]);
    });
    expect(calls).toEqual([
      { kernel: 'optimizerStep', inputs: { parameter0: [2, 3], parameter1: [3], gradient0: [2, 3], gradient1: [3], first: [9], second: [9] }, attributes },
    ]);
  });

  it('is left out again once it is unregistered', () => {
    const calls = register({ maxPool: [[1, 1, 1, 1], [1, 1, 1, 1]] });
    tf.tidy(() => {
      const x = tf.fill([1, 2, 2, 1], 5);
      expect(maxPool(x, { size: 2 }).dataSync()[0]).toBe(1);
      tf.unregisterKernel(KERNELS.maxPool, 'cpu');
      standIns.splice(0);
      expect(maxPool(x, { size: 2 }).dataSync()[0]).toBe(5);
      expect(calls.length).toBe(1);
    });
  });
});
