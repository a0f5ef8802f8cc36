import type { LoggedTable } from '../../../src-shared/domain/logged.ts';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { AbstractNetwork } from './network.ts';
import { fromTorchResNet } from './torch-resnet.ts';

/** Weights of another network, to begin with. */
export interface StartWeights {
  /** What they are of, in words: "epoch-0007 of /data/runs/mednist-0001". */
  readonly from: string;
  readonly weights: readonly NamedWeights[];
}

/** What came of an array of weights, of the network's or of the source's alone. */
export interface TransferRow {
  readonly name: string;
  /** Null for one that only the source has. */
  readonly shape: readonly number[] | null;
  /** In the source; null where it has none of that name. */
  readonly found: readonly number[] | null;
  readonly taken: boolean;
}

/** What was taken of a network's weights from elsewhere, in the order of the network and then of the source. */
export interface TransferReport {
  readonly from: string;
  /** What was done to them before, in sentences; none where they were taken as they are. */
  readonly notes: readonly string[];
  readonly rows: readonly TransferRow[];
}

/**
 * Puts weights from elsewhere in place of a network's own, wherever name and
 * shape are the same; all others stay as they were drawn. Those of PyTorch's
 * ResNets are turned into ours first.
 *
 * @throws BadInput if none fits.
 */
export async function transferWeights(network: AbstractNetwork, start: StartWeights): Promise<TransferReport> {
  const { from } = start;
  const own = await network.weights();
  const { weights, notes } = fromTorchResNet(start.weights, own) ?? { weights: start.weights, notes: [] };
  const source = new Map(weights.map((each) => [each.name, each]));
  const fits = ({ name, array }: NamedWeights) => source.get(name)?.array.shape.join() === array.shape.join();
  if (!own.some(fits)) throw noneFits(from, own, weights);
  network.setWeights(own.map((each) => (fits(each) ? (source.get(each.name) ?? each) : each)));
  const names = new Set(own.map(({ name }) => name));
  const unknown = weights.filter(({ name }) => !names.has(name));
  return {
    from,
    notes,
    rows: [
      ...own.map((each) => ({ name: each.name, shape: each.array.shape, found: source.get(each.name)?.array.shape ?? null, taken: fits(each) })),
      ...unknown.map(({ name, array }) => ({ name, shape: null, found: array.shape, taken: false })),
    ],
  };
}

/** "Starts from …: 100 of 102 arrays of weights were taken. By chance begin: classes/kernel [512, 6] (there [512, 10])." */
export function transferInWords({ from, notes, rows }: TransferReport): string {
  const own = rows.filter(({ shape }) => shape !== null);
  const left = own.filter(({ taken }) => !taken).map(({ name, shape, found }) => `${name} ${inBrackets(shape ?? [])}${found === null ? ' (not there)' : ` (there ${inBrackets(found)})`}`);
  const unused = rows.filter(({ shape }) => shape === null).map(({ name }) => name);
  return [
    `Starts from ${from}: ${own.length - left.length} of ${own.length} arrays of weights were taken.`,
    ...notes,
    ...(left.length > 0 ? [`Others begin as without it: ${listed(left)}.`] : []),
    ...(unused.length > 0 ? [`Of no use were ${listed(unused)}.`] : []),
  ].join(' ');
}

/** Every array with what came of it. */
export function transferTable({ rows }: TransferReport): LoggedTable {
  return {
    type: 'table',
    columns: ['weights', 'shape', 'found', 'taken'],
    rows: rows.map(({ name, shape, found, taken }) => [name, shape && inBrackets(shape), found && inBrackets(found), taken ? 'yes' : 'no']),
  };
}

function noneFits(from: string, own: readonly NamedWeights[], source: readonly NamedWeights[]): BadInput {
  const shown = (all: readonly NamedWeights[]) => listed(all.map(({ name, array }) => `${name} ${inBrackets(array.shape)}`), 3);
  return new BadInput(`startFrom: expected weights of the network, such as ${shown(own)}, but ${from} has none of these names and shapes, only ${shown(source)}`, {
    help: 'Choose weights of the same kind of network, or leave startFrom empty.',
  });
}

function inBrackets(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

function listed(names: readonly string[], most = 8): string {
  return names.length <= most ? names.join(', ') || 'nothing' : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
