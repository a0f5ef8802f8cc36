import type { Fingerprint } from '../domain/fingerprint.ts';
import type { Intensities } from './intensities.ts';

/** The text of nnU-Net's `dataset_fingerprint.json`: the keys that its planner reads. */
export function nnunetFingerprint({ spacings, shapesAfterCrop, relativeSizeAfterCrop, foreground }: Fingerprint): string {
  const ofChannel = ({ mean, median, min, max, deviation, percentile00_5, percentile99_5 }: Intensities) => ({ max, mean, median, min, percentile_00_5: percentile00_5, percentile_99_5: percentile99_5, std: deviation });
  const file = {
    foreground_intensity_properties_per_channel: Object.fromEntries(foreground.map((channel, i) => [String(i), ofChannel(channel)])),
    median_relative_size_after_cropping: relativeSizeAfterCrop,
    shapes_after_crop: shapesAfterCrop,
    spacings,
  };
  return `${JSON.stringify(file, null, 4)}\n`;
}
