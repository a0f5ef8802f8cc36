import type { SampleFilter } from '../../src-shared/api/datasets.ts';
import type { ImageRef } from '../../src-shared/api/images.ts';
import type { DatasetDetail, Fault, SplitCounts } from '../../src-shared/domain/dataset.ts';
import type { SampleRecord } from '../../src-shared/domain/sample.ts';
import type { VolumeView } from '../../src-shared/domain/volume.ts';
import type { Layout } from '../../src-shared/schema/kinds.ts';
import type { SplitSpec } from '../../src-shared/schema/experiment.ts';
import { useAnswer } from './answer.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';
import type { Live } from './live.ts';
import { usePages } from './paged-list.ts';
import type { PagedList } from './paged-list.ts';

/** One dataset with its distributions, for as long as the scope lives. */
export function useDataset(datasetId: () => string): Live<DatasetDetail> {
  return useLive({ topics: ['datasets'], key: datasetId, single: true }, (api, id) => api.datasets.get({ datasetId: id }));
}

export interface SampleQuestion {
  readonly datasetId: string;
  readonly filter: SampleFilter;
}

export function useSamples(question: () => SampleQuestion): PagedList<SampleRecord> {
  return usePages({
    question,
    concerns: (notice, { datasetId }) => notice.topic === 'datasets' && (notice.id ?? datasetId) === datasetId,
    ask: (api, { datasetId, filter }, page) => api.datasets.samples({ datasetId, filter, ...page }),
  });
}

export function useFaults(datasetId: () => string): PagedList<Fault> {
  return usePages({
    question: datasetId,
    concerns: (notice, id) => notice.topic === 'datasets' && (notice.id ?? id) === id,
    ask: (api, id, page) => api.datasets.faults({ datasetId: id, ...page }),
  });
}

/** What a split gives, in counts; asked anew as the split is changed. */
export function useSplitCounts(question: () => { readonly datasetId: string; readonly split: SplitSpec }) {
  return useAnswer<ReturnType<typeof question>, SplitCounts>({
    question,
    concerns: (notice, { datasetId }) => notice.topic === 'datasets' && (notice.id ?? datasetId) === datasetId,
    ask: (api, { datasetId, split }) => api.datasets.splitCounts({ datasetId, split }),
  });
}

/** What can be done with one dataset beyond what the list's store offers. */
export function useDatasetActions() {
  const { api, imageUrl } = useBackend();
  return {
    setLayout: (datasetId: string, layout: Layout | 'auto') => api.datasets.setLayout({ datasetId, layout }),
    urlOf: (ref: ImageRef): string => imageUrl(ref),
    volume: (datasetId: string, sampleId: number, what: 'image' | 'mask'): Promise<VolumeView> => api.images.volume({ datasetId, sampleId, what }),
  };
}
