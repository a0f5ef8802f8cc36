import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';

/** Larger images are brought to this side first: enough to see whether anything can be learnt. */
const SIDE = 128;

/** Updates after which a small network on small images has learnt what it can. */
const STEPS = 3000;

/**
 * A starting spec for a dataset: the small network, mild augmentation, and so
 * many epochs that it is done within minutes.
 */
export function suggestExperiment({ folder, classes, shapes, samples }: DatasetDetail): ExperimentInput {
  const usable = Math.max(1, samples);
  const batchSize = usable < 500 ? 16 : usable < 5000 ? 32 : 64;
  const epochs = Math.min(20, Math.max(2, Math.round((STEPS * batchSize) / usable)));
  const [height = 0, width = 0] = [...shapes].sort((a, b) => b.count - a.count)[0]?.shape ?? [];
  const isSmallData = usable / Math.max(1, classes.length) < 1000;
  return {
    dataset: { folder },
    ...(Math.max(height, width) > SIDE ? { prepare: smaller(height, width, shapes) } : {}),
    loader: { batchSize },
    ...(isSmallData ? { augment: [{ kind: 'rotate', degrees: 10 }, { kind: 'contrast' }] } : {}),
    model: { kind: 'cnn', ...(isSmallData ? { dropout: 0.3 } : {}) },
    training: { epochs, optimizer: { kind: 'adam', learningRate: 0.001 } },
  };
}

/** In the commonest proportions; with as many channels as most images have. */
function smaller(height: number, width: number, shapes: DatasetDetail['shapes']): ExperimentInput['prepare'] {
  const scale = SIDE / Math.max(height, width);
  const size: [number, number] = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
  const hasColour = shapes.some(({ shape }) => (shape[2] ?? 1) >= 3);
  return [{ kind: 'channels', count: hasColour ? 3 : 1 }, { kind: 'resize', size }, { kind: 'range' }];
}
