import { createCanvas, loadImage } from '@napi-rs/canvas';
import { dimensions, type ImageFormat } from './dimensions.ts';
import { type Parsed, ParseRefused } from './parsed.ts';

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
