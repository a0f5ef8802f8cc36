import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { Checkpoint } from '../../../src-shared/domain/train-event.ts';
import type { BatchSource } from '../loading/batch.ts';
import type { AbstractNetwork } from '../models/network.ts';
import type { UserCode } from '../user-code.ts';
import type { Callback } from './callback.ts';
import type { TrainingOptimizer } from './optimizers/optimizer.ts';
import type { TrainingRequests } from './request.ts';

/** Everything that training depends on. */
export interface TrainArguments {
  readonly spec: ResolvedExperiment;
  readonly network: AbstractNetwork;
  /** Over the network's parameters. */
  readonly optimizer: TrainingOptimizer;
  readonly train: BatchSource;
  /** Null where nothing was set aside to validate on. */
  readonly val: BatchSource | null;
  /** Names by class number. */
  readonly classes: readonly string[];
  /** Samples on each side, for the record. */
  readonly samples: Readonly<Record<Side, number>>;
  readonly callbacks: readonly Callback[];
  readonly requests: TrainingRequests;
  /** Where to go on; null to begin. */
  readonly resume: Checkpoint | null;
  /** The user's code that the spec names, loaded; left out where it names none. */
  readonly code?: UserCode | undefined;
  /** Awaited after each batch, so that timers and messages of the host are served. */
  readonly breathe?: () => Promise<void>;
}
