/**
 * What a task of convolution.ts is told, in bytes from the beginning;
 * `../kernels/forward-job.ts` writes it in this order. Shapes are elements,
 * strides of the result bytes.
 */
export namespace Conv {
  export const x: usize = 0;
  /** Panels of weights: [panel][tap, channel][column]. 0: a task packs its own, once for all its tiles. */
  export const weights: usize = 4;
  /** One start value per output channel, padded to whole panels. */
  export const bias: usize = 8;
  export const y: usize = 12;
  export const inDepth: usize = 16;
  export const inHeight: usize = 20;
  export const inWidth: usize = 24;
  export const inChannels: usize = 28;
  export const outDepth: usize = 32;
  export const outHeight: usize = 36;
  export const outWidth: usize = 40;
  export const outChannels: usize = 44;
  /** Input elements between neighbouring positions. */
  export const stepDepth: usize = 48;
  export const stepHeight: usize = 52;
  export const stepWidth: usize = 56;
  /** Runs of taps that are neighbours along the width: [depth, height, width, count] each, in the order of the weights. */
  export const tapRuns: usize = 60;
  export const tapRunCount: usize = 64;
  export const taps: usize = 68;
  export const ldb: usize = 72;
  export const panelBytes: usize = 76;
  /** Where position (image, z, y, x) goes: base + … */
  export const outImageBytes: usize = 80;
  export const outDepthBytes: usize = 84;
  export const outHeightBytes: usize = 88;
  export const outWidthBytes: usize = 92;
  export const floor: usize = 96;
  /** All positions, and how many a task takes. */
  export const positions: usize = 100;
  export const positionsPerTask: usize = 104;
  /** Groups that the panels are split into, each a task of its own. */
  export const panelGroups: usize = 108;
  /** 2: tiles stay within a row of positions, and rows are copied; 1: they do, and read it where it lies; 0: they run on over rows and images, all gathered. */
  export const byRow: usize = 112;
  /** The first column that any tap reads, from a position's own, and one past the last. */
  export const firstColumn: usize = 116;
  export const endColumn: usize = 120;
  /** Where weights that a task packs come from: arguments of `packPanels`. */
  export const pack: usize = 124;
  /** Bytes of the copies of a row, one for each run of taps. */
  export const rowBytes: usize = 128;
}
