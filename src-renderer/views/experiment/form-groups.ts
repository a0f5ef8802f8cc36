import { describeFields } from '../../../src-shared/schema/describe-fields.ts';
import type { FormField } from '../../../src-shared/schema/describe-fields.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { ExperimentSpec } from '../../../src-shared/schema/experiment.ts';
import { FIELD_GROUPS } from '../../../src-shared/schema/field.ts';
import type { FieldGroup } from '../../../src-shared/schema/field.ts';
import type { FieldPath } from '../../components/field-values.ts';

/** A field with the place of the group that it stands in: `training.epochs` has `['training']`. */
export interface PlacedField {
  readonly field: FormField;
  readonly path: FieldPath;
}

export interface FormGroup {
  readonly key: FieldGroup;
  readonly title: string;
  readonly fields: readonly PlacedField[];
}

/** The five folds of the form, each with what belongs to it, common things first. */
const PLACES: Readonly<Record<FieldGroup, readonly string[]>> = {
  data: ['dataset', 'prepare', 'split', 'loader', 'validation', 'test'],
  augmentation: ['augment'],
  network: ['model', 'startFrom', 'training.layers'],
  training: ['training.epochs', 'training.optimizer', 'training.schedule', 'training.warmUp', 'training.earlyStopping', 'training.gradientClipNorm', 'training.gradientClipValue', 'training.accumulate', 'training.weightAverage', 'training.stopOnNan', 'training.criterions', 'training.metrics', 'training.reduce', 'device', 'threads', 'seed'],
  saving: ['training.select', 'training.save', 'training.logImages', 'output'],
};
const TITLES: Readonly<Record<FieldGroup, string>> = { data: 'Data', augmentation: 'Augmentation', network: 'Network', training: 'Training', saving: 'Saving' };

export const FORM_GROUPS: readonly FormGroup[] = FIELD_GROUPS.map((key) => ({ key, title: TITLES[key], fields: PLACES[key].map(place) }));

function place(words: string): PlacedField {
  const path = words.split('.');
  let fields = describeFields(experimentSchema);
  for (const key of path.slice(0, -1)) {
    const group = fields.find((each) => each.key === key);
    fields = group?.input.kind === 'group' ? group.input.fields : [];
  }
  const field = fields.find(({ key }) => key === path.at(-1));
  if (!field) throw new Error(`expected the schema of experiments to have ${words}`);
  return { field: withoutFolder(field), path: path.slice(0, -1) };
}

/** The folder is chosen above the folds, among the datasets. */
function withoutFolder(field: FormField): FormField {
  if (field.key !== 'dataset' || field.input.kind !== 'group') return field;
  return { ...field, input: { kind: 'group', fields: field.input.fields.filter(({ key }) => key !== 'folder') } };
}

/** What a fold says when it is closed. */
export function summary(group: FieldGroup, spec: ExperimentSpec): string {
  switch (group) {
    case 'data':
      return [spec.prepare === 'auto' ? 'prepared automatically' : spec.prepare.map(({ kind }) => kind).join(', ') || 'as it is', `${percent(spec.split.validation)} validation`, batches(spec.loader.batchSize), ...patches(spec.loader.patch)].join(' · ');
    case 'augmentation':
      return spec.augment.map(({ kind }) => kind).join(', ') || 'none';
    case 'network':
      return spec.model.kind === 'cnn' ? `cnn, filters ${spec.model.filters.join(', ')}, ${spec.model.dense} dense units` : spec.model.kind;
    case 'training':
      return `${spec.training.epochs} ${spec.training.epochs === 1 ? 'epoch' : 'epochs'} · ${spec.training.optimizer.kind} ${spec.training.optimizer.learningRate} · ${spec.training.schedule.kind}`;
    case 'saving':
      return `checkpoint every ${spec.training.save.everyEpochs === 1 ? 'epoch' : `${spec.training.save.everyEpochs} epochs`}, keeps ${spec.training.save.keep.join(' and ')}`;
  }
}

const patches = (patch: ExperimentSpec['loader']['patch']): readonly string[] => (patch === null ? [] : [`patches of ${patch.size.join(' × ')}`]);
const batches = (size: ExperimentSpec['loader']['batchSize']): string => (size === 'auto' ? 'batch size automatic' : `batches of ${size}`);

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Whether a problem is about the folder, or one of several: it is shown where they are chosen. */
export function isOfFolder(problemPath: string): boolean {
  return problemPath === 'dataset.folder' || problemPath.startsWith('dataset.folder[');
}

/** Whether a problem's path lies in a fold. */
export function isIn({ key }: FormGroup, problemPath: string): boolean {
  if (isOfFolder(problemPath)) return false;
  return PLACES[key].some((each) => problemPath === each || problemPath.startsWith(`${each}.`) || problemPath.startsWith(`${each}[`));
}

/** Whether one of the faults lies at a field that is shown only among the advanced ones. */
export function hasAdvancedFault({ fields }: FormGroup, problemPaths: readonly string[]): boolean {
  const hidden = fields.flatMap(({ field, path }) => advancedPaths(field, path.join('.')));
  return problemPaths.map((path) => path.replaceAll(/\[\d+\]/g, '')).some((path) => hidden.some((each) => path === each || path.startsWith(`${each}.`)));
}

/** "training.optimizer.beta1": places of lists are left out. */
function advancedPaths({ key, advanced, input }: FormField, within: string): readonly string[] {
  const path = within === '' ? key : `${within}.${key}`;
  if (advanced) return [path];
  if (input.kind === 'group') return input.fields.flatMap((each) => advancedPaths(each, path));
  if (input.kind === 'kinds' || input.kind === 'steps') return input.options.flatMap(({ fields }) => fields.flatMap((each) => advancedPaths(each, path)));
  return [];
}
