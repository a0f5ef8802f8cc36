import { z } from 'zod';
import type { LoggedImage } from '../domain/run.ts';
import type { VolumeView } from '../domain/volume.ts';
import { id, page } from './method.ts';
import type { Methods, Page } from './method.ts';

/**
 * Pictures travel as bytes beside the calls: `GET /data/<path>` on the server,
 * `app://delira/data/<path>` in the window. Ids only, never paths.
 */
export type ImageRef =
  | { readonly kind: 'thumbnail'; readonly datasetId: string; readonly sampleId: number }
  | { readonly kind: 'sample'; readonly datasetId: string; readonly sampleId: number }
  /** A sample with its mask in colours over it; as `sample` where it has none. */
  | { readonly kind: 'overlay'; readonly datasetId: string; readonly sampleId: number }
  | { readonly kind: 'logged'; readonly runId: string; readonly imageId: number }
  /** An image of a prediction, by its number there: with its mask in colours over it, or as it is. */
  | { readonly kind: 'predicted'; readonly predictionId: string; readonly number: number };

export function imagePath(ref: ImageRef): string {
  switch (ref.kind) {
    case 'thumbnail':
      return `thumbnail/${ref.datasetId}/${ref.sampleId}`;
    case 'sample':
      return `sample/${ref.datasetId}/${ref.sampleId}`;
    case 'overlay':
      return `overlay/${ref.datasetId}/${ref.sampleId}`;
    case 'logged':
      return `logged/${ref.runId}/${ref.imageId}`;
    case 'predicted':
      return `predicted/${ref.predictionId}/${ref.number}`;
  }
}

/** The picture that a path names, or null if it names none. */
export function parseImagePath(path: string): ImageRef | null {
  const [kind, owner, item, ...rest] = path.split('/');
  const number = Number(item);
  if (rest.length > 0 || !owner || !/^[0-9a-f-]{1,64}$/.test(owner) || !item || !/^\d{1,15}$/.test(item)) return null;
  if (kind === 'thumbnail' || kind === 'sample' || kind === 'overlay') return { kind, datasetId: owner, sampleId: number };
  if (kind === 'logged') return { kind, runId: owner, imageId: number };
  if (kind === 'predicted') return { kind, predictionId: owner, number };
  return null;
}

export interface EncodedImage {
  readonly mediaType: 'image/png' | 'image/webp';
  readonly bytes: Uint8Array;
}

export interface DrawnMask {
  /** Whose weights drew it. */
  readonly epoch: number;
  /** The class number of each voxel. */
  readonly mask: VolumeView;
  /** What kind of error each voxel is; see `errorOf`. */
  readonly errors: VolumeView;
}

export interface ImagesApi {
  /** Logged images, by run, tag and step; newest step first if no step is given. */
  list(argument: {
    runIds: string[];
    tag?: string | undefined;
    step?: number | undefined;
    offset: number;
    limit: number;
  }): Promise<Page<LoggedImage>>;
  /** The tags of some runs and the steps at which each was logged. */
  tags(argument: { runIds: string[] }): Promise<
    readonly { readonly runId: string; readonly tag: string; readonly steps: readonly number[]; readonly epochs: readonly number[] }[]
  >;
  /** The bytes of a picture, encoded anew by us. */
  read(argument: { path: string }): Promise<EncodedImage>;
  /** The voxels of a sample that is a volume, or the class numbers in its mask on the same grid. */
  volume(argument: { datasetId: string; sampleId: number; what: 'image' | 'mask' }): Promise<VolumeView>;
  /** The same of a volume of a prediction, by its number there, and of the mask that was made of it. */
  predictedVolume(argument: { predictionId: string; number: number; what: 'image' | 'mask' }): Promise<VolumeView>;
  /**
   * What a run makes of a volume of its own, drawn anew: a process is started
   * for it, and one for an earlier question that is still at work is ended.
   *
   * @param argument.epoch by whose weights, if these were kept; else by those of the best checkpoint.
   */
  drawnMask(argument: { runId: string; sampleId: number; epoch: number }): Promise<DrawnMask>;
}

const runIds = z.array(id).min(1).max(1000);

export const imagesMethods: Methods<ImagesApi> = {
  list: z.object({ runIds, tag: z.string().max(200).optional(), step: z.int().optional(), ...page }),
  tags: z.object({ runIds }),
  read: z.object({ path: z.string().min(1).max(200) }),
  volume: z.object({ datasetId: id, sampleId: z.int().min(1), what: z.enum(['image', 'mask']) }),
  predictedVolume: z.object({ predictionId: id, number: z.int().min(0), what: z.enum(['image', 'mask']) }),
  drawnMask: z.object({ runId: id, sampleId: z.int().min(1), epoch: z.int().min(1) }),
};
