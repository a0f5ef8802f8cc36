/** The order in which an epoch draws samples, by their number in the dataset; the same epoch always gives the same order. */
export type Sampler = (epoch: number) => Int32Array;
