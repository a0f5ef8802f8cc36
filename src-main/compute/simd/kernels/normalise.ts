import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { NormaliseAttributes } from '../../../../src-shared/domain/kernels.ts';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import type { TaskKind } from '../kinds.ts';
import type { Machine } from '../machine.ts';
import { kernel } from './config.ts';
import { divideRows } from './streaming.ts';

const MOST_PARTIALS = 64;

/** x as [segment][row, channel]; every channel belongs to a set of its segment that shares mean and deviation. */
interface Plan {
  readonly segments: number;
  readonly rows: number;
  readonly channels: number;
  /** Sets per segment: as many as channels, as groups, or one. */
  readonly sets: number;
  /** Values that share a mean. */
  readonly perSet: number;
  readonly statisticsShape: number[];
}

function planOf(shape: readonly number[], { over, groups }: NormaliseAttributes): Plan {
  const images = shape[0] as number;
  const channels = shape.at(-1) as number;
  const places = shape.slice(1, -1).reduce((a, b) => a * b, 1);
  const segments = over === 'batch' ? 1 : images;
  const rows = over === 'batch' ? images * places : places;
  const sets = over === 'group' ? groups : over === 'layer' ? 1 : channels;
  const statisticsShape = { batch: [channels], instance: [images, channels], group: [images, groups], layer: [images] }[over];
  return { segments, rows, channels, sets, perSet: (rows * channels) / sets, statisticsShape };
}

/** {x, gamma?, beta?} → [y, mean, deviation] */
const normalise = kernel<{ x: TensorInfo; gamma?: TensorInfo; beta?: TensorInfo }, NormaliseAttributes>(
  KERNELS.normalise,
  (backend, { x, gamma, beta }, attributes) => {
    const plan = planOf(x.shape, attributes);
    const { machine } = backend;
    const y = backend.output(x.shape);
    const mean = backend.output(plan.statisticsShape);
    const deviation = backend.output(plan.statisticsShape);
    using tables = new Tables(machine, plan, 3);
    const sums = momentSums(backend, plan, x, tables);
    statistics(plan, sums, tables.get(0), attributes.epsilon, backend.values(mean.info), backend.values(deviation.info));
    tables.fillAffine(backend, mean.info, deviation.info, gamma, beta);
    run(machine, plan, TASK.applyAffine, { x: backend.address(x), out: y.address, tables, relu: attributes.activation === 'relu' });
    return [y.info, mean.info, deviation.info];
  },
);

/** {dy, x, mean, deviation, gamma?, beta?} → [dx, dgamma, dbeta] */
const normaliseGradient = kernel<
  { dy: TensorInfo; x: TensorInfo; mean: TensorInfo; deviation: TensorInfo; gamma?: TensorInfo; beta?: TensorInfo },
  NormaliseAttributes
>(KERNELS.normaliseGradient, (backend, { dy, x, mean, deviation, gamma, beta }, attributes) => {
  const plan = planOf(x.shape, attributes);
  const { machine } = backend;
  const dx = backend.output(x.shape);
  const dgamma = backend.output([plan.channels]);
  const dbeta = backend.output([plan.channels]);
  using tables = new Tables(machine, plan, 6);
  tables.fillAffine(backend, mean, deviation, gamma, beta);
  const operands = { x: backend.address(x), dy: backend.address(dy), tables, relu: attributes.activation === 'relu' };
  const sums = partialSums(machine, plan, TASK.gradientMoments, operands);
  const own = { mean: backend.values(mean), deviation: backend.values(deviation), gamma: gamma ? backend.values(gamma) : null };
  gradientTables(plan, sums, own, tables, backend.values(dgamma.info), backend.values(dbeta.info));
  run(machine, plan, TASK.applyGradient, { ...operands, out: dx.address });
  return [dx.info, dgamma.info, dbeta.info];
});

export const normaliseKernels: readonly KernelConfig[] = [normalise, normaliseGradient];

type Numbers = Float32Array | Int32Array | Uint8Array;

/** float32 tables [segment][channel] in one block: pivot, scale, shift and, for the gradient, a, b, c. */
class Tables implements Disposable {
  readonly #machine: Machine;
  readonly #plan: Plan;
  readonly #block;
  readonly #stride: number;

  constructor(machine: Machine, plan: Plan, count: number) {
    this.#machine = machine;
    this.#plan = plan;
    // Kernels read eight channels at a time, so the next table must not begin before that.
    this.#stride = (Math.ceil((plan.segments * plan.channels) / 8) + 1) * 8;
    this.#block = machine.arena.allocate(count * this.#stride * 4);
  }

  address(place: number): number {
    return this.#block.address + place * this.#stride * 4;
  }

  get(place: number): Float32Array {
    return new Float32Array(this.#machine.arena.memory.buffer, this.address(place), this.#plan.segments * this.#plan.channels);
  }

  /** y = (x − mean) · deviation · gamma + beta as pivot, scale and shift of every channel. */
  fillAffine(backend: SimdBackend, mean: TensorInfo, deviation: TensorInfo, gamma?: TensorInfo, beta?: TensorInfo): void {
    const [pivot, scale, shift] = [this.get(0), this.get(1), this.get(2)];
    const values = { mean: backend.values(mean), deviation: backend.values(deviation) };
    const gammas = gamma ? backend.values(gamma) : null;
    const betas = beta ? backend.values(beta) : null;
    eachChannel(this.#plan, (place, set, channel) => {
      pivot[place] = values.mean[set] as number;
      scale[place] = (values.deviation[set] as number) * (gammas ? (gammas[channel] as number) : 1);
      shift[place] = betas ? (betas[channel] as number) : 0;
    });
  }

  [Symbol.dispose](): void {
    this.#machine.arena.free(this.#block);
  }
}

function eachChannel({ segments, channels, sets }: Plan, visit: (place: number, set: number, channel: number) => void): void {
  const perSet = channels / sets;
  for (let segment = 0; segment < segments; segment++) {
    for (let channel = 0; channel < channels; channel++) {
      visit(segment * channels + channel, segment * sets + Math.floor(channel / perSet), channel);
    }
  }
}

interface Operands {
  readonly x: number;
  readonly dy?: number;
  readonly out?: number;
  readonly tables: Tables;
  readonly relu: boolean;
}

/** Sums of each channel about its first value, which is left in table 0. */
function momentSums(backend: SimdBackend, plan: Plan, x: TensorInfo, tables: Tables): Float64Array {
  const address = backend.address(x);
  const values = backend.values(x);
  const pivot = tables.get(0);
  for (let segment = 0; segment < plan.segments; segment++) {
    const from = segment * plan.rows * plan.channels;
    for (let channel = 0; channel < plan.channels; channel++) {
      pivot[segment * plan.channels + channel] = plan.rows > 0 ? (values[from + channel] as number) : 0;
    }
  }
  return partialSums(backend.machine, plan, TASK.moments, { x: address, tables, relu: false });
}

/** Runs a summing pass; the answer is [segment][2][channel]. */
function partialSums(machine: Machine, plan: Plan, kind: TaskKind, operands: Operands): Float64Array {
  const { segments, rows, channels } = plan;
  const { perTask, tasks } = divideRows(rows, channels, Math.max(1, Math.ceil(MOST_PARTIALS / segments)));
  using partials = machine.arena.temporary(segments * tasks * channels * 16);
  run(machine, plan, kind, { ...operands, partials: partials.address }, { perTask, tasks });
  const parts = new Float64Array(machine.arena.memory.buffer, partials.address, segments * tasks * channels * 2);
  const sums = new Float64Array(segments * channels * 2);
  for (let segment = 0; segment < segments; segment++) {
    const to = segment * channels * 2;
    for (let task = 0; task < tasks; task++) {
      const from = (segment * tasks + task) * channels * 2;
      for (let i = 0; i < channels * 2; i++) sums[to + i] = (sums[to + i] as number) + (parts[from + i] as number);
    }
  }
  return sums;
}

function run(
  machine: Machine,
  plan: Plan,
  kind: TaskKind,
  operands: Operands & { readonly partials?: number },
  division = divideRows(plan.rows, plan.channels),
): void {
  const { x, dy = 0, out = 0, partials = 0, tables, relu } = operands;
  const args = machine.words([
    x,
    dy,
    out,
    plan.segments,
    plan.rows,
    plan.channels,
    division.perTask,
    division.tasks,
    partials,
    ...[0, 1, 2, 3, 4, 5].map((place) => tables.address(place)),
    relu ? 1 : 0,
  ]);
  machine.run(kind, args, plan.segments * division.tasks);
}

/**
 * Mean and 1 / sqrt(variance + epsilon) of every set from its channels' sums
 * about their pivots: sums of parts with means of their own are joined as in
 * Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances", 1979.
 */
function statistics(plan: Plan, sums: Float64Array, pivot: Float32Array, epsilon: number, mean: Numbers, deviation: Numbers): void {
  const { rows, channels, sets, segments, perSet } = plan;
  const perChannelSet = channels / sets;
  for (let segment = 0; segment < segments; segment++) {
    const at = segment * channels;
    for (let set = 0; set < sets; set++) {
      const first = set * perChannelSet;
      let total = 0;
      for (let c = first; c < first + perChannelSet; c++) total += (sums[2 * at + c] as number) + rows * (pivot[at + c] as number);
      const centre = perSet > 0 ? total / perSet : 0;
      let squares = 0;
      for (let c = first; c < first + perChannelSet; c++) {
        const own = (sums[2 * at + c] as number) / Math.max(1, rows);
        const offset = (pivot[at + c] as number) + own - centre;
        squares += (sums[2 * at + channels + c] as number) - rows * own * own + rows * offset * offset;
      }
      // Written so that NaN stays NaN.
      const variance = squares / Math.max(1, perSet);
      mean[segment * sets + set] = centre;
      deviation[segment * sets + set] = 1 / Math.sqrt((variance < 0 ? 0 : variance) + epsilon);
    }
  }
}

/**
 * The coefficients of dx = a · dz + b · (x − mean) + c, from Σ dz and
 * Σ dz · (x − mean) of every channel: with x̂ = (x − mean) · deviation,
 * dx = deviation · (gamma · dz − mean(gamma · dz) − x̂ · mean(gamma · dz · x̂)),
 * means taken over the set (Ioffe and Szegedy, "Batch normalization", 2015).
 */
function gradientTables(
  plan: Plan,
  sums: Float64Array,
  own: { readonly mean: Numbers; readonly deviation: Numbers; readonly gamma: Numbers | null },
  tables: Tables,
  dgamma: Numbers,
  dbeta: Numbers,
): void {
  const { segments, channels, sets, perSet } = plan;
  const first = new Float64Array(segments * sets);
  const second = new Float64Array(segments * sets);
  const totals = { gamma: new Float64Array(channels), beta: new Float64Array(channels) };
  const gammaOf = (channel: number) => (own.gamma ? (own.gamma[channel] as number) : 1);
  eachChannel(plan, (place, set, channel) => {
    const at = 2 * (place - channel) + channel;
    const dz = sums[at] as number;
    const dzUnit = (sums[at + channels] as number) * (own.deviation[set] as number);
    totals.beta[channel] = (totals.beta[channel] as number) + dz;
    totals.gamma[channel] = (totals.gamma[channel] as number) + dzUnit;
    first[set] = (first[set] as number) + (gammaOf(channel) * dz) / perSet;
    second[set] = (second[set] as number) + (gammaOf(channel) * dzUnit) / perSet;
  });
  const [a, b, c] = [tables.get(3), tables.get(4), tables.get(5)];
  eachChannel(plan, (place, set, channel) => {
    const deviation = own.deviation[set] as number;
    a[place] = deviation * gammaOf(channel);
    b[place] = -deviation * deviation * (second[set] as number);
    c[place] = -deviation * (first[set] as number);
  });
  for (let channel = 0; channel < channels; channel++) {
    dgamma[channel] = totals.gamma[channel] as number;
    dbeta[channel] = totals.beta[channel] as number;
  }
}
