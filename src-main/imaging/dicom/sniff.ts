/**
 * Whether these may be the first bytes of a DICOM data set that lacks the 128
 * bytes and the four letters in front, as files from before 1993 and some
 * archives do: an element of group 8 of a plausible length.
 */
export function looksLikeDicom(start: Uint8Array): boolean {
  if (start.length < 12 || start[0] !== 8 || start[1] !== 0 || start[3] !== 0 || (start[2] as number) > 0x70) return false;
  const isExplicit = /^(AE|AS|CS|DA|DT|LO|PN|SH|TM|UI|UL|US)$/.test(String.fromCharCode(start[4] as number, start[5] as number));
  const isShort = start[5] === 0 && start[6] === 0 && start[7] === 0 && (start[4] as number) <= 64;
  return isExplicit || isShort;
}
