const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** "512 bytes", "3.4 MB", "12 GB", in steps of a thousand as disks are sold. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  const [rounded, unit] = Math.round(value) >= 1000 && power < UNITS.length - 1 ? [value / 1000, UNITS[power + 1]] : [value, UNITS[power]];
  return `${power === 0 ? rounded : rounded < 9.95 ? rounded.toFixed(1) : Math.round(rounded)} ${unit}`;
}
