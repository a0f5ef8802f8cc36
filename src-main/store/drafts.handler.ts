import type { Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import * as requests from './drafts.request.ts';
import { listDraftRuns } from './draft-runs.ts';
import { findDraft, listDrafts, removeDraft, saveDraft } from './drafts.ts';
import type { Session } from './session.ts';

export function draftHandlings(session: Session): readonly Handling[] {
  const { drafts } = session.folder;
  return [
    ask(session, requests.listDrafts, (db) => listDrafts(db)),
    ask(session, requests.listDraftRuns, (db) => listDraftRuns(db)),
    ask(session, requests.findDraft, findDraft),
    ask(session, requests.saveDraft, (db, input) => saveDraft(db, drafts, input)),
    ask(session, requests.removeDraft, async (db, input) => {
      await removeDraft(db, drafts, input);
      return null;
    }),
  ];
}
