import type { SplitLeaks } from '../../../src-shared/domain/dataset.ts';
import { leakWords } from '../../../src-shared/lib/leak-words.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import type { Problem } from '../../../src-shared/schema/parse.ts';

/** Of a patient on two sides the network is asked what it has been told: nothing begins before somebody says that this is meant. */
export function leakProblems(leaks: SplitLeaks, { kind, confirmLeak }: SplitSpec): readonly Problem[] {
  const words = leakWords(leaks, kind);
  if (leaks.groups === 0 || confirmLeak === words) return [];
  const found = confirmLeak === null ? 'nothing' : JSON.stringify(confirmLeak);
  const named = `${leaks.examples.join(', ')}${leaks.groups > leaks.examples.length ? ', …' : ''}`;
  return [{ path: 'split.confirmLeak', message: `expected the words "${words}", because ${named} stand on more than one side and results would look better than they are, but found ${found}: set split.groupBy to group, or type the words if that is meant` }];
}
