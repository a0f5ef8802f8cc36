/**
 * A sampler of your own. In the experiment file:
 *
 *     loader: { sampler: { kind: custom, file: ./my-sampler.ts } }
 *
 * The order must follow from the epoch and the count alone, because every
 * thread makes it for itself. A single function does, too:
 *
 *     export default ({ labels, count, random }) => Array.from({ length: count }, () => Math.floor(random() * labels.length));
 */
import { AbstractSampler, permutation, random } from 'delira';

/** Every image once, in a new order in each epoch, images of class 0 first. */
export default class EasyFirst extends AbstractSampler {
  draw(epoch: number, count: number): Int32Array {
    const { labels, seed } = this.args;
    const shuffled = permutation(labels.length, random(seed, 'sample-order', epoch));
    const order = [...shuffled].sort((a, b) => Number((labels[a] ?? 0) > 0) - Number((labels[b] ?? 0) > 0));
    return Int32Array.from({ length: count }, (_, i) => order[i % order.length] ?? 0);
  }
}
