import { z } from 'zod';

/** `place.json`: where a window lay, in points of the screen, and whether it filled it. */
export const placeFileSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1), maximized: z.boolean() });

export type WindowPlace = Readonly<z.output<typeof placeFileSchema>>;
