/** Colour profiles of the matrix kind (ICC.1:2022), as small as they may be. */

/** XYZ of red, green and blue relative to D50. */
type Primaries = readonly (readonly [x: number, y: number, z: number])[];

/** Adobe RGB (1998), 4.3.1, adapted to D50. */
export const ADOBE_RGB: Primaries = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];
/** SMPTE EG 432-1 with a D65 white, adapted to D50. */
export const DISPLAY_P3: Primaries = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
];

/** A display profile with these primaries and one gamma for all three. */
export function matrixProfile(primaries: Primaries, gamma: number): Buffer {
  const tags: [name: string, data: Buffer][] = [
    ["wtpt", xyz([0.9642, 1, 0.8249])],
    ["rXYZ", xyz(primaries[0])],
    ["gXYZ", xyz(primaries[1])],
    ["bXYZ", xyz(primaries[2])],
    ["rTRC", curve(gamma)],
    ["gTRC", curve(gamma)],
    ["bTRC", curve(gamma)],
    ["desc", Buffer.concat([Buffer.from("desc\0\0\0\0\0\0\0\x05Test\0", "latin1"), Buffer.alloc(79)])],
    ["cprt", Buffer.from("text\0\0\0\0Nobody\0\0", "latin1")],
  ];
  const head = Buffer.alloc(128);
  head.write("mntrRGB XYZ ", 12, "latin1");
  head.writeUInt32BE(0x02100000, 8);
  head.write("acsp", 36, "latin1");
  xyz([0.9642, 1, 0.8249]).copy(head, 68, 8);
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const bodies: Buffer[] = [];
  let at = head.length + table.length;
  tags.forEach(([name, data], index) => {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    table.write(name, 4 + index * 12, "latin1");
    table.writeUInt32BE(at, 8 + index * 12);
    table.writeUInt32BE(data.length, 12 + index * 12);
    bodies.push(padded);
    at += padded.length;
  });
  head.writeUInt32BE(at, 0);
  return Buffer.concat([head, table, ...bodies]);
}

function xyz(values: readonly number[] = []): Buffer {
  const tag = Buffer.alloc(20);
  tag.write("XYZ ", 0, "latin1");
  values.forEach((value, index) => tag.writeInt32BE(Math.round(value * 65_536), 8 + index * 4));
  return tag;
}

function curve(gamma: number): Buffer {
  const tag = Buffer.alloc(14);
  tag.write("curv", 0, "latin1");
  tag.writeUInt32BE(1, 8);
  tag.writeUInt16BE(Math.round(gamma * 256), 12);
  return tag;
}
