import type { Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import type { Session } from './session.ts';
import { listStudies, listUnpooledStudies, poolSource, saveStudyResults, studyConfusion, studyCurves, studyDetail, studyPredictions, studyResults } from './studies.ts';
import * as requests from './studies.request.ts';

export function studyHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.listStudies, listStudies),
    ask(session, requests.studyDetail, studyDetail),
    ask(session, requests.studyCurves, studyCurves),
    ask(session, requests.studyResults, studyResults),
    ask(session, requests.studyPredictions, studyPredictions),
    ask(session, requests.studyConfusion, studyConfusion),
    ask(session, requests.poolSource, poolSource),
    ask(session, requests.listUnpooledStudies, (db) => listUnpooledStudies(db)),
    ask(session, requests.saveStudyResults, (db, input) => {
      saveStudyResults(db, input);
      return null;
    }),
  ];
}
