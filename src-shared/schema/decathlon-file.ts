import { z } from 'zod';

/** A whole number, as a number or in quotes. */
const WHOLE = /^-?\d+$/;

const labels = z.record(z.string(), z.union([z.string(), z.int()])).superRefine((given, context) => {
  for (const [key, value] of Object.entries(given)) {
    if (WHOLE.test(key) || WHOLE.test(String(value))) continue;
    context.addIssue({ code: 'custom', path: [key], message: `expected a class and its number in masks, as "1": "liver" or "liver": 1, but found ${JSON.stringify(key)}: ${JSON.stringify(value)}` });
  }
});

/** `dataset.json` of the Medical Segmentation Decathlon, which writes `"1": "liver"`, or of nnU-Net, which writes `"liver": 1`. */
export const decathlonFileSchema = z.object({ labels });
export type DecathlonFile = z.output<typeof decathlonFileSchema>;

/** What the numbers in masks mean. */
export function namesOf({ labels: given }: DecathlonFile): Record<string, string> {
  const pairs = Object.entries(given).map(([key, value]) => (typeof value === 'number' || !WHOLE.test(key) ? [value, key] : [key, value]));
  return Object.fromEntries(pairs.map(([number, name]) => [String(Number(number)), String(name)]));
}
