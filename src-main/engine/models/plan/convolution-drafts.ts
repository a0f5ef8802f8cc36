import type { ConvolutionOptions } from '../../ops/convolution.ts';
import { convolution, convolutionOperation } from '../../ops/convolution.ts';
import { denseOperation } from '../../ops/dense.ts';
import type { TransposedConvolutionOptions } from '../../ops/transposed-convolution.ts';
import { transposedConvolutionOperation } from '../../ops/transposed-convolution.ts';
import * as tf from '../../tf.ts';
import { activationDrafts } from './activation-drafts.ts';
import type { Draft, Scaling } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { isChannelLast, numbersOf, paddingOf, weightOf, weightsOf } from './layer-view.ts';

/** Conv2D and Conv3D. */
export function convolutionLayer(layer: LayerView): readonly Draft[] | null {
  const padding = paddingOf(layer);
  if (!isChannelLast(layer) || padding === null) return null;
  const [kernel, bias = null] = [weightOf(layer, 'kernel'), layer.weights['bias']];
  const options = { strides: numbersOf(layer, 'strides'), dilations: numbersOf(layer, 'dilationRate'), padding };
  return activated(layer, convolutionDraft(kernel, bias, options));
}

/** Conv2DTranspose and Conv3DTranspose. */
export function transposedConvolutionLayer(layer: LayerView): readonly Draft[] | null {
  const padding = paddingOf(layer);
  if (!isChannelLast(layer) || padding === null) return null;
  return activated(layer, transposedDraft(weightsOf(layer, ['kernel', 'bias']), { strides: numbersOf(layer, 'strides'), padding }));
}

/** Dense on [batch, unit]; more axes are left to tfjs-layers. */
export function denseLayer(layer: LayerView): readonly Draft[] | null {
  if (layer.inputShapes[0]?.length !== 2) return null;
  return activated(layer, denseDraft(weightsOf(layer, ['kernel', 'bias']), 'none'));
}

/** The draft with the layer's own activation: inside it if it is ReLU, as a step of its own if not. */
function activated(layer: LayerView, draft: Draft): readonly Draft[] | null {
  const after = activationDrafts(layer.config['activation']);
  if (after === null) return null;
  return after[0]?.isRelu && draft.rectified ? [draft.rectified()] : [draft, ...after];
}

function convolutionDraft(kernel: tf.Variable, bias: tf.Variable | null, options: ConvolutionOptions): Draft {
  const weights = bias === null ? [kernel] : [kernel, bias];
  const { padding, activation } = options;
  return {
    compute: { kind: 'operation', weights, operation: () => convolutionOperation(options) },
    ...(activation === 'relu'
      ? { sign: 'non-negative' }
      : {
          rectified: () => convolutionDraft(kernel, bias, { ...options, activation: 'relu' }),
          scaled: (scaling) => scaledDraft(kernel, bias, options, scaling),
        }),
    ...(padding === 'valid' ? { padded: (margins) => convolutionDraft(kernel, bias, { ...options, padding: margins }) } : {}),
  };
}

/** A convolution whose filter has taken in the scale that follows it: for inference only, where the scale stands still. */
function scaledDraft(kernel: tf.Variable, bias: tf.Variable | null, options: ConvolutionOptions, scaling: Scaling): Draft {
  return {
    compute: {
      kind: 'function',
      apply: ([x]) => {
        const { scale, shift } = scaling();
        const moved = bias === null ? shift : tf.add(shift, tf.mul(bias, scale));
        return convolution(x as tf.Tensor, tf.mul(kernel, scale), { ...options, bias: moved });
      },
    },
    ...(options.activation === 'relu'
      ? { sign: 'non-negative' }
      : { rectified: () => scaledDraft(kernel, bias, { ...options, activation: 'relu' }, scaling) }),
  };
}

function transposedDraft(weights: readonly tf.Variable[], options: TransposedConvolutionOptions): Draft {
  return {
    compute: { kind: 'operation', weights, operation: () => transposedConvolutionOperation(options) },
    ...(options.activation === 'relu' ? { sign: 'non-negative' } : { rectified: () => transposedDraft(weights, { ...options, activation: 'relu' }) }),
  };
}

function denseDraft(weights: readonly tf.Variable[], activation: 'none' | 'relu'): Draft {
  return {
    compute: { kind: 'operation', weights, operation: () => denseOperation(activation) },
    ...(activation === 'relu' ? { sign: 'non-negative' } : { rectified: () => denseDraft(weights, 'relu') }),
  };
}
