import type { LoggedImage } from '../../src-shared/domain/run.ts';
import { useAnswer } from './answer.ts';
import type { LastAnswer } from './answer.ts';

export interface RunStep {
  readonly runId: string;
  /** A step at which this run logged images of the tag. */
  readonly step: number;
}

export interface ImagesQuestion {
  readonly tag: string | null;
  readonly steps: readonly RunStep[];
}

/** More than any run logs at one step (schema: 64). */
const MOST_IMAGES = 1000;

/** The images of a tag at one step of each run, in the order of the runs. Images never change once they are logged. */
export function useLoggedImages(question: () => ImagesQuestion): LastAnswer<ImagesQuestion, readonly LoggedImage[]> {
  return useAnswer({
    question,
    concerns: () => false,
    ask: async (api, { tag, steps }) => {
      if (tag === null) return [];
      const pages = await Promise.all(steps.map(({ runId, step }) => api.images.list({ runIds: [runId], tag, step, offset: 0, limit: MOST_IMAGES })));
      return pages.flatMap(({ rows }) => rows);
    },
  });
}
