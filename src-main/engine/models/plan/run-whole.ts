import * as tf from '../../tf.ts';
import type { Forward } from '../../ops/operation.ts';
import type { Compute, Run } from './draft.ts';
import type { Plan, Step } from './compile.ts';
import type { Ran, Statistics } from './run-steps.ts';
import { Values } from './run-steps.ts';

/** Whether `runWhole` can run a plan: every step knows its own way back, and each output is a step's own. */
export function canRunWhole({ outputs, steps }: Plan): boolean {
  const made = outputs.filter((output) => steps.some((step) => step.output === output));
  return new Set(made).size === outputs.length && steps.every(({ compute }) => compute.kind === 'operation');
}

/**
 * Runs a plan as one op on the tape, with a way back of its own.
 *
 * The tape keeps every value and every gradient to the end of the backward
 * pass; here a value that no gradient needs is freed on the way forward, and
 * saved values and gradients are freed on the way back as soon as they were used.
 *
 * @param trainable the variables that gradients will be asked for
 * @param inputGradient whether gradients with respect to the inputs will be asked for too
 */
export function runWhole(plan: Plan, inputs: readonly tf.Tensor[], trainable: readonly tf.Variable[], run: Run, inputGradient: boolean): Ran {
  const sources = inputGradient ? [...inputs, ...trainable] : [...trainable];
  const wanted = new Set<number | tf.Variable>([...trainable, ...(inputGradient ? plan.inputs : [])]);
  let statistics: readonly Statistics[] = [];
  let shapes: readonly (readonly number[])[] = [];
  const y = tf.customGrad((...given) => {
    const save = given[sources.length] as tf.GradSaveFunc;
    const trip = forward(plan, inputs, run);
    statistics = trip.statistics;
    shapes = trip.outputs.map(({ shape }) => shape);
    save(trip.saved);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const gradients = backward(plan, trip.legs, shapes.length === 1 ? [tf.clone(dy)] : apart(dy, shapes), saved, wanted);
      const names = inputGradient ? [...plan.inputs, ...trainable] : trainable;
      return names.map((name, i) => gradients.get(name) ?? tf.zerosLike(sources[i] as tf.Tensor));
    };
    return { value: trip.outputs.length === 1 ? (trip.outputs[0] as tf.Tensor) : tf.concat(trip.outputs.map((output) => tf.reshape(output, [-1]))), gradFunc };
  })(...sources);
  return { outputs: shapes.length === 1 ? [y] : apart(y, shapes), statistics };
}

/** A custom gradient has one value: several outputs pass through it one behind the other. */
function apart(flat: tf.Tensor, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  let from = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    from += size;
    return tf.reshape(tf.slice(flat, from - size, size), [...shape]);
  });
}

type Operational = Extract<Compute, { kind: 'operation' }>;

/** What one step left behind for its way back. */
interface Leg {
  readonly step: Step;
  readonly weights: readonly tf.Variable[];
  readonly backward: Forward['backward'];
  /** Places in the list of all saved tensors, or variables, which are there anyway. */
  readonly saved: readonly (number | tf.Variable)[];
}

interface Trip {
  readonly outputs: readonly tf.Tensor[];
  readonly legs: readonly Leg[];
  /** Every tensor that a way back needs, once. */
  readonly saved: tf.Tensor[];
  readonly statistics: readonly Statistics[];
}

function forward(plan: Plan, inputs: readonly tf.Tensor[], run: Run): Trip {
  const values = new Values(plan, inputs);
  const places = new Map<tf.Tensor, number>();
  const statistics: Statistics[] = [];
  const legs = plan.steps.map((step): Leg => {
    const { operation, weights, moving } = step.compute as Operational;
    const given = [...step.inputs.map((input) => values.get(input)), ...weights];
    const { y, saved, aside, backward } = tidied(() => operation(run)(given));
    if (moving && aside) {
      const [mean, deviation] = aside.map((each) => tf.keep(tf.clone(each))) as [tf.Tensor, tf.Tensor];
      statistics.push({ moving, mean, deviation });
    }
    values.set(step.output, y);
    const leg = { step, weights, backward, saved: saved.map((tensor) => placeOf(tensor, places)) };
    for (const freed of values.used(step.inputs)) if (!places.has(freed)) freed.dispose();
    return leg;
  });
  return { outputs: plan.outputs.map((output) => values.get(output)), legs, saved: [...places.keys()], statistics };
}

/** A tidy that lets a forward result through, its function included. */
function tidied(run: () => Forward): Forward {
  let result: Forward | undefined;
  tf.tidy(() => {
    result = run();
    return [result.y, ...result.saved, ...(result.aside ?? [])];
  });
  return result as Forward;
}

function placeOf(tensor: tf.Tensor, places: Map<tf.Tensor, number>): number | tf.Variable {
  if (tensor instanceof tf.Variable) return tensor;
  const known = places.get(tensor);
  if (known !== undefined) return known;
  places.set(tensor, places.size);
  return places.size - 1;
}

/**
 * Gradients by value number or variable: of all that is wanted and was reached.
 *
 * @param slopes of each output, freed on the way.
 */
function backward(
  plan: Plan,
  legs: readonly Leg[],
  slopes: readonly tf.Tensor[],
  saved: readonly tf.Tensor[],
  wanted: ReadonlySet<number | tf.Variable>,
): ReadonlyMap<number | tf.Variable, tf.Tensor> {
  const needed = reached(plan, wanted);
  const firstUse = firstUses(legs);
  const gradients = new Map<number | tf.Variable, tf.Tensor>(plan.outputs.map((output, i) => [output, slopes[i] as tf.Tensor]));
  for (const [i, leg] of [...legs.entries()].reverse()) {
    const own = gradients.get(leg.step.output);
    if (own !== undefined) {
      const targets = [...leg.step.inputs, ...leg.weights];
      const held = leg.saved.map((each) => (typeof each === 'number' ? (saved[each] as tf.Tensor) : each));
      const found = stepBack(leg, own, held, targets.map((target) => needed.has(target)));
      for (const [t, gradient] of found.entries()) if (gradient) accumulate(gradients, targets[t] as number | tf.Variable, gradient);
      gradients.delete(leg.step.output);
      own.dispose();
    }
    for (const [place, tensor] of saved.entries()) if (firstUse.get(place) === i) tensor.dispose();
  }
  return gradients;
}

/** The values and variables through which a wanted one is reached, and these themselves. */
function reached(plan: Plan, wanted: ReadonlySet<number | tf.Variable>): ReadonlySet<number | tf.Variable> {
  const needed = new Set(wanted);
  for (const { inputs, output, compute } of plan.steps) {
    if ([...inputs, ...(compute as Operational).weights].some((each) => needed.has(each))) needed.add(output);
  }
  return needed;
}

/** For each saved tensor the first step that uses it: the last one on the way back. */
function firstUses(legs: readonly Leg[]): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const [i, leg] of legs.entries()) {
    for (const place of leg.saved) if (typeof place === 'number' && !first.has(place)) first.set(place, i);
  }
  return first;
}

/** Gradients that are tensors of their own, so that each can be freed by itself. */
function stepBack(leg: Leg, dy: tf.Tensor, saved: readonly tf.Tensor[], wanted: readonly boolean[]): (tf.Tensor | null)[] {
  return tf.tidy(() => leg.backward(dy, saved, wanted).map((each, i) => (wanted[i] && each ? (each === dy ? tf.clone(each) : each) : null)) as tf.Tensor[]);
}

function accumulate(gradients: Map<number | tf.Variable, tf.Tensor>, target: number | tf.Variable, gradient: tf.Tensor): void {
  const before = gradients.get(target);
  if (before === undefined) {
    gradients.set(target, gradient);
    return;
  }
  gradients.set(target, tf.add(before, gradient));
  before.dispose();
  gradient.dispose();
}
