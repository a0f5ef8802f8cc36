import type { Handling } from '../threads/request.ts';
import { ask } from './ask.ts';
import * as requests from './images.request.ts';
import { findImage, listImages, listImageTags } from './images.ts';
import type { Session } from './session.ts';

export function imageHandlings(session: Session): readonly Handling[] {
  return [
    ask(session, requests.listImages, listImages),
    ask(session, requests.listImageTags, listImageTags),
    ask(session, requests.findImage, findImage),
  ];
}
