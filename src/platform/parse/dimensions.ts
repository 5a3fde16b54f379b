/** Formats of pictures that are taken. An animated GIF becomes the picture it begins with. */
export type ImageFormat = 'jpg' | 'png' | 'gif' | 'webp';

/** The size in pixels that a picture's head declares, before anything is unfolded; undefined when it has none. */
export function dimensions(b: Buffer, format: ImageFormat): { width: number; height: number } | undefined {
  if (format === 'png')
    return b.length > 24 && b.readUInt32BE(0) === 0x89504e47 && b.toString('latin1', 12, 16) === 'IHDR'
      ? { width: b.readUInt32BE(16), height: b.readUInt32BE(20) }
      : undefined;
  if (format === 'gif')
    return b.length > 10 && /^GIF8[79]a$/.test(b.toString('latin1', 0, 6))
      ? { width: b.readUInt16LE(6), height: b.readUInt16LE(8) }
      : undefined;
  if (format === 'webp') return webpDimensions(b);
  return jpegDimensions(b);
}

function webpDimensions(b: Buffer): { width: number; height: number } | undefined {
  if (b.length < 30 || b.toString('latin1', 0, 4) !== 'RIFF' || b.toString('latin1', 8, 12) !== 'WEBP')
    return undefined;
  switch (b.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: 1 + b.readUIntLE(24, 3), height: 1 + b.readUIntLE(27, 3) };
    case 'VP8L': {
      const bits = b.readUInt32LE(21);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case 'VP8 ':
      return { width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}

/** Walks the segments of a JPEG to the first start of frame. */
function jpegDimensions(b: Buffer): { width: number; height: number } | undefined {
  if (b.length < 4 || b.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < b.length; ) {
    if (b[at] !== 0xff) return undefined;
    const marker = b[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: b.readUInt16BE(at + 7), height: b.readUInt16BE(at + 5) };
    else at += 2 + b.readUInt16BE(at + 2);
  }
  return undefined;
}
