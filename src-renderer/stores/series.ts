import type { Series, SeriesAxis } from '../../src-shared/domain/metric.ts';
import { useAnswer } from './answer.ts';
import type { LastAnswer } from './answer.ts';

export interface SeriesName {
  readonly runId: string;
  readonly name: string;
}

/** Several series over one range of one axis: they are answered together, so that no chart mixes two axes. */
export interface SeriesQuestion {
  readonly series: readonly SeriesName[];
  readonly axis: SeriesAxis;
  /** The zoom; null for the whole. */
  readonly range: readonly [from: number, to: number] | null;
}

/** As many as a chart has columns of pixels, about: more could not be seen. */
const BUCKETS = 800;

export const seriesKey = ({ runId, name }: SeriesName): string => `${runId}/${name}`;

/** Series thinned to what a chart can show, exact where the range is narrow, by `seriesKey`. */
export function useSeries(question: () => SeriesQuestion): LastAnswer<SeriesQuestion, ReadonlyMap<string, Series>> {
  return useAnswer({
    question,
    concerns: ({ topic, id }, { series }) => topic === 'runs' && (id === undefined || series.some(({ runId }) => runId === id)),
    ask: async (api, { series, axis, range }) => {
      const between = range === null ? {} : { from: range[0], to: range[1] };
      const answers = await Promise.all(series.map((each) => api.runs.series({ ...each, axis, buckets: BUCKETS, ...between })));
      return new Map(answers.map((each) => [seriesKey(each), each]));
    },
  });
}
