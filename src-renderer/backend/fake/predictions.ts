import type { PredictedImage, PredictionRow, PredictionSummary } from '../../../src-shared/domain/prediction.ts';

export interface FakePrediction {
  readonly summary: PredictionSummary;
  readonly rows: readonly PredictionRow[];
}

const NOW_MS = Date.now();
const CLASSES = ['bacterial', 'normal', 'viral'];

/** One of masks that is being made, and one of classes that is done. */
export function somePredictions(): FakePrediction[] {
  const masks = Array.from({ length: 14 }, (_, i) => madeUpMask(i));
  const classes = Array.from({ length: 96 }, (_, i) => (i % 31 === 7 ? failedRow(i) : madeUpClass(i)));
  return [
    { summary: summaryOf('5a0b0000-0000-4000-8000-000000000001', masks, { status: 'running', task: 'segmentation', classes: ['background', 'Anterior', 'Posterior'], files: 40, part: 0.4, endedMs: null, startedMs: NOW_MS - 130_000, runs: ['hippocampus fold 1', 'hippocampus fold 2', 'hippocampus fold 3'].map((name, i) => ({ id: `f${i}`, name })), mirrored: true }), rows: masks },
    { summary: summaryOf('5a0b0000-0000-4000-8000-000000000002', classes, {}), rows: classes },
  ];
}

export function summaryOf(id: string, rows: readonly PredictionRow[], more: Partial<PredictionSummary>): PredictionSummary {
  const failed = rows.filter(({ reason }) => reason !== null).length;
  return {
    id,
    status: 'finished',
    message: null,
    runs: [{ id: '0193a5e0-0000-7000-8000-000000000001', name: 'chest-cnn-2' }],
    task: 'classification',
    classes: CLASSES,
    maskValues: null,
    mirrored: false,
    inputs: ['/media/research-nas/radiology/incoming/2026-11-27'],
    outputFolder: '/home/anna/answers/2026-11-27',
    startedMs: NOW_MS - 26 * 3_600_000,
    endedMs: NOW_MS - 26 * 3_600_000 + 61_000,
    files: rows.length,
    done: rows.length - failed,
    failed,
    part: 0,
    ...more,
  };
}

const NOTHING = { picture: null, class: null, probabilities: null, values: null, pixels: null, shape: null, millilitres: null } as const;

function madeUpClass(number: number): PredictionRow {
  const place = (number * 7) % 3;
  const share = 0.45 + ((number * 37) % 50) / 100;
  const probabilities = Object.fromEntries(CLASSES.map((name, i) => [name, i === place ? share : (1 - share) / 2]));
  const input = `/media/research-nas/radiology/incoming/2026-11-27/person${1200 + number}_xray_frontal.png`;
  const image: PredictedImage = { ...NOTHING, input, output: '/home/anna/answers/2026-11-27/predictions.csv', class: CLASSES[place] ?? '', probabilities };
  return { number, input, image, reason: null };
}

function madeUpMask(number: number): PredictionRow {
  const input = `/media/research-nas/radiology/incoming/hippocampus_${200 + number}.nii.gz`;
  const pixels = { background: 58_000 - 40 * number, Anterior: 1800 + 13 * number, Posterior: 1500 + 27 * number };
  const millilitres = Object.fromEntries(Object.entries(pixels).map(([name, count]) => [name, count / 1000]));
  const image: PredictedImage = { ...NOTHING, input, output: `/home/anna/answers/masks/hippocampus_${200 + number}.nii.gz`, picture: `/home/anna/answers/pictures/hippocampus_${200 + number}.png`, pixels, millilitres };
  return { number, input, image, reason: null };
}

function failedRow(number: number): PredictionRow {
  return { number, input: `/media/research-nas/radiology/incoming/2026-11-27/person${1200 + number}_xray_frontal.png`, image: null, reason: 'expected a whole PNG image, but it ends in the midst of its pixels: copy it anew' };
}
