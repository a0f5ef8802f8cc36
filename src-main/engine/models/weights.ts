import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import * as tf from '../tf.ts';
import type { Parameter } from './contract.ts';

/** Copies of variables, in their order. */
export async function readWeights(variables: readonly Parameter[]): Promise<NamedWeights[]> {
  return Promise.all(
    variables.map(async ({ name, variable }) => {
      const data = await variable.data<'float32'>();
      return { name, array: { data: data.slice(), shape: [...variable.shape], dtype: 'float32' } };
    }),
  );
}

/** Takes over weights that `readWeights` gave, in any order; names and shapes must all fit. */
export function writeWeights(weights: readonly NamedWeights[], variables: readonly Parameter[]): void {
  const found = new Map(weights.map(({ name, array }) => [name, array]));
  const unknown = weights.filter(({ name }) => !variables.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`expected weights named ${listed(variables)}, but found ${listed(unknown)} too`);
  tf.tidy(() => {
    const values = variables.map(({ name, variable }) => {
      const array = found.get(name);
      if (array === undefined) throw new Error(`expected weights named ${name}, but found ${listed(weights)}`);
      if (array.shape.join() !== variable.shape.join()) {
        throw new Error(`expected weights [${variable.shape.join(', ')}] for ${name}, but found [${array.shape.join(', ')}]`);
      }
      return tf.tensor(array.data.slice(), [...array.shape], 'float32');
    });
    for (const [i, { variable }] of variables.entries()) variable.assign(values[i] as tf.Tensor);
  });
}

function listed(named: readonly { readonly name: string }[]): string {
  const names = named.slice(0, 8).map(({ name }) => name);
  return named.length > names.length ? `${names.join(', ')} and ${named.length - names.length} more` : names.join(', ') || 'nothing';
}
