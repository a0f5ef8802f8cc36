import type { LayerRow } from '../../../src-shared/api/models.ts';
import { selectBackend } from '../../compute/select.ts';
import { createNetwork } from '../../engine/models/create-network.ts';
import { LayersNetwork } from '../../engine/models/layers-network.ts';
import type { Parameter } from '../../engine/models/contract.ts';
import { loadUserCode } from '../user-code/load.ts';
import type { DescribeInput, TrainerCalls } from '../calls.ts';

/** The layers of a network, made on the CPU and thrown away. */
export async function describe({ model, inputShape, classes, code }: DescribeInput): Promise<TrainerCalls['describe']['output']> {
  await selectBackend({ device: 'cpu', threads: 1 });
  const loaded = await loadUserCode(code ?? [], model.kind === 'custom' ? [model.file] : [], {});
  const network = createNetwork(model, inputShape, classes, 0, loaded);
  try {
    const layers = network instanceof LayersNetwork ? network.model.layers.map(toRow) : network.parameters.map(toVariable);
    return { layers, parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0) };
  } finally {
    network.dispose();
  }
}

/** A network without layers of the standard kinds: its variables, by their names. */
function toVariable({ name, variable }: Parameter): LayerRow {
  return { name, kind: 'Variable', outputShape: variable.shape, parameters: variable.size };
}

type Layer = LayersNetwork['model']['layers'][number];

/** Parameters are those that training changes; the averages of batch normalisation are not counted. */
function toRow(layer: Layer): LayerRow {
  const [, ...outputShape] = layer.outputShape as (number | null)[];
  return {
    name: layer.name,
    kind: layer.getClassName(),
    outputShape: outputShape.map((side) => side ?? -1),
    parameters: layer.trainableWeights.reduce((sum, weight) => sum + weight.shape.reduce<number>((product, side) => product * (side ?? 1), 1), 0),
  };
}
