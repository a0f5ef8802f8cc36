import { crc32, deflateSync } from 'node:zlib';

interface Fields {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlace?: number;
}

/** A PNG file of these fields, its pixels a pattern if none are given. */
export function png(fields: Fields & { readonly rows?: Uint8Array; readonly extra?: Readonly<Record<string, readonly number[]>> }): Buffer {
  const samples = [1, 0, 3, 1, 2, 0, 4][fields.colour] ?? 1;
  const generous = fields.height * 2 * (2 + Math.ceil((fields.width * samples * fields.depth) / 8)) + 64;
  const rows = fields.rows ?? filtered(fields, samples) ?? new Uint8Array(generous);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', ihdr(fields)),
    ...Object.entries(fields.extra ?? {}).map(([type, data]) => chunk(type, Uint8Array.from(data))),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Rows of the whole image or of its seven passes, with filters in turn. */
function filtered({ width, height, depth, interlace = 0 }: Fields, samples: number): Uint8Array {
  const passes = interlace === 0 ? [[0, 0, 1, 1]] : [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
  const rows = passes.flatMap(([x0 = 0, y0 = 0, dx = 1, dy = 1]) => {
    const across = Math.ceil(Math.max(0, width - x0) / dx);
    const down = Math.ceil(Math.max(0, height - y0) / dy);
    if (across === 0) return [];
    return Array.from({ length: down }, (_, y) => Uint8Array.from({ length: 1 + Math.ceil((across * samples * depth) / 8) }, (__, x) => (x === 0 ? y % 5 : (x * y * 7) % 256)));
  });
  return Buffer.concat(rows);
}

export function withHeader(bytes: Uint8Array, fields: Fields): Buffer {
  return Buffer.concat([bytes.subarray(0, 8), chunk('IHDR', ihdr(fields)), bytes.subarray(33)]);
}

function ihdr({ width, height, depth, colour, interlace = 0 }: Fields): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, 0, 0, interlace], 8);
  return data;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), data.length + 8);
  return whole;
}
