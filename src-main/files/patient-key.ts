import { createHmac } from 'node:crypto';
import type { Identity } from '../imaging/formats.ts';

/** What stands for a patient outside of their files: the same for all of them, and nothing that leads back. */
export interface PatientKey {
  /** The group of a sample of this patient, else of this study; null where the file names neither. */
  group(identity: Identity): string | null;
  /** Whether a group was made with this key. */
  made(group: string): boolean;
}

/** Of the hash: 64 bits, so that among a million patients two meet by chance once in 10 million times. */
const DIGITS = 16;
/** Tells groups of one key from those of another. */
const MARK_DIGITS = 4;
const KEYED = /^(patient|study)-[0-9a-f]{4}-[0-9a-f]{16}$/;

/** What software writes over the number of a patient: it would make all of them one. */
const PLACEHOLDER = /^(anon(ym(ous|ized|ised|us)?)?|none|null|unknown|removed|redacted|n\/?a|0+|x+)$/i;

/**
 * Groups by a keyed hash: HMAC-SHA-256 under a key that never leaves the data
 * folder, so that a number out of 10,000 cannot be found by trying them all.
 */
export function patientKey(secret: string): PatientKey {
  const key = Buffer.from(secret, 'hex');
  const hash = (kind: string, text: string) => createHmac('sha256', key).update(`${kind}\0${text}`).digest('hex');
  const mark = hash('mark', '').slice(0, MARK_DIGITS);
  const name = (kind: 'patient' | 'study', text: string) => `${kind}-${mark}-${hash(kind, text).slice(0, DIGITS)}`;
  return {
    group: ({ patientId, studyUid }) => {
      if (patientId !== null && patientId !== '' && !PLACEHOLDER.test(patientId)) return name('patient', patientId);
      return studyUid === null || studyUid === '' ? null : name('study', studyUid);
    },
    made: (group) => KEYED.test(group) && group.split('-')[1] === mark,
  };
}

/** Whether a group stands for a patient or a study, made with whatever key. */
export function isKeyed(group: string): boolean {
  return KEYED.test(group);
}
