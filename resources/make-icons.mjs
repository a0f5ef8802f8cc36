// Makes the icons of every platform from icon.svg: node resources/make-icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const here = import.meta.dirname;
const svg = readFileSync(join(here, 'icon.svg'));
const png = (size) => sharp(svg, { density: (72 * size) / 512 }).resize(size, size).png({ compressionLevel: 9, palette: size <= 64 }).toBuffer();
const pngs = (sizes) => Promise.all(sizes.map(async (size) => ({ size, bytes: await png(size) })));

for (const { size, bytes } of await pngs([16, 32, 48, 64, 128, 256, 512])) writeFileSync(join(here, 'icons', `${size}x${size}.png`), bytes);
writeFileSync(join(here, 'icon.png'), await png(256));
writeFileSync(join(here, 'icon.ico'), ico(await pngs([16, 24, 32, 48, 64, 128, 256])));
writeFileSync(join(here, 'icon.icns'), await icns({ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic09: 512, ic10: 1024 }));

/** A header, one entry of 16 bytes per picture, the pictures as PNG. */
function ico(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let at = header.length;
  pictures.forEach(({ size, bytes }, i) => {
    const entry = 6 + 16 * i;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(bytes.length, entry + 8);
    header.writeUInt32LE(at, entry + 12);
    at += bytes.length;
  });
  return Buffer.concat([header, ...pictures.map(({ bytes }) => bytes)]);
}

/** Chunks of a type, their length and a PNG, in a chunk of the same shape. */
async function icns(sizes) {
  const chunk = (type, body) => {
    const header = Buffer.alloc(8);
    header.write(type, 'latin1');
    header.writeUInt32BE(8 + body.length, 4);
    return Buffer.concat([header, body]);
  };
  const chunks = await Promise.all(Object.entries(sizes).map(async ([type, size]) => chunk(type, await png(size))));
  return chunk('icns', Buffer.concat(chunks));
}
