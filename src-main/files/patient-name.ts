/** A word for a patient and a number ("patient001", "sub-control01"), or a TCGA barcode, whose first three parts name the patient. */
const PATIENT = /^((?:patient|subject|subj|sub|pat)(?:[-_ ]?\d+|-[a-z0-9]*\d[a-z0-9]*)|tcga[-_][a-z0-9]{2}[-_][a-z0-9]{4})(?![a-z0-9])/i;
/** Folders are also called `p12`, which in names of files may be a page. */
const SHORT = /^p\d+$/i;

/**
 * The patient whom a path names in one of its folders or in the name of its
 * file; null where it names none.
 *
 * "train/images/patient12/3.png" and "images/patient12_frame3.png" are of "patient12".
 */
export function patientOf(path: string): string | null {
  const parts = path.split('/');
  for (const [i, part] of parts.entries()) {
    const found = PATIENT.exec(part)?.[1] ?? (i < parts.length - 1 && SHORT.test(part) ? part : null);
    if (found !== null) return found;
  }
  return null;
}
