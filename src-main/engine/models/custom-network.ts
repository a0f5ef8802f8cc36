import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { ModelSpec } from '../../../src-shared/schema/experiment.ts';
import { isClass, wrongExport } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';
import { AbstractNetwork } from './network.ts';

/** What a network of the user's is made from; kept in its `init`. */
export interface NetworkArguments<Options = Readonly<Record<string, unknown>>> extends CodeArguments<Options> {
  /** [height, width, channel] or [z, y, x, channel] of one image after `prepare`. */
  readonly inputShape: readonly number[];
  /** How many classes there are, or numbers to predict. */
  readonly outputs: number;
  /** Of the first weights and of dropout. */
  readonly seed: number;
}

/** A network of the user's: a class that extends `AbstractNetwork`, or a function that makes one. */
export function customNetwork({ file, options }: Extract<ModelSpec, { kind: 'custom' }>, place: Pick<NetworkArguments, 'inputShape' | 'outputs' | 'seed'>, code: UserCode): AbstractNetwork {
  const made = code.get(file);
  const args: NetworkArguments = { ...place, options, extra: code.extra };
  if (typeof made !== 'function') throw wrongExport(file, 'a class that extends AbstractNetwork', made);
  const network: unknown = isClass(made) ? new (made as new (args: NetworkArguments) => object)(args) : made(args);
  if (!(network instanceof AbstractNetwork)) throw wrongExport(file, 'a class that extends AbstractNetwork, or a function that makes a network', made);
  if (!Array.isArray(network.parameters)) throw new BadInput(`${file}: expected the network to have parameters, a list of { name, variable }, but found ${typeof network.parameters}`);
  return network;
}
