import type { NamedWeights } from '../../../../src-shared/domain/train-event.ts';
import type { Optimizer } from '../../models/contract.ts';

/** An optimizer with what training needs around it: a rate to schedule, and a state to save. */
export interface TrainingOptimizer extends Optimizer {
  /** Read at every update; a schedule sets it. */
  learningRate: number;
  /** A copy of all that later updates depend on. */
  state(): Promise<NamedWeights[]>;
  /** Goes on exactly where the optimizer that gave this state was. */
  restore(state: readonly NamedWeights[]): void;
  /** The optimizers that it is made of, by the names that a network's closure knows them by. */
  readonly named?: Readonly<Record<string, Optimizer>>;
  dispose(): void;
}
