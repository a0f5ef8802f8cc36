import { describe, expect, it } from 'vitest';
import { codecs, decode } from '../../src-main/files/decode.ts';
import { createDecoder } from '../../src-main/imaging/decode.ts';
import { png, withHeader } from './make-png.ts';

describe('memory', { timeout: 60_000 }, () => {
  it('is not asked for on the word of a header that the file is too small for', async () => {
    const asked: number[] = [];
    const watched = createDecoder({ ...codecs, inflate: (bytes, maxBytes) => (asked.push(maxBytes), codecs.inflate(bytes, maxBytes)), jpeg: () => Promise.reject(new Error('asked')) });
    for (const [width, height] of [[16_384, 16_384], [268_435_456, 1], [1, 268_435_456], [4000, 3000]] as const) {
      await expect(watched(withHeader(png({ depth: 8, colour: 6, width: 5, height: 5 }), { width, height, depth: 8, colour: 6, interlace: 0 }))).rejects.toThrow(/bytes cannot hold them$/);
    }
    expect(asked).toEqual([]);
  });

  it('stops at the size that the header says when the pixels inflate to more', async () => {
    const bomb = png({ depth: 8, colour: 0, width: 100, height: 100, rows: new Uint8Array(50_000_000) });
    const before = process.memoryUsage().arrayBuffers;
    await expect(decode(bomb)).rejects.toThrow('expected deflated PNG rows of 10100 bytes, but the stream is damaged');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
  });

  it.each([
    { depth: 16, colour: 2, interlace: 0, bytes: 6 },
    { depth: 16, colour: 6, interlace: 1, bytes: 8 },
    { depth: 8, colour: 0, interlace: 0, bytes: 1 },
    { depth: 8, colour: 0, interlace: 1, bytes: 1 },
    { depth: 1, colour: 0, interlace: 0, bytes: 1 },
  ])('stays below four times the pixels: depth $depth, colour type $colour, interlace $interlace', async ({ depth, colour, interlace, bytes }) => {
    const file = png({ depth, colour, width: 1024, height: 1024, interlace });
    const before = process.memoryUsage().arrayBuffers;
    const image = await decode(file);
    // All that decoding allocated, less what was collected; the rows' filter types are the last per cent.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(4.04 * 1024 * 1024 * bytes);
    expect(image.data.byteLength).toBe(1024 * 1024 * bytes);
  });
});
