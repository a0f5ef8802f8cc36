/** A host for tests to kill: opens a data folder, starts the runs and k-folds it is told of, and lives on. `node host.ts <data> <json of specs> <options of their Node>` */
import { openServices } from '../../src-main/services/open.ts';
import { optionsFor } from './options.ts';

const [dataFolder = '', specs = '[]', trainerOptions = ''] = process.argv.slice(2);
const { api } = await openServices(optionsFor(dataFolder));
process.env['NODE_OPTIONS'] = trainerOptions;
const runs: string[] = [];
for (const spec of JSON.parse(specs) as readonly { readonly split?: { readonly kind?: string } }[]) {
  if (spec.split?.kind === 'k-fold') runs.push((await api.studies.start({ spec, plan: { kind: 'k-fold' } })).id);
  else runs.push((await api.training.start({ spec })).id);
}
const { owner } = await api.system.doctor();
process.stdout.write(`${JSON.stringify({ owner, runs })}\n`);
setInterval(() => undefined, 1000);
