/** A width and a height, in pixels of whatever they are of. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** How a picture lies on the stage: CSS pixels per picture pixel, and its upper left corner in CSS pixels. */
export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

const LEAST_SCALE = 0.02;
const MOST_SCALE = 64;

/** The whole picture, as large as the stage allows. */
export function fitView(picture: Extent, stage: Extent): View {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  return held({ scale, left: 0, top: 0 }, picture, stage);
}

/** Another scale, with the picture's middle in the middle of the stage. */
export function centredView(scale: number, picture: Extent, stage: Extent): View {
  const view = { scale, left: (stage.width - picture.width * scale) / 2, top: (stage.height - picture.height * scale) / 2 };
  return held(view, picture, stage);
}

/** `factor` times as large; what lies under the point stays there, as far as the edges allow. */
export function zoomView(view: View, factor: number, point: { readonly x: number; readonly y: number }, picture: Extent, stage: Extent): View {
  const scale = Math.min(Math.max(view.scale * factor, LEAST_SCALE), MOST_SCALE);
  const by = scale / view.scale;
  return held({ scale, left: point.x - (point.x - view.left) * by, top: point.y - (point.y - view.top) * by }, picture, stage);
}

export function panView(view: View, right: number, down: number, picture: Extent, stage: Extent): View {
  return held({ ...view, left: view.left + right, top: view.top + down }, picture, stage);
}

/** A side that is smaller than the stage lies in its middle; a larger one leaves no gap at its edges. */
function held({ scale, left, top }: View, picture: Extent, stage: Extent): View {
  const hold = (at: number, length: number, room: number) => (length <= room ? (room - length) / 2 : Math.min(0, Math.max(at, room - length)));
  return { scale, left: hold(left, picture.width * scale, stage.width), top: hold(top, picture.height * scale, stage.height) };
}

/** The picture pixel under a point of the stage; null outside. */
export function pixelUnder(view: View, point: { readonly x: number; readonly y: number }, picture: Extent): { readonly x: number; readonly y: number } | null {
  const x = Math.floor((point.x - view.left) / view.scale);
  const y = Math.floor((point.y - view.top) / view.scale);
  return x >= 0 && y >= 0 && x < picture.width && y < picture.height ? { x, y } : null;
}
