/**
 * An answer of the Api as bytes, for hosts and pages that share no memory: one
 * line of JSON, a newline, then the typed arrays one after the other.
 *
 * What JSON cannot say lies beside it: arrays as bytes (a series of 1,000
 * buckets is 40 kB instead of 100 kB of digits), NaN and infinities by name.
 * Bytes are little-endian, as every machine that the app runs on is.
 */
interface Head {
  /** Left out where a method answers nothing. */
  readonly value?: unknown;
  readonly arrays: readonly ArrayPlace[];
  readonly oddNumbers: readonly (readonly [path: Path, name: string])[];
}

type Path = readonly (string | number)[];
type ArrayPlace = readonly [path: Path, kind: string, sizeBytes: number];

const ARRAYS = { Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;
type AnyArray = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;

/** An encoded answer: text and then bytes, to be sent in this order. */
export interface Encoded {
  readonly head: string;
  readonly parts: readonly Uint8Array[];
}

export function encodeWire(value: unknown): Encoded {
  const arrays: ArrayPlace[] = [];
  const oddNumbers: [Path, string][] = [];
  const parts: Uint8Array[] = [];
  const visit = (each: unknown, path: Path): void => {
    if (typeof each === 'number') {
      if (!Number.isFinite(each)) oddNumbers.push([path, String(each)]);
    } else if (isArray(each)) {
      arrays.push([path, kindOf(each), each.byteLength]);
      parts.push(new Uint8Array(each.buffer, each.byteOffset, each.byteLength));
    } else if (Array.isArray(each)) {
      for (const [i, inner] of each.entries()) visit(inner, [...path, i]);
    } else if (typeof each === 'object' && each !== null) {
      for (const [key, inner] of Object.entries(each)) visit(inner, [...path, key]);
    }
  };
  visit(value, []);
  const head: Head = { value, arrays, oddNumbers };
  return { head: `${JSON.stringify(head, withoutArrays)}\n`, parts };
}

/**
 * The value that `encodeWire` was given; its arrays are copies, aligned and free to be moved.
 *
 * @param decoder reads the JSON line: `new TextDecoder()`.
 * @throws if the bytes are cut short or not an answer.
 */
export function decodeWire(bytes: Uint8Array, decoder: { decode(bytes: Uint8Array): string }): unknown {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) throw new Error(`expected an answer with a line of JSON, but found ${bytes.length} bytes without`);
  const { value, arrays, oddNumbers } = JSON.parse(decoder.decode(bytes.subarray(0, end))) as Head;
  const root = { value };
  let at = end + 1;
  for (const [path, kind, sizeBytes] of arrays) {
    if (at + sizeBytes > bytes.length) throw new Error(`expected ${at + sizeBytes} bytes of an answer, but found ${bytes.length}`);
    put(root, path, arrayOf(kind, Uint8Array.from(bytes.subarray(at, at + sizeBytes))));
    at += sizeBytes;
  }
  for (const [path, name] of oddNumbers) put(root, path, Number(name));
  return root.value;
}

const NEWLINE = 10;

/** A plain `JSON.stringify` would write a typed array as an object of its indices, and call Node's `Buffer.toJSON` first. */
function withoutArrays(this: unknown, key: string, value: unknown): unknown {
  return isArray((this as Record<string, unknown>)[key]) ? null : value;
}

function isArray(value: unknown): value is AnyArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function kindOf(array: AnyArray): string {
  const kind = Object.entries(ARRAYS).find(([, constructor]) => array instanceof constructor)?.[0];
  if (kind === undefined) throw new Error(`expected an array of ${Object.keys(ARRAYS).join(', ')}, but found ${Object.prototype.toString.call(array)}`);
  return kind;
}

function arrayOf(kind: string, { buffer }: Uint8Array<ArrayBuffer>): AnyArray {
  if (!Object.hasOwn(ARRAYS, kind)) throw new Error(`expected an array of ${Object.keys(ARRAYS).join(', ')}, but found ${kind}`);
  return new ARRAYS[kind as keyof typeof ARRAYS](buffer);
}

function put(root: { value: unknown }, path: Path, value: unknown): void {
  const keys: Path = ['value', ...path];
  const holder = keys.slice(0, -1).reduce<unknown>((here, key) => (here as Record<string | number, unknown>)[key], root);
  (holder as Record<string | number, unknown>)[keys.at(-1) as string | number] = value;
}
