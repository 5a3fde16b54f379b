import { createCanvas, loadImage } from '@napi-rs/canvas';
import { type Parsed, ParseRefused } from './parsed.ts';

/** Formats of pictures that are taken. An animated GIF becomes the picture it begins with. */
export type ImageFormat = 'jpg' | 'png' | 'gif' | 'webp';

export interface ImageOptions {
  format: ImageFormat;
  /** Most pixels: a small file can unfold to gigabytes. */
  maxPixels: number;
}

export interface ImageResult {
  width: number;
  height: number;
  /** Ending of the new file. */
  extension: 'jpg' | 'png' | 'webp';
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
}

/**
 * Draws a picture anew: only the picture comes through, not where and with what it was taken (EXIF), nor what was hung on
 * to it. @throws ParseRefused for too many pixels or a picture that cannot be drawn
 */
export async function reencode(bytes: Buffer, o: ImageOptions): Promise<Parsed<ImageResult>> {
  const declared = dimensions(bytes, o.format);
  if (!declared) throw new ParseRefused('图片已损坏，或者格式与扩展名不符。请重新导出后再上传。');
  if (declared.width * declared.height > o.maxPixels)
    throw new ParseRefused(
      `图片有 ${declared.width}×${declared.height} 像素，超过 ${Math.round(o.maxPixels / 1e6)} 百万像素的上限。请缩小后再上传。`,
    );
  const image = await loadImage(bytes).catch(() => {
    throw new ParseRefused('图片已损坏，无法打开。请重新导出后再上传。');
  });
  const { width, height } = image;
  if (width < 1 || height < 1 || width * height > o.maxPixels)
    throw new ParseRefused('图片的尺寸不能使用。请重新导出后再上传。');
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  switch (o.format) {
    case 'jpg':
      return {
        result: { width, height, extension: 'jpg', mediaType: 'image/jpeg' },
        output: await canvas.encode('jpeg', 90),
      };
    case 'webp':
      return {
        result: { width, height, extension: 'webp', mediaType: 'image/webp' },
        output: await canvas.encode('webp', 90),
      };
    default:
      return {
        result: { width, height, extension: 'png', mediaType: 'image/png' },
        output: await canvas.encode('png'),
      };
  }
}

/** The size that a picture's head declares, before anything is unfolded; undefined when it has none. */
function dimensions(b: Buffer, format: ImageFormat): { width: number; height: number } | undefined {
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
