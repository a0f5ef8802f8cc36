import type { Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import { listDuplicates } from './duplicates.ts';
import * as requests from './samples.request.ts';
import { findSample, listFaults, listSamples, splitPart } from './samples.ts';
import type { Session } from './session.ts';

export function sampleHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.listSamples, (db, input, { signal }) => listSamples(db, input, signal)),
    ask(session, requests.listFaults, listFaults),
    ask(session, requests.listDuplicates, listDuplicates),
    ask(session, requests.findSample, findSample),
    ask(session, requests.splitPart, splitPart),
  ];
}
