import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { LayersNetwork } from '../../engine/models/layers-network.ts';
import { ONNX_NAMES, writeOnnx } from '../../engine/models/onnx/write-onnx.ts';
import { windowFacts } from '../../engine/models/windows.ts';
import { writeAtomically } from '../../threads/atomic-file.ts';
import { makeFolder } from '../../threads/make-folder.ts';
import type { ExportInput, TrainerCalls } from '../calls.ts';
import { encodeCheckpoint } from '../checkpoint-format.ts';
import { CheckpointFolder } from '../checkpoint-folder.ts';
import { openMembers } from '../open-members.ts';
import type { Member } from '../open-members.ts';
import { runPaths } from '../run-folder.ts';

const FILES = { tfjs: ['model.json', 'weights.bin', 'delira.json'], onnx: ['model.onnx', 'delira.json'] } as const;

/**
 * Writes a run's network with the weights of its selected checkpoint for other
 * programs, with a description of what must be done to images first.
 */
export async function exportNetwork({ folder, format, output }: ExportInput): Promise<TrainerCalls['export']['output']> {
  const names = FILES[format];
  makeFolder(output);
  const there = names.find((name) => existsSync(join(output, name)));
  if (there !== undefined) throw new BadInput(`expected a folder without an exported network, but found ${there} in ${output}`, { help: 'Choose another folder, or move that file away.' });
  const members = await openMembers([folder]);
  try {
    const { all: [member], task } = members;
    const description = describe(member, task, format);
    const files = format === 'tfjs' ? tfjsFiles(folder, member, description) : { 'model.onnx': [await onnxBytes(member, description)] };
    for (const [name, pieces] of Object.entries(files)) writeAtomically(join(output, name), Buffer.concat(pieces));
    writeAtomically(join(output, 'delira.json'), `${JSON.stringify(description, null, 1)}\n`);
    return { files: [...names] };
  } finally {
    members.dispose();
  }
}

type Description = Readonly<Record<string, unknown>>;

/** What a program must know to use the network, in words and numbers. */
function describe({ run, checkpoint, inputShape }: Member, task: string, format: ExportInput['format']): Description {
  const spatial = inputShape.length === 4 ? ['z', 'y', 'x'] : ['height', 'width'];
  const channels = inputShape.at(-1) ?? 1;
  const isOnnx = format === 'onnx';
  return {
    run: run.id,
    name: run.name,
    checkpoint,
    task,
    classes: run.classes,
    ...(run.maskValues ? { maskValues: run.maskValues } : {}),
    input: {
      name: ONNX_NAMES.input,
      type: 'float32',
      layout: isOnnx ? ['batch', 'channel', ...spatial] : ['batch', ...spatial, 'channel'],
      shape: isOnnx ? ['batch', channels, ...inputShape.slice(0, -1)] : ['batch', ...inputShape],
    },
    output: { name: isOnnx ? ONNX_NAMES.output : 'the first output', meaning: task === 'regression' ? 'numbers' : 'logits of the classes, in the place of channels: softmax makes probabilities of them' },
    prepare: run.spec.prepare,
    ...(run.spec.loader.patch && { windows: { ...windowFacts(run.spec.loader.patch.size), meaning: WINDOWS } }),
  };
}

/** Of a network that learned patches: its input is smaller than what `prepare` gives. */
const WINDOWS =
  'prepare gives a whole image of any size, the input is a window of it: put zeros around it where it is smaller, half of them before; take windows evenly spread along each axis, at most a step apart, the first at the beginning and the last at the end; the answer is the mean of the logits of all windows over a place, weighted by a Gaussian around the middle of each window (in distances of sigma; beyond truncate times sigma, the least weight within)';

function tfjsFiles(folder: string, { checkpoint }: Member, description: Description): Readonly<Record<string, readonly Uint8Array[]>> {
  const stored = CheckpointFolder.look(runPaths(folder).checkpoints).read(checkpoint);
  const model = stored.model as { readonly userDefinedMetadata?: object };
  const described = { ...model, userDefinedMetadata: { ...model.userDefinedMetadata, delira: description } };
  const { 'model.json': topology = [], 'weights.bin': weights = [] } = encodeCheckpoint({ ...stored, model: described });
  return { 'model.json': topology, 'weights.bin': weights };
}

async function onnxBytes({ network }: Member, description: Description): Promise<Uint8Array> {
  if (!(network instanceof LayersNetwork)) throw new BadInput('expected a network of layers for ONNX, but the run has one of its own kind', { help: 'Export it as tfjs.' });
  return writeOnnx(network, Object.fromEntries(Object.entries(description).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])));
}
