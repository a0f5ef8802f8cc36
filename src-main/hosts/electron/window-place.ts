import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { placeFileSchema } from '../../../src-shared/schema/place-file.ts';
import type { WindowPlace } from '../../../src-shared/schema/place-file.ts';

export const SMALLEST = { width: 960, height: 600 } as const;
const USUAL = { width: 1360, height: 860 } as const;

/** So much of the upper edge must be in sight, to take the window by. */
const GRIP = { width: 120, height: 32 } as const;

/** The place that was kept, or null if none was or the file makes no sense: a window's place is not worth a message. */
export function readPlace(file: string): WindowPlace | null {
  try {
    return placeFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

export function keepPlace(file: string, place: WindowPlace): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(place));
  renameSync(temporary, file);
}

/**
 * Where to open a window: where it lay, if its upper edge can still be
 * reached there, else in the middle of the first screen; never larger than
 * the screen that it is on.
 *
 * @param screens the work areas, the main one first.
 */
export function choosePlace(kept: WindowPlace | null, screens: readonly Rectangle[]): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  const home = kept === null ? undefined : screens.find((screen) => gripIsOn(kept, screen));
  if (kept !== null && home !== undefined) {
    const { x, y } = kept;
    return { x, y: Math.max(y, home.y), width: Math.min(kept.width, home.width), height: Math.min(kept.height, home.height) };
  }
  const [first = { x: 0, y: 0, ...USUAL }] = screens;
  const { width, height } = kept ?? USUAL;
  return { width: Math.min(width, first.width), height: Math.min(height, first.height) };
}

function gripIsOn({ x, y, width }: WindowPlace, screen: Rectangle): boolean {
  const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  const down = Math.min(y + GRIP.height, screen.y + screen.height) - Math.max(y, screen.y);
  return across >= Math.min(GRIP.width, width) && down >= GRIP.height / 2;
}
