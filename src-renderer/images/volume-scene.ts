import type { NVImage, Niivue } from '@niivue/niivue';
import type { VolumeView } from '../../src-shared/domain/volume.ts';
import { classColour } from '../../src-shared/lib/class-colours.ts';
import { volumeFile } from './volume-file.ts';
import { limitsOf } from './volume-windows.ts';
import type { ValueWindow } from './volume-windows.ts';

/** A volume in three planes on a canvas, with the one WebGL context that the page has at a time. */
export interface VolumeScene {
  /** Replaces what is shown. @param classes number of classes that the mask can hold, the background among them. */
  show(image: VolumeView, mask: VolumeView | null, classes: number): Promise<void>;
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
  return {
    show: async (image, mask, classes) => {
      const [low, high] = image.window;
      const shown = await Image.loadFromUrl({ url: volumeFile(image), name: 'image.nii', colormap: 'gray', cal_min: low, cal_max: high });
      const over = mask && (await Image.loadFromUrl({ url: volumeFile(mask), name: 'mask.nii', opacity }));
      over?.setColormapLabel(labelColours(classes));
      for (const volume of [...viewer.volumes].reverse()) viewer.removeVolume(volume);
      for (const volume of [shown, over]) if (volume) viewer.addVolume(volume);
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

/** The colours that classes have in all pictures; none for the background. */
function labelColours(classes: number): Parameters<NVImage['setColormapLabel']>[0] {
  const labels = Array.from({ length: Math.max(2, classes) }, (_, label) => label);
  const part = (channel: number) => labels.map((label) => (label === 0 ? 0 : (classColour(label)[channel] ?? 0)));
  return { R: part(0), G: part(1), B: part(2), A: labels.map((label) => (label === 0 ? 0 : 255)), I: labels };
}
