import type { ExperimentSpec } from '../schema/experiment.ts';

/** Where an experiment may name a file of the user's own code; the same before and after every `auto` is decided. */
type Coded = Pick<ExperimentSpec, 'dataset' | 'loader' | 'augment' | 'model'> & { readonly validation: Pick<ExperimentSpec['validation'], 'augment'>; readonly test: Pick<ExperimentSpec['test'], 'augment'>; readonly training: Pick<ExperimentSpec['training'], 'criterions' | 'metrics' | 'schedule' | 'callbacks'> };

/** A file that a spec names, and where it does. */
export interface CodePlace {
  readonly path: string;
  readonly file: string;
}

/** The files of the user's code that an experiment names, each once, in the order of the spec. */
export function codeEntries(spec: Coded): readonly string[] {
  return [...new Set(codePlaces(spec).map(({ file }) => file))];
}

export function codePlaces({ dataset, loader, validation, test, augment, model, training }: Coded): readonly CodePlace[] {
  const { criterions, metrics, schedule, callbacks } = training;
  const plain = (path: string, file: string | null) => (file === null ? [] : [{ path, file }]);
  const kinded = (path: string, { kind, file }: Kinded) => (kind === 'custom' && file !== undefined ? [{ path: `${path}.file`, file }] : []);
  const list = (path: string, all: readonly Kinded[] | string) => (typeof all === 'string' ? [] : all.flatMap((each, i) => kinded(`${path}[${i}]`, each)));
  return [
    ...plain('dataset.load', dataset.load),
    ...plain('dataset.code', dataset.code),
    ...kinded('loader.sampler', loader.sampler),
    ...plain('loader.code', loader.code),
    ...list('validation.augment', validation.augment),
    ...list('test.augment', test.augment),
    ...list('augment', augment),
    ...kinded('model', model),
    ...list('training.criterions', criterions),
    ...list('training.metrics', metrics),
    ...kinded('training.schedule', schedule),
    ...list('training.callbacks', callbacks),
  ];
}

interface Kinded {
  readonly kind: string;
  readonly file?: string;
}

/** A spec that nobody has checked yet, with every file of the user's code renamed: made absolute, say. */
export function withCodePaths(spec: unknown, rename: (file: string) => string): unknown {
  if (Array.isArray(spec)) return spec.map((each) => withCodePaths(each, rename));
  if (typeof spec !== 'object' || spec === null) return spec;
  const group = spec as Readonly<Record<string, unknown>>;
  const isFile = (key: string) => (key === 'file' && group['kind'] === 'custom') || key === 'code' || (key === 'load' && 'folder' in group);
  return Object.fromEntries(
    Object.entries(group).map(([key, value]) => {
      if (key === 'extra' || key === 'options') return [key, value];
      return [key, typeof value === 'string' && isFile(key) ? rename(value) : withCodePaths(value, rename)];
    }),
  );
}
