/** Says how a run ended when its process is about to die of something unforeseen. */
type LastWords = (error: unknown) => void;

let words: LastWords | null = null;

/** While a run is worked on, what is written of it should the process have to die. */
export function prepareLastWords(prepared: LastWords | null): void {
  words = prepared;
}

export function sayLastWords(error: unknown): void {
  try {
    words?.(error);
  } catch (another) {
    process.stderr.write(`${String(another)}\n`);
  }
}
