import type { CheckReport } from '../../../src-shared/domain/run.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { taskOf } from '../../../src-shared/lib/task.ts';
import { bytesInWords } from '../../../src-shared/lib/size-words.ts';
import { spanInWords } from '../../../src-shared/lib/time-words.ts';

/** "Fits: 5.1 GB of 8 GB, about 2 h 10 m, 3.4 GB disk" */
export function trialInWords({ fits, peakBytes, memoryBytes, secondsTotal, diskBytes }: CheckReport): string {
  return `${fits ? 'Fits' : 'Does not fit'}: ${bytesInWords(peakBytes)} of ${bytesInWords(memoryBytes)}, about ${spanInWords(1000 * secondsTotal)}, ${bytesInWords(diskBytes)} disk`;
}

/** What to do about an experiment that does not fit; null for one that does. */
export function trialHelp({ fits, peakBytes, memoryBytes, diskBytes, diskFreeBytes }: CheckReport, spec: ResolvedExperiment | null = null): string | null {
  if (fits) return null;
  if (diskBytes > diskFreeBytes) return `Only ${bytesInWords(diskFreeBytes)} of disk are free: keep fewer checkpoints, or choose another output folder under Saving.`;
  if (peakBytes > memoryBytes) return `Halve the batch size under Data, or ${smallerInWords(spec)}.`;
  return 'Halve the batch size under Data, or keep fewer images in memory.';
}

/** How less is computed at once: masks can be learnt from patches. */
function smallerInWords(spec: ResolvedExperiment | null): string {
  if (spec === null || taskOf(spec) !== 'segmentation') return 'make the images smaller';
  return spec.loader.patch === null ? 'switch Patches on there' : 'make the patches smaller';
}

/** 0.00123 → "0.00123", 1234.5 → "1,235": for ranges of arrays. */
export function numberInWords(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
