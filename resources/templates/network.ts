/**
 * A network of your own. In the experiment file:
 *
 *     model: { kind: custom, file: ./my-net.ts, options: { width: 16 } }
 *
 * The default export gets what the network is made for, and your options.
 */
import { input, layers, model, networkOf } from 'delira';
import type { NetworkArguments } from 'delira';

export default function network(args: NetworkArguments<{ readonly width?: number }>) {
  const { inputShape, outputs, options } = args;
  const { width = 16 } = options;
  // Images come as [height, width, channel]; the batch goes first by itself.
  const image = input({ shape: [...inputShape] });
  let features = layers.conv2d({ filters: width, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(image);
  features = layers.maxPooling2d({ poolSize: 2 }).apply(features);
  features = layers.conv2d({ filters: 2 * width, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(features);
  features = layers.globalAveragePooling2d({}).apply(features);
  // A number for each class (or target), without softmax: the losses do that themselves.
  const logits = layers.dense({ units: outputs }).apply(features);
  return networkOf(model({ inputs: image, outputs: logits as typeof image }), args);
}
