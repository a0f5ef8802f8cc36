import type { GroupPreview, SampleFilter } from '../../src-shared/api/datasets.ts';
import type { ImageRef } from '../../src-shared/api/images.ts';
import type { DatasetDetail, DuplicateSet, Fault, LayoutFinding, SplitCounts, SplitLeaks } from '../../src-shared/domain/dataset.ts';
import type { SampleRecord } from '../../src-shared/domain/sample.ts';
import type { VolumeView } from '../../src-shared/domain/volume.ts';
import type { Layout } from '../../src-shared/schema/kinds.ts';
import type { SplitSpec } from '../../src-shared/schema/experiment.ts';
import type { Reading } from '../../src-shared/schema/reading.ts';
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

export function useDuplicates(datasetId: () => string): PagedList<DuplicateSet> {
  return usePages({
    question: datasetId,
    concerns: (notice, id) => notice.topic === 'datasets' && (notice.id ?? id) === id,
    ask: (api, id, page) => api.datasets.duplicates({ datasetId: id, ...page }),
  });
}

/** What a pattern makes of the paths of a dataset; asked anew as it is typed. */
export function useGroupPreview(question: () => { readonly datasetId: string; readonly pattern: string }) {
  return useAnswer<ReturnType<typeof question>, GroupPreview>({
    question,
    concerns: (notice, { datasetId }) => notice.topic === 'datasets' && (notice.id ?? datasetId) === datasetId,
    ask: (api, { datasetId, pattern }) => api.datasets.previewGroups({ datasetId, pattern }),
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

/** Groups that a split puts on more than one side; asked anew as the split is changed. */
export function useSplitLeaks(question: () => { readonly datasetId: string; readonly split: SplitSpec }) {
  return useAnswer<ReturnType<typeof question>, SplitLeaks>({
    question,
    concerns: (notice, { datasetId }) => notice.topic === 'datasets' && (notice.id ?? datasetId) === datasetId,
    ask: (api, { datasetId, split }) => api.datasets.splitLeaks({ datasetId, split }),
  });
}

/** What can be done with one dataset beyond what the list's store offers. */
export function useDatasetActions() {
  const { api, imageUrl } = useBackend();
  return {
    setLayout: (datasetId: string, layout: Layout | 'auto') => api.datasets.setLayout({ datasetId, layout }),
    /** Reads the dataset anew as it was found, but for what is changed. */
    changeReading: (datasetId: string, { layout, manifest, files, targets, groupPattern, pixels }: LayoutFinding, changes: Reading) => {
      const reading = { ...(files && { files }), ...(layout === 'manifest' && targets && { targets: [...targets] }), ...(groupPattern !== undefined && { groupPattern }), ...(pixels && { pixels }), ...changes };
      return api.datasets.setLayout({ datasetId, layout, ...(layout === 'manifest' && manifest !== null && { manifest }), reading });
    },
    urlOf: (ref: ImageRef): string => imageUrl(ref),
    volume: (datasetId: string, sampleId: number, what: 'image' | 'mask'): Promise<VolumeView> => api.images.volume({ datasetId, sampleId, what }),
  };
}
