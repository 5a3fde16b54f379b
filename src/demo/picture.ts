import { crc32, deflateSync } from 'node:zlib';

/** Size of a sketch in pixels. */
const SIZE = { width: 720, height: 480 };

/** Colours of a sketch by their names; the first is the ground. */
const PALETTE = {
  ground: 0xf6f3ea,
  quarter: 0xe4e0d0,
  park: 0xcfe3c0,
  water: 0x7db3dc,
  road: 0xa9a9a9,
  red: 0xc62828,
  green: 0x2e7d32,
} as const;
const NAMES = Object.keys(PALETTE);

/**
 * A sketch as a PNG, drawn in the order of its rows: a colour of the palette, then pixels: `x y radius` for a disc, or
 * `x y x y width` for a stroke with round ends.
 */
export function pictureFile(rows: readonly (readonly string[])[]): Buffer {
  const pixels = Buffer.alloc(SIZE.width * SIZE.height);
  for (const [name = '', ...numbers] of rows) {
    const colour = NAMES.indexOf(name);
    const n = numbers.map(Number);
    if (colour < 0 || ![3, 5].includes(n.length) || n.some(Number.isNaN))
      throw new Error(`a sketch cannot draw ${[name, ...numbers].join(' ')}`);
    const [x1 = 0, y1 = 0] = n;
    const [x2, y2, radius] = n.length === 3 ? [x1, y1, n[2] ?? 0] : [n[2] ?? 0, n[3] ?? 0, (n[4] ?? 0) / 2];
    draw(pixels, colour, { x1, y1, x2, y2, radius });
  }
  // Every line of a PNG begins with how it is filtered: not at all.
  const lines = Array.from({ length: SIZE.height }, (_, y) => [
    Buffer.of(0),
    pixels.subarray(y * SIZE.width, (y + 1) * SIZE.width),
  ]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIZE.width, 0);
  head.writeUInt32BE(SIZE.height, 4);
  // Eight bits for each pixel, which name a colour of the palette.
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Object.values(PALETTE).flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(colours)),
    chunk('IDAT', deflateSync(Buffer.concat(lines.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Colours every pixel that is no further than the radius from the stroke. */
function draw(
  pixels: Buffer,
  colour: number,
  s: { x1: number; y1: number; x2: number; y2: number; radius: number },
): void {
  const [dx, dy] = [s.x2 - s.x1, s.y2 - s.y1];
  const length = dx * dx + dy * dy || 1;
  const within = (a: number, b: number, most: number) => [
    Math.max(0, Math.floor(Math.min(a, b) - s.radius)),
    Math.min(most - 1, Math.ceil(Math.max(a, b) + s.radius)),
  ];
  const [left = 0, right = 0] = within(s.x1, s.x2, SIZE.width);
  const [top = 0, bottom = 0] = within(s.y1, s.y2, SIZE.height);
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - s.x1) * dx + (y - s.y1) * dy) / length));
      if (Math.hypot(x - s.x1 - along * dx, y - s.y1 - along * dy) <= s.radius)
        pixels[y * SIZE.width + x] = colour;
    }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
