import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyDigits } from './command-line.ts';

export const CODE_KINDS = ['network', 'loss', 'metric', 'transform', 'sampler', 'dataset', 'load', 'loader', 'schedule', 'callback'] as const;

/** An experiment in which every part is a file of the user's. */
const EXPERIMENT = `
dataset: { folder: ../digits, load: ./my-load.ts, code: ./my-dataset.ts }
loader: { batchSize: 16, workers: 1, code: ./my-loader.ts, sampler: { kind: custom, file: ./my-sampler.ts } }
augment: [{ kind: custom, file: ./my-transform.ts, options: { sigma: 0.05 }, probability: 0.5 }]
model: { kind: custom, file: ./my-network.ts, options: { width: 8 } }
training:
  epochs: 1
  criterions: [{ kind: custom, file: ./my-loss.ts }, { kind: cross-entropy }]
  metrics: [{ kind: accuracy }, { kind: custom, file: ./my-metric.ts, name: top-two }]
  schedule: { kind: custom, file: ./my-schedule.ts }
  callbacks: [{ kind: custom, file: ./my-callback.ts }]
`;

/** `code/` with the app's own templates and an experiment of them, beside some digits of MNIST. */
export function makeOwnCode(base: string, mnist: string): string {
  const code = join(base, 'code');
  mkdirSync(code);
  copyDigits(mnist, join(base, 'digits'));
  writeFileSync(join(code, 'experiment.yaml'), EXPERIMENT);
  for (const kind of CODE_KINDS) writeFileSync(join(code, `my-${kind}.ts`), readFileSync(join(import.meta.dirname, `../../../resources/templates/${kind}.ts`)));
  return code;
}

/** A transform that throws in its fifth line. */
export const BROKEN_TRANSFORM = "import { isMainThread } from 'node:worker_threads';\nexport default () => ({\n  draw: () => ({ by: 1 }),\n  apply: <Sample>(sample: Sample): Sample => {\n    if (!isMainThread) throw new RangeError('too far');\n    return sample;\n  },\n});\n";
/** Ends whatever calls it. */
export const ENDING_TRANSFORM = 'export default () => ({ draw: () => process.exit(0), apply: <Sample>(sample: Sample): Sample => sample });\n';
