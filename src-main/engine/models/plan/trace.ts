import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** One use of a layer; values are numbered as the nodes that make them. */
export interface Node {
  readonly layer: layers.Layer;
  readonly inputs: readonly number[];
  readonly inputShapes: readonly (readonly (number | null)[])[];
}

export interface Graph {
  /** In an order in which every node comes after its inputs; inputs of the model are nodes of InputLayer. */
  readonly nodes: readonly Node[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** The graph behind a functional model, as far as the outputs need it. */
export function trace(model: LayersModel, outputs: readonly SymbolicTensor[] = model.outputs): Graph {
  const nodes: Node[] = [];
  const found = new Map<string, number>();
  const visit = (value: SymbolicTensor): number => {
    const key = `${value.sourceLayer.id}.${value.nodeIndex}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    if (Array.isArray(value.sourceLayer.getOutputAt(value.nodeIndex))) {
      throw new Error(`expected layers with one output, but found ${value.sourceLayer.name} (${value.sourceLayer.getClassName()})`);
    }
    const inputs = value.inputs.map(visit);
    nodes.push({ layer: value.sourceLayer, inputs, inputShapes: value.inputs.map(({ shape }) => shape) });
    found.set(key, nodes.length - 1);
    return nodes.length - 1;
  };
  // Inputs first, so that they exist even if nothing uses them.
  const inputs = model.inputs.map(visit);
  return { nodes, inputs, outputs: outputs.map(visit) };
}
