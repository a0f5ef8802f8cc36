import type { ModelsApi } from '../../src-shared/api/models.ts';
import type { Calls } from './short-calls.ts';
import { LimitedCache } from './limited-cache.ts';

type Description = Awaited<ReturnType<ModelsApi['describe']>>;

/** Networks that were described last: a form asks again whenever it is opened. */
const DESCRIPTIONS = 50;

export function modelsApi(calls: Calls): ModelsApi {
  const known = new LimitedCache<Description>(DESCRIPTIONS);
  return {
    describe: async (question) => {
      const key = JSON.stringify(question);
      const before = known.get(key);
      if (before) return before;
      const description = await calls('describe', question);
      known.set(key, description);
      return description;
    },
  };
}
