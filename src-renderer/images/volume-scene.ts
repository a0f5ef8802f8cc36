import type { NVImage, Niivue } from '@niivue/niivue';
import type { VolumeView } from '../../src-shared/domain/volume.ts';
import type { Colour } from '../../src-shared/lib/class-colours.ts';
import { volumeFile } from './volume-file.ts';
import { limitsOf } from './volume-windows.ts';
import type { ValueWindow } from './volume-windows.ts';

/** A volume in three planes on a canvas, with the one WebGL context that the page has at a time. */
export interface VolumeScene {
  /** Replaces what is shown, and takes off what lay over it. The newest call wins. */
  show(image: VolumeView): Promise<void>;
  /** Lays a mask over it instead of the one before. @param colours by the numbers in it, from 1 on. */
  cover(mask: VolumeView, colours: readonly Colour[]): Promise<void>;
  setWindow(greys: ValueWindow): void;
  /** Of the mask, 0 to 1. */
  setOpacity(opacity: number): void;
  /** By slices to the right, the front and the head. */
  move(right: number, front: number, head: number): void;
  close(): void;
}

export interface SceneEvents {
  /** Where the cross stands, in words: its place in mm and the values there. */
  onPlace(words: string): void;
  /** The user dragged another window. */
  onWindow(low: number, high: number): void;
}

/** Whether this browser can draw volumes at all; the context it is asked for is the one that is then drawn with. */
export function hasWebGl2(canvas: HTMLCanvasElement): boolean {
  return canvas.getContext('webgl2', { alpha: true, antialias: false }) !== null;
}

/** Opens a scene on a canvas that has WebGL 2; the library is fetched from the app itself when it is first needed. */
export async function openVolumeScene(canvas: HTMLCanvasElement, { onPlace, onWindow }: SceneEvents): Promise<VolumeScene> {
  const { Niivue: Viewer, NVImage: Image, SHOW_RENDER, SLICE_TYPE } = await import('@niivue/niivue');
  const viewer = new Viewer({
    backColor: [0, 0, 0, 1],
    crosshairColor: [0.18, 0.83, 0.75, 1],
    // A thin line, for a voxel of a small crop is as wide as a thumb.
    crosshairWidth: 0.15,
    dragAndDropEnabled: false,
    // A radiologist looks from the feet: the patient's left is at the right.
    isRadiologicalConvention: true,
    fontColor: [1, 0.85, 0.3, 1],
    isOrientationTextVisible: true,
    isCornerOrientationText: true,
    loadingText: '',
    logLevel: 'error',
    multiplanarShowRender: SHOW_RENDER.NEVER,
    sliceType: SLICE_TYPE.MULTIPLANAR,
  });
  viewer.onLocationChange = (place) => onPlace((place as { readonly string?: string }).string ?? '');
  viewer.onIntensityChange = (volume) => onWindow(volume.cal_min ?? 0, volume.cal_max ?? 1);
  await viewer.attachToCanvas(canvas, false);
  let opacity = 0.5;
  let newest = 0;
  const load = async (view: VolumeView, look: Omit<Parameters<typeof Image.loadFromUrl>[0], 'url'>): Promise<NVImage | null> => {
    const mine = ++newest;
    const loaded = await Image.loadFromUrl({ url: volumeFile(view), ...look });
    return mine === newest ? loaded : null;
  };
  return {
    show: async (image) => {
      const [low, high] = image.window;
      const shown = await load(image, { name: 'image.nii', colormap: 'gray', cal_min: low, cal_max: high });
      if (!shown) return;
      for (const volume of [...viewer.volumes].reverse()) viewer.removeVolume(volume);
      viewer.addVolume(shown);
    },
    cover: async (mask, colours) => {
      const over = await load(mask, { name: 'mask.nii', opacity });
      if (!over) return;
      over.setColormapLabel(labelColours(colours));
      for (const volume of viewer.volumes.slice(1).reverse()) viewer.removeVolume(volume);
      viewer.addVolume(over);
    },
    setWindow: (greys) => setLimits(viewer, viewer.volumes[0], greys),
    setOpacity: (next) => {
      opacity = next;
      if (viewer.volumes.length > 1) viewer.setOpacity(1, next);
    },
    move: (right, front, head) => viewer.moveCrosshairInVox(right, front, head),
    close: () => {
      viewer.cleanup();
      viewer.gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

function setLimits(viewer: Niivue, volume: NVImage | undefined, greys: ValueWindow): void {
  if (!volume) return;
  [volume.cal_min, volume.cal_max] = limitsOf(greys);
  viewer.updateGLVolume();
}

/** None for 0: the background, and what is right. */
function labelColours(colours: readonly Colour[]): Parameters<NVImage['setColormapLabel']>[0] {
  const labels = [0, ...colours.map((_, place) => place + 1)];
  const part = (channel: number) => labels.map((label) => colours[label - 1]?.[channel] ?? 0);
  return { R: part(0), G: part(1), B: part(2), A: labels.map((label) => (label === 0 ? 0 : 255)), I: labels };
}
