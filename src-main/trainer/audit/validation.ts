import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import type { AuditCheck } from '../../../src-shared/domain/audit.ts';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import { decodeLine } from '../../../src-shared/lib/json-line.ts';
import { nameOf } from '../../../src-shared/lib/alias.ts';
import type { SplitFile, SplitSample } from '../../../src-shared/schema/run-file.ts';
import { rawImageOf } from '../../engine/data/image.ts';
import { predictMask } from '../../engine/experiment/predict-mask.ts';
import { caseScores, countPixels, meanOf } from '../../engine/metrics/case-scores.ts';
import type { Input } from '../../files/find-inputs.ts';
import { openDataset } from '../../files/open-dataset.ts';
import { pathBelow } from '../../files/read-sample.ts';
import type { Members } from '../open-members.ts';
import { predictClasses } from '../predict-classes.ts';
import { maskPlanOf } from '../predict-masks.ts';
import { runPaths } from '../run-folder.ts';

/** Values differ by less: batches of another size round otherwise. */
const TOLERANCE = 1e-3;

/** Predicting the validation images like any others gives the value that training logged. */
export async function checkValidation(folder: string, members: Members, epoch: number, split: SplitFile): Promise<AuditCheck> {
  const metric = members.task === 'segmentation' ? 'dice' : 'accuracy';
  const logged = (await loggedValues(folder, epoch))[`val_${metric}`];
  const found = split.val.length === 0 ? null : members.task === 'segmentation' ? await diceOf(members, split.val) : await accuracyOf(members, split.val);
  const common = { name: 'validation', examples: [] } as const;
  if (found === null) return { ...common, passed: false, text: 'Validation: the run has no validation side to predict again.', numbers: {} };
  if (logged === undefined) return { ...common, passed: false, text: `Validation: the run logged no val_${metric} at the end of epoch ${epoch} to compare with; predicted again it is ${found.toFixed(4)}.`, numbers: { predicted: found } };
  const difference = Math.abs(found - logged);
  return {
    ...common,
    passed: difference <= TOLERANCE,
    text: `Validation: val_${metric} was logged as ${logged.toFixed(4)} and is ${found.toFixed(4)} when the ${split.val.length.toLocaleString('en')} images are predicted again.`,
    numbers: { logged, predicted: found, difference, images: split.val.length },
  };
}

/** What the end of an epoch said, of the last attempt that came there. */
async function loggedValues(folder: string, epoch: number): Promise<Readonly<Record<string, number>>> {
  let values: Readonly<Record<string, number>> = {};
  for await (const text of createInterface({ input: createReadStream(runPaths(folder).journal), crlfDelay: Infinity })) {
    if (!text.includes('"kind":"epoch-ended"')) continue;
    const line: JournalLine = decodeLine(text);
    if (line.kind === 'epoch-ended' && line.epoch === epoch) values = line.values;
  }
  return values;
}

async function accuracyOf(members: Members, samples: readonly SplitSample[]): Promise<number> {
  const { run } = members.all[0];
  const inputs = samples.map(({ path, alias, files }): Input => ({ path: pathBelow(run.dataset.folder, path), name: nameOf({ alias, path }), slices: files ? files.map((file) => pathBelow(run.dataset.folder, file)) : null }));
  const labels = new Map(inputs.map(({ path }, i) => [path, run.classes[samples[i]?.label ?? -1]]));
  let [right, read] = [0, 0];
  await predictClasses(members, inputs, [], async (news) => {
    await setImmediate();
    if (news.kind !== 'done') return;
    read++;
    if (news.image.class === labels.get(news.image.input)) right++;
  });
  return right / read;
}

/** The mean over cases of the mean over the classes that each shows. */
async function diceOf(members: Members, samples: readonly SplitSample[]): Promise<number> {
  const { run } = members.all[0];
  const data = openDataset(run.dataset.folder, samples, run.maskValues ?? null);
  const plan = maskPlanOf(members, []);
  const scores: (number | null)[] = [];
  for (let i = 0; i < data.length; i++) {
    const sample = await data.read(i);
    const labels = sample.arrays['label'];
    if (!labels) throw new Error(`expected a mask of ${sample.path}, but found none`);
    const predicted = await predictMask(rawImageOf(sample), plan, { onWindows: async () => setImmediate() });
    scores.push(meanOf(caseScores(countPixels(labels.data, predicted.data, run.classes.length)).dice));
  }
  return meanOf(scores) ?? Number.NaN;
}
