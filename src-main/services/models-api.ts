import { basename, join } from 'node:path';
import type { ModelsApi } from '../../src-shared/api/models.ts';
import { collectCode } from './code/collect.ts';
import { Consents } from './code/consents.ts';
import type { Core } from './core.ts';
import { runSummary } from '../store/runs.request.ts';
import { LimitedCache } from './limited-cache.ts';
import { runCode } from './runs/run-code.ts';

type Description = Awaited<ReturnType<ModelsApi['describe']>>;

/** Networks that were described last: a form asks again whenever it is opened. */
const DESCRIPTIONS = 50;

export function modelsApi({ calls, store, handles, parts }: Core): ModelsApi {
  const consents = new Consents(parts.consents);
  const known = new LimitedCache<Description>(DESCRIPTIONS);
  return {
    describe: async (question) => {
      const { model } = question;
      const code = model.kind === 'custom' ? collectCode([model.file]) : [];
      await consents.expect(code);
      const key = JSON.stringify([question, code.map(({ sha256 }) => sha256)]);
      const before = known.get(key);
      if (before) return before;
      const description = await calls('describe', { ...question, code: code.map(({ from, sha256 }) => ({ from, at: from, sha256 })) });
      known.set(key, description);
      return description;
    },
    export: async ({ runId, format, outputId, ownFolder = false }) => {
      const run = await store.call(runSummary, { runId });
      const { folder } = run;
      await consents.expect(await runCode(run));
      const chosen = handles.path(outputId);
      const output = ownFolder ? join(chosen, `${basename(folder)}-${format}`) : chosen;
      const { files } = await calls('export', { folder, format, output });
      return { folder: output, files };
    },
  };
}
