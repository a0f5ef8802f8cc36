/**
 * An array of float32 as a NumPy file (format 1.0), which `numpy.load` opens.
 *
 * @param shape row by row, the last axis fastest.
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  const plain = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  // Magic, version and length take ten bytes; the data begin at a multiple of 64.
  const header = `${plain.padEnd(Math.ceil((plain.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + 4 * data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...ascii('NUMPY'), 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(ascii(header), 10);
  const from = 10 + header.length;
  for (let i = 0; i < data.length; i++) view.setFloat32(from + 4 * i, data[i] as number, true);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
