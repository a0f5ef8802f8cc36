import { defineStore } from 'pinia';
import type { DrawnMask, ImageRef } from '../../src-shared/api/images.ts';
import type { ExportFormat } from '../../src-shared/api/models.ts';
import type { Draft } from '../../src-shared/api/training.ts';
import type { RunDetail, RunSummary } from '../../src-shared/domain/run.ts';
import type { VolumeView } from '../../src-shared/domain/volume.ts';
import { briefExperiment } from '../../src-shared/lib/brief-experiment.ts';
import { whereNow } from '../../src-shared/lib/dataset-folders.ts';
import { editYaml, writeYaml } from '../../src-shared/schema/experiment-yaml.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';

/** A setting that a clone has otherwise: `['loader', 'batchSize']` 16. */
export interface SettingChange {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** What can be done to runs from any screen, and the tags in use. */
export const useRunsStore = defineStore('runs', () => {
  const { api, imageUrl } = useBackend();
  const tags = useLive({ topics: ['runs'], key: 'tags' }, (each) => each.runs.tags());

  return {
    tags: tags.value,
    urlOf: (ref: ImageRef): string => imageUrl(ref),
    volume: (datasetId: string, sampleId: number, what: 'image' | 'mask'): Promise<VolumeView> => api.images.volume({ datasetId, sampleId, what }),
    drawnMask: (runId: string, sampleId: number, epoch: number): Promise<DrawnMask> => api.images.drawnMask({ runId, sampleId, epoch }),
    detail: (runId: string): Promise<RunDetail> => api.runs.get({ runId }),
    rename: (runId: string, name: string) => api.runs.rename({ runId, name }),
    setTags: async (runIds: readonly string[], add: readonly string[], remove: readonly string[]) => {
      await api.runs.setTags({ runIds: [...runIds], add: [...add], remove: [...remove] });
      await tags.reload();
    },
    bin: (runIds: readonly string[]) => api.runs.bin({ runIds: [...runIds] }),
    restore: (runIds: readonly string[]) => api.runs.restore({ runIds: [...runIds] }),
    stop: (runId: string, when: 'epoch' | 'now') => api.training.stop({ runId, when }),
    resume: (runId: string, moreEpochs?: number) => api.training.resume({ runId, moreEpochs }),
    checkpointNow: (runId: string) => api.training.checkpointNow({ runId }),
    test: (runId: string, datasetId: string | undefined) => api.training.test({ runId, datasetId }),
    exportNetwork: (runId: string, format: ExportFormat, outputId: string) => api.models.export({ runId, format, outputId, ownFolder: true }),
    audit: (runId: string) => api.training.audit({ runId }),
    openFolder: (folderId: string): Promise<RunSummary> => api.runs.openFolder({ folderId }),
    /** A draft that says what the run did, but for the changes. */
    async clone(runId: string, changes: readonly SettingChange[] = []): Promise<Draft> {
      const { spec, name, datasetId } = await api.runs.get({ runId });
      // Its images may have moved since.
      const dataset = whereNow(spec.dataset, datasetId, await api.datasets.list());
      const yaml = writeYaml(briefExperiment({ ...spec, dataset, name: cloneName(name) }));
      return api.training.saveDraft({ name: cloneName(name), yaml: changes.reduce((text, { path, value }) => editYaml(text, path, value), yaml) });
    },
  };
});

/** "resnet18" becomes "resnet18 2", which becomes "resnet18 3". */
export function cloneName(name: string): string {
  const match = /^(?<stem>.*\S) (?<number>\d{1,6})$/.exec(name);
  const next = match?.groups ? `${match.groups['stem']} ${Number(match.groups['number']) + 1}` : `${name} 2`;
  return next.slice(-120);
}
