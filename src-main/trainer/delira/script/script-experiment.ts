import type { ResolvedExperiment } from '../../../../src-shared/domain/experiment.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { resolveExperiment } from '../../../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../../../src-shared/schema/experiment.ts';
import { parse } from '../../../../src-shared/schema/parse.ts';

/** The parts of an experiment that a script may give; its data are its own. */
export type ScriptSpec = Partial<Omit<ExperimentInput, 'dataset' | 'split' | 'prepare' | 'augment' | 'name' | 'output'>>;

/** The experiment of a script, every default decided. */
export function scriptExperiment(spec: ScriptSpec, name: string, hasValidation = false): ResolvedExperiment {
  const whole = parse(experimentSchema, { ...spec, name, dataset: { folder: process.cwd() }, prepare: [] }, 'spec');
  if (whole.loader.patch !== null) throw new BadInput('spec.loader.patch: expected none in a script, whose data are its own, but found one', { help: 'Cut patches in the dataset of the script, or train by an experiment file.' });
  return resolveExperiment(whole, { name, shapes: [], dtypes: [], sides: [], groups: 0, hasValidation });
}
