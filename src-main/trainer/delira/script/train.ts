import { setImmediate } from 'node:timers/promises';
import type { RunEnded } from '../../../../src-shared/domain/train-event.ts';
import { trainExperiment } from '../../../engine/experiment/train.ts';
import type { NetworkArguments } from '../../../engine/models/custom-network.ts';
import type { AbstractNetwork } from '../../../engine/models/network.ts';
import { NO_CODE } from '../../../engine/user-code.ts';
import { formOf } from '../../../engine/loading/form.ts';
import type { DataManager } from './data-manager.ts';
import type { ScriptRun } from './open-run.ts';
import { scriptExperiment } from './script-experiment.ts';
import type { ScriptSpec } from './script-experiment.ts';

export interface ScriptTraining {
  readonly run: ScriptRun;
  /** As an experiment file says it: `model`, `training`, `seed`, `extra`; that of the run unless said. */
  readonly spec?: ScriptSpec;
  readonly train: DataManager;
  readonly val?: DataManager;
  /** Makes the network, in place of the spec's. */
  readonly network?: (args: NetworkArguments) => AbstractNetwork;
}

/** How training ended, and the values of its last epoch. */
export interface ScriptTrained {
  readonly ended: RunEnded;
  readonly values: Readonly<Record<string, number>>;
}

/** Trains as an experiment does, with checkpoints, best epoch and all that the app shows, on data of a script's own. */
export async function train({ run, spec, train: source, val, network }: ScriptTraining): Promise<ScriptTrained> {
  const own = network ? { model: { kind: 'custom' as const, file: 'script.ts' } } : {};
  const resolved = scriptExperiment({ ...(spec ?? run.spec), ...own }, run.spec.name, val !== undefined);
  const events = trainExperiment({
    spec: resolved,
    classes: run.classes,
    inputShape: await inputShapeOf(source),
    train: source,
    val: val ?? null,
    samples: { train: source.samples, val: val?.samples ?? 0, test: 0 },
    requests: run.requests,
    resume: null,
    breathe: async () => setImmediate(),
    code: network ? { get: () => network, extra: resolved.extra } : NO_CODE,
  });
  let values: Readonly<Record<string, number>> = {};
  for await (const event of events) {
    await run.record(event);
    if (event.kind === 'epoch-ended') ({ values } = event);
    if (event.kind === 'run-ended') return { ended: event, values };
  }
  throw new Error('expected training to say how it ended, but it did not');
}

async function inputShapeOf({ dataset }: DataManager): Promise<readonly number[]> {
  const shape = formOf(await dataset.read(0)).find(({ name }) => name === 'image')?.shape;
  if (!shape) throw new Error('expected samples with an image');
  return shape;
}
