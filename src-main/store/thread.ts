/** The store's thread: one data folder, its database, and its ingester while this process is the owner. */
import { workerData } from 'node:worker_threads';
import { handle } from '../threads/request.ts';
import { notifyOwner, serve } from '../threads/serve.ts';
import { datasetHandlings } from './datasets.handler.ts';
import { draftHandlings } from './drafts.handler.ts';
import { imageHandlings } from './images.handler.ts';
import { runHandlings } from './runs.handler.ts';
import { sampleHandlings } from './samples.handler.ts';
import { studyHandlings } from './studies.handler.ts';
import { Session } from './session.ts';
import type { StoreNotice } from './store-notice.ts';
import { upkeepHandlings } from './upkeep.handler.ts';
import { openStoreRequest } from './upkeep.request.ts';

const { dataFolder } = workerData as { readonly dataFolder: string };

try {
  const session = await Session.open(dataFolder, (notice: StoreNotice) => notifyOwner(notice));
  serve(
    [
      ...upkeepHandlings(session),
      ...datasetHandlings(session),
      ...sampleHandlings(session),
      ...runHandlings(session),
      ...studyHandlings(session),
      ...imageHandlings(session),
      ...draftHandlings(session),
    ],
    () => session.close(),
  );
} catch (error) {
  // Told as the answer to the first request, so that it arrives with its name and its help.
  serve([
    handle(openStoreRequest, () => {
      throw error;
    }),
  ]);
}
