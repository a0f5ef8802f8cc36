import type { VolumeView } from '../../src-shared/domain/volume.ts';

/** A volume to be looked at in three planes. */
export interface ShownVolume {
  /** Another key is another volume. */
  readonly key: string;
  /** What can lie over it, one at a time; the first at the beginning. */
  readonly covers: readonly VolumeCover[];
  load(): Promise<VolumeView>;
}

export interface VolumeCover {
  /** What it is called where there are several: "Prediction". */
  readonly title: string;
  /** Which colours its numbers have: those of classes, or of kinds of errors. */
  readonly colours: 'classes' | 'errors';
  load(): Promise<VolumeView>;
}

/** The mask of a sample alone. */
export function withMask(key: string, load: (what: 'image' | 'mask') => Promise<VolumeView>, hasMask: boolean): ShownVolume {
  return { key, load: () => load('image'), covers: hasMask ? [{ title: 'Mask', colours: 'classes', load: () => load('mask') }] : [] };
}

/** What a run made of a volume of its own, beside the truth. */
export function withPrediction(key: string, load: (what: 'image' | 'mask') => Promise<VolumeView>, drawn: () => Promise<{ readonly mask: VolumeView; readonly errors: VolumeView }>): ShownVolume {
  let asked: ReturnType<typeof drawn> | null = null;
  // Once for both of its arrays; again after it has failed.
  const ask = () => (asked ??= drawn().catch((error: unknown) => {
    asked = null;
    throw error;
  }));
  return {
    key,
    load: () => load('image'),
    covers: [
      { title: 'Prediction', colours: 'classes', load: async () => (await ask()).mask },
      { title: 'True mask', colours: 'classes', load: () => load('mask') },
      { title: 'Errors', colours: 'errors', load: async () => (await ask()).errors },
    ],
  };
}
