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

/** What it wrote under an image with its mask, or one made anew: "a/b.nii.gz: image, truth; prediction, errors (Dice 0.93 in this slice)". */
export interface NamedCaption {
  /** Of the image, without its folders. */
  readonly name: string;
  /** "Dice 0.93", or "Dice 0.93 in this slice" of a volume; null where no class is there, and where there is no mask. */
  readonly score: string | null;
}

/** The parts of such a caption; null for one of another kind. */
export function readNamedCaption(caption: string): NamedCaption | null {
  const match = /^(?<path>.*): image, (?:reconstruction|truth; prediction, errors \((?:(?<score>Dice [\d.]+(?: in this slice)?)|no class is there(?: in this slice)?)\))$/.exec(caption);
  if (!match?.groups) return null;
  const { path = '', score = null } = match.groups;
  return { name: path.split('/').at(-1) ?? path, score };
}
