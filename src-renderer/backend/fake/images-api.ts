import type { ImagesApi } from '../../../src-shared/api/images.ts';
import type { LoggedImage } from '../../../src-shared/domain/run.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { FakeState } from './state.ts';

const TAGS = ['train/input', 'val/input'];
const PER_STEP = 8;
const CLASSES = ['bacterial', 'normal', 'viral'];

export function fakeImages(state: FakeState): ImagesApi {
  const runs = (runIds: readonly string[]) => state.runs.filter(({ id }) => runIds.includes(id));
  const stepsOf = ({ epoch, stepsPerEpoch }: FakeState['runs'][number]) => Array.from({ length: epoch }, (_, i) => ({ epoch: i + 1, step: (i + 1) * (stepsPerEpoch ?? 1) - 1 }));
  return {
    list: async ({ runIds, tag, step, offset, limit }) => {
      const all = runs(runIds).flatMap((run) =>
        TAGS.filter((each) => tag === undefined || each === tag).flatMap((each) =>
          stepsOf(run)
            .filter((at) => step === undefined || at.step === step)
            .reverse()
            .flatMap((at) => Array.from({ length: PER_STEP }, (_, index) => madeUpImage(run.id, each, at, index))),
        ),
      );
      return { total: all.length, rows: all.slice(offset, offset + limit) };
    },
    tags: async ({ runIds }) => runs(runIds).flatMap((run) => TAGS.map((tag) => ({ runId: run.id, tag, steps: stepsOf(run).map(({ step }) => step), epochs: stepsOf(run).map(({ epoch }) => epoch) }))),
    volume: ({ sampleId }) => Promise.reject(new BadInput(`expected no volumes among made-up data, but sample ${sampleId} is asked for as one`)),
    predictedVolume: ({ number }) => Promise.reject(new BadInput(`expected no volumes among made-up data, but image ${number} is asked for as one`)),
    drawnMask: ({ sampleId }) => Promise.reject(new BadInput(`expected no volumes among made-up data, but sample ${sampleId} is asked for as one`)),
    read: ({ path }) => Promise.reject(new BadInput(`expected pictures to be asked for by their address, but found ${path}`)),
  };
}

function madeUpImage(runId: string, tag: string, { epoch, step }: { readonly epoch: number; readonly step: number }, index: number): LoggedImage {
  const truth = CLASSES[index % CLASSES.length] ?? '';
  const predicted = CLASSES[(index + (index + epoch > 8 ? 0 : 1)) % CLASSES.length] ?? '';
  return { id: TAGS.indexOf(tag) * 500_000 + index, runId, tag, epoch, step, index, caption: `${truth} → ${predicted} ${(0.5 + (epoch % 5) / 10).toFixed(2)}` };
}
