import { measureInWords } from '../../components/selection-words.ts';

const NAMES: Readonly<Record<string, string>> = { dice: 'Dice', iou: 'IoU', hausdorff95: 'Hausdorff 95 %', 'surface-distance': 'surface distance' };

/** Whether scores are of a mask, not of numbers that are told, nor of a class, which has none. */
export function isMaskCase(scores: Readonly<Record<string, number>> | null): boolean {
  return scores !== null && scores['truth'] === undefined;
}

/** "35 → 37.2", of one number, the truth first; of masks "Dice 0.87 · IoU 0.77 · Dice of liver 0.93"; whole cases first, at most so many. */
export function scoresInWords(scores: Readonly<Record<string, number>>, most: number): string {
  const { truth, predicted } = scores;
  if (truth !== undefined && predicted !== undefined) return `${measureInWords(truth)} → ${measureInWords(predicted)}`;
  const words = Object.entries(scores)
    .map(([name, value]) => ({ words: name.split('_'), value }))
    .sort((a, b) => a.words.length - b.words.length)
    .map(({ words: [metric = '', ...of], value }) => `${NAMES[metric] ?? metric}${of.length === 0 ? '' : ` of ${of.join('_')}`} ${value.toFixed(2)}`);
  return words.length === 0 ? 'no class is there' : words.slice(0, most).join(' · ');
}
