import type { Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import { editDataset, insertDataset, moveDataset } from './dataset-files.ts';
import * as requests from './datasets.request.ts';
import { datasetDetail, datasetSummary, listDatasets, requireDataset, toDatasetFile, volumeKinds } from './datasets.ts';
import { beginIndex, endIndex, listDatasetsToIndex, writeIndexEvents } from './index-run.ts';
import { knownPart } from './samples.ts';
import type { Session } from './session.ts';

export function datasetHandlings(session: Session): readonly Handling[] {
  const { datasets } = session.folder;
  return [
    ask(session, requests.listDatasets, (db) => listDatasets(db)),
    ask(session, requests.datasetSummary, datasetSummary),
    ask(session, requests.datasetDetail, datasetDetail),
    ask(session, requests.volumeKinds, volumeKinds),
    ask(session, requests.datasetFile, (db, { datasetId }) => toDatasetFile(requireDataset(db, datasetId))),
    ask(session, requests.insertDataset, (db, input) => insertDataset(db, datasets, input)),
    ask(session, requests.renameDataset, async (db, { datasetId, name }) => {
      await editDataset(db, datasets, datasetId, (file) => ({ ...file, name }));
      return null;
    }),
    ask(session, requests.moveDataset, async (db, { datasetId, folder }) => {
      await moveDataset(db, datasets, { datasetId, folder });
      return null;
    }),
    ask(session, requests.chooseLayout, async (db, { datasetId, layout, manifest, reading }) => {
      await editDataset(db, datasets, datasetId, (file) => ({ ...file, layout, manifest, reading }));
      return null;
    }),
    ask(session, requests.removeDataset, async (db, { datasetId }) => {
      await editDataset(db, datasets, datasetId, (file) => ({ ...file, removedMs: Date.now() }));
      return null;
    }),
    ask(session, requests.restoreDataset, async (db, { datasetId }) => {
      await editDataset(db, datasets, datasetId, (file) => ({ ...file, removedMs: null }));
      return null;
    }),
    ask(session, requests.beginIndex, beginIndex),
    ask(session, requests.knownPart, knownPart),
    ask(session, requests.writeIndexEvents, (db, input) => {
      writeIndexEvents(db, input);
      return null;
    }),
    ask(session, requests.endIndex, endIndex),
    ask(session, requests.listDatasetsToIndex, (db) => listDatasetsToIndex(db)),
  ];
}
