import { foldersOf } from '../../../src-shared/lib/dataset-folders.ts';
import { parseYaml } from '../../../src-shared/schema/experiment-yaml.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { check } from '../../../src-shared/schema/parse.ts';

/** A draft in one line: "thorax/chest · resnet18 · 20 epochs", or what is wrong with it. */
export function draftFacts(yaml: string): string {
  const { value, problems } = parseYaml(yaml);
  if (problems.length > 0) return 'its YAML cannot be read yet';
  const checked = check(experimentSchema, value ?? {});
  if (!checked.ok) return `not complete: ${checked.problems[0]?.path ?? ''} ${checked.problems[0]?.message ?? ''}`.trim();
  const { dataset, model, training } = checked.value;
  return [foldersOf(dataset.folder).map((folder) => folder.split(/[/\\]/).slice(-2).join('/')).join(' + '), model.kind, training.epochs === 1 ? '1 epoch' : `${training.epochs} epochs`].join(' · ');
}
