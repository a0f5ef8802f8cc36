import { activationLayer, leakyReluLayer, reluLayer } from './activation-drafts.ts';
import { convolutionLayer, denseLayer, transposedConvolutionLayer } from './convolution-drafts.ts';
import type { Draft } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { batchNormalisationLayer, groupNormalisationLayer, instanceNormalisationLayer } from './normalise-drafts.ts';
import { adaptiveMaxPoolLayer, averagePoolLayer, globalAveragePoolLayer, globalMaxPoolLayer, maxPoolLayer } from './pool-drafts.ts';
import { addLayer, concatenateLayer, croppingLayer, dropoutLayer, flattenLayer, linearUpSampleLayer, reshapeLayer, upSampleLayer, zeroPaddingLayer } from './shape-drafts.ts';

/** The steps, one after the other, that a layer becomes; null if its settings are not ours to run. */
type Drafting = (layer: LayerView, training: boolean) => readonly Draft[] | null;

/** Layers by their class name in the standard format. All others run as tfjs-layers runs them. */
export const KNOWN_LAYERS: Readonly<Record<string, Drafting>> = {
  Activation: activationLayer,
  AdaptiveMaxPooling: adaptiveMaxPoolLayer,
  Add: addLayer,
  AveragePooling2D: averagePoolLayer,
  AveragePooling3D: averagePoolLayer,
  BatchNormalization: batchNormalisationLayer,
  Concatenate: concatenateLayer,
  Conv2D: convolutionLayer,
  Conv2DTranspose: transposedConvolutionLayer,
  Conv3D: convolutionLayer,
  Conv3DTranspose: transposedConvolutionLayer,
  Cropping2D: croppingLayer,
  Cropping3D: croppingLayer,
  Dense: denseLayer,
  Dropout: dropoutLayer,
  Flatten: flattenLayer,
  GlobalAveragePooling2D: globalAveragePoolLayer,
  GlobalAveragePooling3D: globalAveragePoolLayer,
  GlobalMaxPooling2D: globalMaxPoolLayer,
  GlobalMaxPooling3D: globalMaxPoolLayer,
  GroupNormalization: groupNormalisationLayer,
  InstanceNormalization: instanceNormalisationLayer,
  LeakyReLU: leakyReluLayer,
  LinearUpSampling: linearUpSampleLayer,
  MaxPooling2D: maxPoolLayer,
  MaxPooling3D: maxPoolLayer,
  ReLU: reluLayer,
  Reshape: reshapeLayer,
  UpSampling2D: upSampleLayer,
  UpSampling3D: upSampleLayer,
  ZeroPadding2D: zeroPaddingLayer,
  ZeroPadding3D: zeroPaddingLayer,
};
