import type { Series } from '../../src-shared/domain/metric.ts';
import type { HandlerContext, Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import { listCheckpoints } from './checkpoints.ts';
import { claimRun } from './claim-run.ts';
import { findConfusion } from './confusions.ts';
import { renameRun, setRunTags, setRunsBinned } from './edit-run.ts';
import { rememberFolder } from './ingest/discover.ts';
import { findLogged, listLogged } from './logged.ts';
import { listMessages } from './messages.ts';
import { listPredictions } from './predictions.ts';
import { registerFolder } from './register-run.ts';
import { runDetail } from './run-detail.ts';
import { listEntries } from './run-entries.ts';
import { knownRunFolder, listRuns, listRunsOf, runSummary } from './run-list.ts';
import { readRunLog } from './run-log.ts';
import { followRun, requireRun } from './run-rows.ts';
import { folderSizeBytes, isThere } from './run-size.ts';
import * as requests from './runs.request.ts';
import { listEpochs, listSeries, readSeries } from './series.ts';
import type { Session } from './session.ts';
import { listTags } from './tags.ts';

export function runHandlings(session: Session): readonly Handling[] {
  return [...listHandlings(session), ...editHandlings(session), ...contentHandlings(session), ...lifeHandlings(session)];
}

function listHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.listRuns, listRuns),
    ask(session, requests.listEntries, listEntries),
    ask(session, requests.listRunsOf, listRunsOf),
    ask(session, requests.runSummary, runSummary),
    ask(session, requests.knownRunFolder, knownRunFolder),
    ask(session, requests.runDetail, async (db, input) => {
      const detail = runDetail(db, input);
      const there = await isThere(detail.folder);
      return { ...detail, folderIsThere: there !== false, folderSizeBytes: there === true ? await folderSizeBytes(detail.folder) : null };
    }),
  ];
}

function editHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.renameRun, async (db, input) => {
      await renameRun(db, input);
      return null;
    }),
    ask(session, requests.setRunTags, async (db, input) => {
      await setRunTags(db, input);
      return null;
    }),
    ask(session, requests.binRuns, async (db, { runIds, binned }) => {
      await setRunsBinned(db, runIds, binned ? Date.now() : null);
      return null;
    }),
  ];
}

function contentHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.listSeries, listSeries),
    ask(session, requests.readSeries, (db, input, context) => moved(readSeries(db, input), context)),
    ask(session, requests.listEpochs, listEpochs),
    ask(session, requests.findConfusion, findConfusion),
    ask(session, requests.listPredictions, listPredictions),
    ask(session, requests.listLogged, listLogged),
    ask(session, requests.findLogged, findLogged),
    ask(session, requests.listCheckpoints, listCheckpoints),
    ask(session, requests.readLog, (db, { runId, maxBytes }) => readRunLog(requireRun(db, runId).folder, maxBytes)),
    ask(session, requests.listMessages, listMessages),
    ask(session, requests.listTags, (db) => listTags(db)),
  ];
}

/** Its arrays change threads without being copied. */
function moved(series: Series, { transfer }: HandlerContext): Series {
  for (const array of [series.x, series.step, series.min, series.max, series.mean]) transfer(array.buffer as ArrayBuffer);
  return series;
}

function lifeHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.registerRun, async (db, { folder, status }) => {
      const { id } = await registerFolder(db, folder);
      await rememberFolder(session.folder, folder);
      if (status === undefined) followRun(db, id, Date.now());
      else claimRun(db, { runId: id, from: ['interrupted'], to: status });
      return runSummary(db, { runId: id });
    }),
    ask(session, requests.claimRun, (db, input) => {
      claimRun(db, input);
      return runSummary(db, input);
    }),
    ask(session, requests.followRun, (db, { runId }) => {
      followRun(db, requireRun(db, runId).id, Date.now());
      return null;
    }),
  ];
}
