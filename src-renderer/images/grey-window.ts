/** Which greys, 0 to 255, are spread from black to white: those within half a width of the level. */
export interface GreyWindow {
  readonly level: number;
  readonly width: number;
}

export const WHOLE_WINDOW: GreyWindow = { level: 127.5, width: 255 };

/** `out = slope * in + intercept` for values from 0 to 1, as an SVG filter takes it. */
export function windowTransfer({ level, width }: GreyWindow): { readonly slope: number; readonly intercept: number } {
  return { slope: 255 / width, intercept: -(level - width / 2) / width };
}

/** The window that a key makes of another; null if the key is none of ours. */
export function windowKey(key: string, { level, width }: GreyWindow): GreyWindow | null {
  switch (key) {
    case '[':
      return { level, width: Math.max(1, Math.round(width * 0.9)) };
    case ']':
      return { level, width: Math.min(255, Math.round(width * 1.1) + 1) };
    case '{':
      return { level: Math.max(0, level - 5), width };
    case '}':
      return { level: Math.min(255, level + 5), width };
    case '\\':
      return WHOLE_WINDOW;
    default:
      return null;
  }
}
