import { computed, shallowRef } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { centredView, fitView, panView, zoomView } from './view-geometry.ts';
import type { Extent, View } from './view-geometry.ts';

export interface PictureView {
  /** How the picture lies on the stage; null until both have a size. */
  readonly view: ComputedRef<View | null>;
  /** The picture is fitted, also into a stage of another size. */
  readonly fitted: ComputedRef<boolean>;
  readonly fit: () => void;
  /** One pixel of the picture on one pixel of the screen. */
  readonly showFull: () => void;
  /** About a point of the stage, its middle if none is given. */
  readonly zoom: (factor: number, point?: { readonly x: number; readonly y: number }) => void;
  readonly pan: (right: number, down: number) => void;
}

/** The scale at which a pixel of the picture is a pixel of the screen. */
export const fullScale = (): number => 1 / window.devicePixelRatio;

/** Zoom and place of a picture on a stage. */
export function usePictureView(picture: Readonly<ShallowRef<Extent | null>>, stage: Readonly<Ref<Extent>>): PictureView {
  const chosen = shallowRef<View | null>(null);
  const sizes = computed(() => (picture.value && stage.value.width > 0 ? { picture: picture.value, stage: stage.value } : null));
  const view = computed(() => {
    if (!sizes.value) return null;
    return chosen.value ? panView(chosen.value, 0, 0, sizes.value.picture, sizes.value.stage) : fitView(sizes.value.picture, sizes.value.stage);
  });
  return {
    view,
    fitted: computed(() => chosen.value === null),
    fit: () => (chosen.value = null),
    showFull: () => {
      if (sizes.value) chosen.value = centredView(fullScale(), sizes.value.picture, sizes.value.stage);
    },
    zoom: (factor, point = { x: stage.value.width / 2, y: stage.value.height / 2 }) => {
      if (view.value && sizes.value) chosen.value = zoomView(view.value, factor, point, sizes.value.picture, sizes.value.stage);
    },
    pan: (right, down) => {
      if (view.value && sizes.value) chosen.value = panView(view.value, right, down, sizes.value.picture, sizes.value.stage);
    },
  };
}
