/** What the trainer wrote under an image of a classifier: "true: cat, predicted: dog (0.93)". */
export interface CaptionParts {
  readonly truth: string;
  readonly predicted: string;
  readonly confidence: number;
}

/** The parts of a caption; null for one of another kind. Class names may hold commas: the last ", predicted: " counts. */
export function readCaption(caption: string): CaptionParts | null {
  const match = /^true: (?<truth>.*), predicted: (?<predicted>.*) \((?<confidence>[\d.]+)\)$/.exec(caption);
  if (!match?.groups) return null;
  const { truth = '', predicted = '', confidence = '' } = match.groups;
  return { truth, predicted, confidence: Number(confidence) };
}
