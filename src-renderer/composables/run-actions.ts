import { useRouter } from 'vue-router';
import type { ExportFormat } from '../../src-shared/api/models.ts';
import { scoredInWords } from '../../src-shared/lib/scored-words.ts';
import { useRunsStore } from '../stores/runs.ts';
import type { SettingChange } from '../stores/runs.ts';
import { useToasts } from './toasts.ts';

export const FORMAT_WORDS: Readonly<Record<ExportFormat, string>> = { onnx: 'ONNX', tfjs: 'TensorFlow.js' };

/** A run, as far as words about it need to know it. */
export interface NamedRun {
  readonly id: string;
  readonly name: string;
}

/** What the screens of runs do, each with its words and, where there is one, its way back. */
export function useRunActions() {
  const store = useRunsStore();
  const router = useRouter();
  const { attempt, during, done, lies } = useToasts();
  const ids = (runs: readonly NamedRun[]) => runs.map(({ id }) => id);

  return {
    rename: ({ id, name: before }: NamedRun, name: string) =>
      attempt(async () => {
        if (name.trim() === '' || name.trim() === before) return;
        await store.rename(id, name.trim());
        done(`Renamed to “${name.trim()}”`, () => store.rename(id, before));
      }),
    setTags: (runs: readonly NamedRun[], add: readonly string[], remove: readonly string[]) => attempt(() => store.setTags(ids(runs), add, remove)),
    bin: (runs: readonly NamedRun[]) =>
      attempt(async () => {
        await store.bin(ids(runs));
        done(`${inWords(runs)} moved to the bin`, () => store.restore(ids(runs)));
        return true;
      }),
    restore: (runs: readonly NamedRun[]) =>
      attempt(async () => {
        await store.restore(ids(runs));
        done(`${inWords(runs)} restored`, () => store.bin(ids(runs)));
        return true;
      }),
    stop: (run: NamedRun, when: 'epoch' | 'now') =>
      attempt(async () => {
        await store.stop(run.id, when);
        done(when === 'epoch' ? `${inWords([run])} stops after this epoch` : `${inWords([run])} stops after this step and keeps a checkpoint`);
      }),
    cancel: (run: NamedRun) =>
      attempt(async () => {
        await store.stop(run.id, 'now');
        done(`${inWords([run])} was taken out of the queue`, () => store.resume(run.id));
      }),
    resume: (run: NamedRun, moreEpochs?: number) =>
      attempt(async () => {
        await store.resume(run.id, moreEpochs);
        done(moreEpochs === undefined ? `${inWords([run])} goes on` : `${inWords([run])} trains ${moreEpochs} more ${moreEpochs === 1 ? 'epoch' : 'epochs'}`);
      }),
    checkpointNow: (run: NamedRun) =>
      attempt(async () => {
        await store.checkpointNow(run.id);
        done('A checkpoint is written after this step');
      }),
    /** On a dataset, or without one on the run's own test side. */
    test: (run: NamedRun, datasetId?: string) =>
      attempt(async () => {
        const { elsewhere, values, scored } = await store.test(run.id, datasetId);
        done(`${inWords([run])} was tested on ${elsewhere === null ? 'its test side' : elsewhere.name}: ${valuesInWords(values)}${scored.missing.length > 0 ? `. ${scoredInWords('test', scored)}` : ''}`);
      }),
    /** Into a folder of its own below the one that was chosen. */
    exportNetwork: (run: NamedRun, format: ExportFormat, folderId: string) =>
      attempt(async () => {
        const { folder, files } = await during(`${inWords([run])} is being exported as ${FORMAT_WORDS[format]}`, () => store.exportNetwork(run.id, format, folderId));
        lies(`${inWords([run])} was exported as ${FORMAT_WORDS[format]}: ${files.join(', ')}`, folder);
      }),
    clone: ({ id }: NamedRun, changes: readonly SettingChange[] = []) =>
      attempt(async () => {
        const draft = await store.clone(id, changes);
        await router.push(`/experiments/${draft.id}`);
      }),
    openFolder: (folderId: string) =>
      attempt(async () => {
        const run = await store.openFolder(folderId);
        done(`“${run.name}” is in the list now`);
        return run;
      }),
  };
}

/** "test_accuracy 0.991, test_loss 0.03". */
function valuesInWords(values: Readonly<Record<string, number>>): string {
  return Object.entries(values).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`).join(', ');
}

function inWords(runs: readonly NamedRun[]): string {
  const [first] = runs;
  return runs.length === 1 && first ? `“${first.name}”` : `${runs.length} runs`;
}
