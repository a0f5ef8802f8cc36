import type { Api } from '../../../src-shared/api/index.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { ImageRef } from '../../../src-shared/api/images.ts';
import type { Backend } from '../backend.ts';
import { fakeDatasets } from './datasets-api.ts';
import { fakeImages } from './images-api.ts';
import { fakeModels } from './models-api.ts';
import { pictureUrl } from './pictures.ts';
import { fakePredictions } from './predictions-api.ts';
import { fakeRuns } from './runs-api.ts';
import { SCENARIOS, beginState } from './state.ts';
import { fakeStudies } from './studies-api.ts';
import { fakeSystem } from './system-api.ts';
import { fakeTraining } from './training-api.ts';

/** A host that is made up, in the page's own memory: what is changed stays changed until the page is loaded anew. */
export function fakeBackend(name: string): Backend {
  const scenario = SCENARIOS.find((each) => each === name) ?? 'full';
  const state = beginState(scenario);
  const api: Api = {
    datasets: fakeDatasets(state),
    runs: fakeRuns(state),
    studies: fakeStudies(state),
    training: fakeTraining(state),
    predictions: fakePredictions(state),
    images: fakeImages(state),
    models: fakeModels(),
    system: fakeSystem(state),
  };
  return {
    api: scenario === 'failing' ? troubled(api, () => Promise.reject(new BadInput('expected the database at /home/anna/.local/share/delira/delira.db, but the disk answers with an error', { help: 'Look whether the disk is still mounted; run `delira doctor` to see more.' }))) : scenario === 'slow' ? troubled(api, () => new Promise(() => undefined)) : api,
    onNotice: (listener) => state.notices.add(listener),
    onConnection: (listener) => {
      listener('there');
      return () => undefined;
    },
    onNavigate: () => () => undefined,
    imageUrl: urlOf,
  };
}

/** The Api with every method but those of `system` in trouble. */
function troubled(api: Api, answer: () => Promise<never>): Api {
  const inTrouble = (methods: object) => Object.fromEntries(Object.keys(methods).map((verb) => [verb, answer]));
  return Object.fromEntries(Object.entries(api).map(([noun, methods]) => [noun, noun === 'system' ? methods : inTrouble(methods as object)])) as unknown as Api;
}

function urlOf(ref: ImageRef): string {
  switch (ref.kind) {
    case 'logged':
      return pictureUrl(ref.imageId, 128);
    case 'predicted':
      return pictureUrl(ref.number, 256);
    default:
      return pictureUrl(ref.sampleId, ref.kind === 'sample' ? 512 : 128);
  }
}
