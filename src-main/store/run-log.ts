import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { isMissing } from './run-files.ts';

/** The end of a run's `log.txt`, beginning with a whole line. */
export interface RunLog {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Reads at most `maxBytes` from the end of what a run's trainers have printed; nothing where none has begun.
 *
 * @param skipBytes what earlier trainers have printed, where only a later one is asked for.
 */
export async function readRunLog(folder: string, maxBytes: number, skipBytes = 0): Promise<RunLog> {
  try {
    const file = await open(join(folder, RUN_FILES.log));
    try {
      const { size } = await file.stat();
      const start = Math.min(skipBytes, size);
      const from = Math.max(start, size - maxBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const bytes = buffer.subarray(0, bytesRead);
      return { text: (from === start ? bytes : afterFirstNewline(bytes)).toString('utf8'), truncated: from > start };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return { text: '', truncated: false };
    throw error;
  }
}

/** What was cut in the middle of a line, or of a letter, begins at the next line; one line alone stays as it is. */
function afterFirstNewline(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf(0x0a) + 1);
}
