import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { LayersNetwork } from '../layers-network.ts';
import { viewOf } from '../plan/layer-view.ts';
import { trace } from '../plan/trace.ts';
import type { Node } from '../plan/trace.ts';
import { OnnxGraph } from './graph.ts';
import { WRITINGS } from './layers.ts';

/** Names of what goes in and comes out. */
export const ONNX_NAMES = { input: 'image', output: 'pred' } as const;

/** A file of Protocol Buffers holds less than 2 GiB. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * A network as ONNX, for inference: batch normalisation by its averages, no
 * dropout. What goes in is called `image` and what comes out `pred`, both
 * float32 with the channels first: [batch, channel, height, width] or
 * [batch, channel, z, y, x], of the size that the network was made for.
 *
 * @param metadata kept in the file for who reads it.
 * @throws BadInput if the network has a layer that cannot be written.
 */
export async function writeOnnx(network: LayersNetwork, metadata: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const { model } = network;
  const { nodes, inputs, outputs } = trace(model, model.outputs.slice(0, 1));
  const bytes = network.variables.reduce((sum, { variable }) => sum + 4 * variable.size, 0);
  if (bytes > MOST_BYTES) throw new BadInput(`expected a network of less than 2 GiB of weights for ONNX, but found ${(bytes / 2 ** 30).toFixed(1)}`, { help: 'Export it as tfjs.' });
  const graph = new OnnxGraph();
  const values = new Map<number, string>(inputs.map((input) => [input, ONNX_NAMES.input]));
  for (const [i, node] of nodes.entries()) {
    if (values.has(i)) continue;
    values.set(i, await writeLayer(graph, node, node.inputs.map((input) => values.get(input) ?? ''), i));
  }
  const [last] = outputs;
  graph.node('Identity', [values.get(last ?? -1) ?? ''], {}, ONNX_NAMES.output);
  return graph.finish([{ name: ONNX_NAMES.input, shape: channelsFirst(model.inputs[0]?.shape) }], [{ name: ONNX_NAMES.output, shape: channelsFirst(model.outputs[0]?.shape) }], { name: model.name, producer: 'Delira Desktop', metadata });
}

async function writeLayer(graph: OnnxGraph, { layer, inputShapes }: Node, inputs: readonly string[], ordinal: number): Promise<string> {
  const view = viewOf(layer, inputShapes, ordinal);
  const weights = new Map<string, { values: Float32Array; shape: readonly number[] }>();
  for (const [name, variable] of Object.entries(view.weights)) weights.set(name, { values: Float32Array.from(await variable.data<'float32'>()), shape: variable.shape });
  const outputShape = (layer.outputShape as readonly (number | null)[]).slice(1).map((length) => length ?? 0);
  const written = WRITINGS[view.className]?.({ graph, view, inputs, outputShape, weight: (name) => weights.get(name) ?? null }) ?? null;
  if (written !== null) return written;
  throw new BadInput(`expected layers that ONNX export can write, but found ${view.className} ("${layer.name}")`, { help: 'Export the network as tfjs, which has all layers.' });
}

function channelsFirst(shape: readonly (number | null)[] = []): readonly (number | string)[] {
  const [, ...own] = shape.map((length) => length ?? 'any');
  return ['batch', ...(own.length > 1 ? [own.at(-1) ?? 'any', ...own.slice(0, -1)] : own)];
}
