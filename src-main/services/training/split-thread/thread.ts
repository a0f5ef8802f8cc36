/** The thread that splits datasets: a new split of 300,000 samples takes seconds, in which a host must answer others. */
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { handle } from '../../../threads/request.ts';
import { serve } from '../../../threads/serve.ts';
import { decideRun, makeRun } from '../../../trainer/launch.ts';
import { expectSiblings } from './expect-siblings.ts';
import * as requests from './requests.ts';
import { SplitTable } from './table.ts';

const tables = new Map<number, SplitTable>();

serve([
  handle(requests.addRows, ({ table, classes, rows }) => {
    const known = tables.get(table) ?? new SplitTable(classes);
    tables.set(table, known);
    known.add(rows);
    return null;
  }),
  handle(requests.summarize, ({ table }) => find(table).summary()),
  handle(requests.forget, ({ table }) => {
    tables.delete(table);
    return null;
  }),
  handle(requests.findLeaks, ({ table, rule }) => find(table).leaks(rule)),
  handle(requests.strangeNames, ({ table, rule }) => find(table).strangeNames(rule)),
  handle(requests.pathsBySide, ({ table, rule }) => find(table).paths(rule)),
  handle(requests.countSides, ({ table, rule }) => find(table).counts(rule)),
  handle(requests.takeSamples, ({ table, rule, side, most }) => spread(find(table).samples(rule, side), most)),
  handle(requests.takeTestSamples, ({ table }) => find(table).testSamples()),
  handle(requests.createSplitRun, async ({ table, rule, output, plan, siblings }) => {
    const found = find(table);
    const split = { train: found.samples(rule, 'train'), val: found.samples(rule, 'val'), test: found.samples(rule, 'test') };
    const decided = decideRun({ ...plan, dataset: { ...plan.dataset, fingerprint: found.fingerprint() }, split, leftOut: found.leftOut(rule) });
    if (siblings) await expectSiblings(decided, siblings);
    return { folder: makeRun(output, decided).folder };
  }),
]);

function find(table: number): SplitTable {
  const found = tables.get(table);
  if (found) return found;
  throw new BadInput('expected the dataset to stay as it was, but it has changed meanwhile', { help: 'Try again.' });
}

/** At most so many of a list, evenly spread over it. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)] as T);
}
