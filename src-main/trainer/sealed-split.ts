import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { aliasOf } from '../../src-shared/lib/alias.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { SplitFile, SplitSample } from '../../src-shared/schema/run-file.ts';

/** What tells a sample. */
type Bare = Pick<SplitSample, 'key' | 'path'>;

export type Sides = Pick<SplitFile, 'train' | 'val' | 'test'>;

/** Where a trainer finds the secret of the data folder that started it. */
export const KEY_FILE_VARIABLE = 'DELIRA_KEY_FILE';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GROUP_DIGITS = 16;

/**
 * Samples with the names that stand for them in all that a run says. Equal
 * contents are told apart by the order of their paths, so that each is called
 * the same in all folds of a k-fold, whichever side it is on.
 *
 * @param leftOut what the split could have held but does not: counted, so that
 * the index, which knows nothing of sides, numbers them alike.
 */
export function withAliases<Sample extends Bare>(samples: readonly Sample[], leftOut: readonly Bare[] = []): (Sample & { readonly alias: string })[] {
  const twins = twinsIn([...samples, ...leftOut]);
  return samples.map((sample) => ({ ...sample, alias: aliasOf(sample.key, twins.get(sample) ?? 1) }));
}

/** The number of each sample that is not the only one, or the first, with its alias. */
function twinsIn(samples: readonly Bare[]): ReadonlyMap<Bare, number> {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const { key } of samples) {
    const name = aliasOf(key, 1);
    (seen.has(name) ? again : seen).add(name);
  }
  const alike = samples.filter(({ key }) => again.has(aliasOf(key, 1))).sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  const counts = new Map<string, number>();
  return new Map(
    alike.map((sample) => {
      const name = aliasOf(sample.key, 1);
      const twin = (counts.get(name) ?? 0) + 1;
      counts.set(name, twin);
      return [sample, twin];
    }),
  );
}

/**
 * The split as a run folder may hold it, which people copy and send: samples
 * by alias and content hash, groups by a keyed hash, and where the files lie
 * under a key that stays in the data folder (AES-256-GCM).
 *
 * @param secret in hex.
 * @param leftOut see `withAliases`.
 */
export function sealSplit(sides: Sides, secret: string, leftOut: readonly Bare[] = []): Sides & Pick<SplitFile, 'sealed'> {
  const named = namedSides(sides, leftOut);
  const groupOf = groupHasher(secret);
  const open = ({ alias, key, label, group, mask, targets }: Named): SplitSample => ({
    ...{ key, path: alias, label, group: group === null ? null : groupOf(group) },
    ...(mask && { mask: { path: alias, key: mask.key } }),
    ...(targets && { targets }),
  });
  return { train: named.train.map(open), val: named.val.map(open), test: named.test.map(open), sealed: seal(JSON.stringify([named.train, named.val, named.test].flat().map(placeOf)), secret) };
}

function namedSides({ train, val, test }: Sides, leftOut: readonly Bare[]): Readonly<Record<keyof Sides, readonly Named[]>> {
  const all = withAliases([...train, ...val, ...test], leftOut);
  const tested = train.length + val.length;
  return { train: all.slice(0, train.length), val: all.slice(train.length, tested), test: all.slice(tested) };
}

type Named = SplitSample & { readonly alias: string };

/** What the open part does not tell of a sample. */
interface Place extends Pick<SplitSample, 'path' | 'group' | 'files' | 'parts'> {
  readonly alias: string;
  readonly mask?: string | undefined;
}

function placeOf({ alias, path, group, mask, files, parts }: Named): Place {
  return { alias, path, group, mask: mask?.path, files, parts };
}

function atPlace(row: SplitSample, { mask, files, parts, ...named }: Place): SplitSample {
  return {
    ...row,
    ...named,
    ...(row.mask && mask !== undefined && { mask: { path: mask, key: row.mask.key } }),
    ...(files && { files }),
    ...(parts && { parts }),
  };
}

/**
 * The split with the places of its files.
 *
 * @param keyFile null where there is none, as of a run from elsewhere.
 * @throws BadInput if it is sealed with another key.
 */
export function unsealSplit(split: SplitFile, path: string, keyFile: string | null): SplitFile {
  if (split.sealed === undefined) return split;
  const expected = `expected the key that the places of the samples in ${path} are sealed with`;
  const help = 'A run goes on from the data folder that it was started from: name it with --data.';
  const secret = keyFile === null ? null : readSecret(keyFile);
  if (secret === null) throw new BadInput(`${expected}, but found none`, { help });
  try {
    const places = JSON.parse(unseal(split.sealed, secret)) as readonly Place[];
    const byAlias = new Map(places.map((place) => [place.alias, place]));
    // Which side a sample is on is what the open part says; a row of which no place is known stays as it is.
    const placed = (side: SplitFile['train']) =>
      side.map((row) => {
        const place = byAlias.get(row.path);
        return place ? atPlace(row, place) : row;
      });
    return { ...split, train: placed(split.train), val: placed(split.val), test: placed(split.test) };
  } catch (cause) {
    throw new BadInput(`${expected}, but ${keyFile} holds another`, { help, cause });
  }
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Each group is hashed once: there are far fewer than samples, or none. */
function groupHasher(secret: string): (group: string) => string {
  const key = keyFor(secret, 'groups');
  const known = new Map<string, string>();
  return (group) => {
    const hash = known.get(group) ?? `group-${createHmac('sha256', key).update(group).digest('hex').slice(0, GROUP_DIGITS)}`;
    known.set(group, hash);
    return hash;
  };
}

/** Paths repeat one another: packed, a list of a million is a fifth as long. */
function seal(text: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyFor(secret, 'split'), nonce);
  const bytes = [cipher.update(deflateRawSync(text, { level: 1 })), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...bytes]).toString('base64');
}

function unseal(sealed: string, secret: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv(CIPHER, keyFor(secret, 'split'), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return inflateRawSync(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])).toString('utf8');
}

/** A key for each purpose: what is learnt of one says nothing of another. */
function keyFor(secret: string, purpose: 'split' | 'groups'): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(`run ${purpose}`).digest();
}
