import type { DatasetDetail, VolumeKind } from '../../../src-shared/domain/dataset.ts';
import { namedFolders } from '../../../src-shared/lib/dataset-folders.ts';
import { preparedShapes } from '../../../src-shared/lib/prepared-shapes.ts';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import { taskOfLayout } from '../../../src-shared/lib/task.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';

/** Larger images are brought to this side first: enough to see whether anything can be learnt. */
const SIDE = 128;

/** Updates after which a small network on small images has learnt what it can. */
const STEPS = 3000;

/**
 * A starting spec for a dataset: the small network, mild augmentation, and so
 * many epochs that it is done within minutes, or within an hour or two where
 * volumes are learnt in patches.
 *
 * @param volumes those that know where they lie.
 */
export function suggestExperiment(dataset: DatasetDetail, volumes: readonly VolumeKind[] = []): ExperimentInput {
  if (dataset.layout !== null && taskOfLayout(dataset.layout) === 'segmentation') return suggestSegmentation(dataset, volumes);
  const { classes, shapes, samples } = dataset;
  const usable = Math.max(1, samples);
  const batchSize = usable < 500 ? 16 : usable < 5000 ? 32 : 64;
  const epochs = Math.min(20, Math.max(2, Math.round((STEPS * batchSize) / usable)));
  const [height = 0, width = 0] = [...shapes].sort((a, b) => b.count - a.count)[0]?.shape ?? [];
  const isSmallData = usable / Math.max(1, classes.length) < 1000;
  return {
    dataset: { folder: namedFolders(dataset) },
    ...(Math.max(height, width) > SIDE ? { prepare: smaller(height, width, shapes) } : {}),
    loader: { batchSize },
    ...(isSmallData && !dataset.layout?.targets ? { augment: [{ kind: 'rotate', degrees: 10 }, { kind: 'contrast' }] } : {}),
    model: { kind: 'cnn', ...(isSmallData ? { dropout: 0.3 } : {}) },
    training: { epochs, optimizer: { kind: 'adam', learningRate: 0.001 } },
  };
}

/** Voxels of a volume that a small U-Net still takes whole within a few gigabytes. */
const WHOLE_VOXELS = 128 ** 3;
/** The side of a patch at first, and what its sides are multiples of, so that a U-Net pads nothing. */
const PATCH_SIDE = 64;
const PATCH_STEP = 16;
/** A case has hundreds of patches: an epoch is so many steps as in nnU-Net (Isensee et al., Nature Methods 2021), of which 20 show whether anything is learnt. */
const PATCH_BATCHES = 250;
const PATCH_EPOCHS = 20;

/** Patches of volumes that are too large to be learnt whole once they are prepared; null where all are small enough. */
function suggestPatch(dataset: DatasetDetail, kinds: readonly VolumeKind[]): { readonly size: number[] } | null {
  const volumes = preparedShapes(dataset.shapes, kinds, preparedForPatches(dataset, kinds)).map((shape) => shape.slice(0, 3));
  if (volumes.every(([z = 1, y = 1, x = 1]) => z * y * x <= WHOLE_VOXELS)) return null;
  const size = [0, 1, 2].map((axis) => Math.min(PATCH_SIDE, Math.max(1, Math.floor(Math.min(...volumes.map((lengths) => lengths[axis] ?? 1)) / PATCH_STEP)) * PATCH_STEP));
  return { size };
}

/** What `prepare: auto` comes to: it turns and resamples volumes, but pads none that patches are cut out of. */
function preparedForPatches({ folder, name, shapes, dtypes, groups }: DatasetDetail, volumes: readonly VolumeKind[]) {
  const spec = experimentSchema.parse({ dataset: { folder }, model: { kind: 'unet3d' }, loader: { patch: { size: [PATCH_SIDE, PATCH_SIDE, PATCH_SIDE] } } });
  return resolveExperiment(spec, { name, shapes, dtypes, groups, volumes, sides: [], hasValidation: true }).prepare;
}

/** The smaller U-Net of the right number of axes, flips, and so many epochs that it has seen some thousand images. */
function suggestSegmentation(dataset: DatasetDetail, volumes: readonly VolumeKind[]): ExperimentInput {
  const { shapes, samples } = dataset;
  const isVolume = shapes[0]?.shape.length === 4;
  const patch = isVolume ? suggestPatch(dataset, volumes) : null;
  const epochs = patch ? PATCH_EPOCHS : Math.min(50, Math.max(5, Math.round(3000 / Math.max(1, samples))));
  return {
    dataset: { folder: namedFolders(dataset) },
    ...(patch && { loader: { patch, batchesPerEpoch: PATCH_BATCHES }, validation: { everyEpochs: 5 } }),
    augment: [{ kind: 'mirror', axes: isVolume ? [0, 1, 2] : [0, 1], probability: 0.75 }, { kind: 'contrast' }],
    model: { kind: isVolume ? 'unet3d' : 'unet2d' },
    training: { epochs, optimizer: { kind: 'adam', learningRate: 0.001 }, schedule: { kind: 'poly' } },
  };
}

/** In the commonest proportions; with as many channels as most images have. */
function smaller(height: number, width: number, shapes: DatasetDetail['shapes']): ExperimentInput['prepare'] {
  const scale = SIDE / Math.max(height, width);
  const size: [number, number] = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
  const hasColour = shapes.some(({ shape }) => (shape[2] ?? 1) >= 3);
  return [{ kind: 'channels', count: hasColour ? 3 : 1 }, { kind: 'resize', size }, { kind: 'range' }];
}
