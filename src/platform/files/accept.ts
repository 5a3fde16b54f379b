import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import type { PersonalDatum } from '../../law/personal-data.ts';
import { carriesSecrecyMark } from '../../law/secrecy-mark.ts';
import { type Issue, Refusal } from '../errors.ts';
import type { Log } from '../log.ts';
import { ParseFailed, parseInChild } from '../parse/index.ts';
import type { Inspection } from '../parse/inspect.ts';
import type { Preview } from '../preview/blocks.ts';
import type { Scanner } from './clamd.ts';
import { ScannerFailed } from './clamd.ts';
import { cleanFileName, extensionOf, FILE_TYPES, type FileExtension } from './types.ts';
import type { ReceivedFile, UploadArea } from './uploads.ts';

/** Something in the words of a file: what kind, in which line or row. */
export interface FileFinding {
  kind: PersonalDatum['kind'] | 'formula';
  line: number;
}

/** What is kept of the findings of an inspection: no content. */
export function findingsOf({ personal, formulas }: Inspection): FileFinding[] {
  return [
    ...personal.map(({ kind, line }) => ({ kind, line })),
    ...formulas.map((line) => ({ kind: 'formula' as const, line })),
  ];
}

/** A file that may be kept: what it is was looked at, not believed. It still lies in the upload area. */
export interface AcceptedFile {
  /** Cleaned; its ending says what the file is. */
  name: string;
  mediaType: string;
  path: string;
  size: number;
  sha256: string;
  sm3: string;
  /** Whether a scanner has found nothing, or none is configured. */
  scan: 'clean' | 'unscanned';
  /** Number of pages, where the file tells. */
  pages: number | null;
  /** Whether the words could be read by the program. */
  wordsRead: boolean;
  /** What somebody should look at before the file is published: numbers of persons and their lines, formulas and their rows. */
  findings: FileFinding[];
  /** What can be shown of it without the program that made it. */
  preview: Preview;
}

/** What acceptance needs of its surroundings. */
export interface AcceptContext {
  uploads: UploadArea;
  scanner: Scanner | undefined;
  log: Log;
}

/** The scanner has found something harmful. The act that meets it tells the audit. */
export class Infected extends Refusal {
  readonly found: string;
  readonly sha256: string;
  constructor(issue: Issue, found: string, sha256: string) {
    super([issue], 422);
    this.found = found;
    this.sha256 = sha256;
  }
}

/** A file carries a secrecy mark. What came with it may be of the same paper: none of it is kept. */
export class SecrecyMarked extends Refusal {}

/** @param where what of which file; a name that carries a mark is not repeated */
function secrecyMark(field: string, where: string): SecrecyMarked {
  return new SecrecyMarked(
    [
      {
        field,
        message: `${where}中有密级标志。涉密文件不得进入本系统，这次上传的文件都没有保存。请按保密规定线下办理。`,
        article: '保密法第三十一条',
      },
    ],
    422,
  );
}

/**
 * Decides whether an upload may be kept: name and ending, true type, programs, secrecy marks, viruses; pictures are drawn
 * anew in its place.
 * @param o.extensions endings that are taken here
 * @throws Refusal with a sentence at the file's field; Infected. Nothing has then been kept.
 */
export async function acceptFile(
  ctx: AcceptContext,
  file: ReceivedFile,
  o: { extensions: readonly FileExtension[]; maxPixels: number; scanMs: number },
): Promise<AcceptedFile> {
  const { field } = file;
  const name = cleanFileName(file.name);
  const refuse = (message: string) => new Refusal([{ field, message: `“${name}”：${message}` }], 422);
  if (carriesSecrecyMark([name, name.replace(/[-_.\s]+/g, ' ')])) throw secrecyMark(field, '文件名');
  const extension = extensionOf(name);
  if (!extension || !o.extensions.includes(extension))
    throw refuse(`不能上传这种格式的文件。可以上传：${o.extensions.join('、')}。压缩包请解开后逐个上传。`);
  try {
    const { result } = await parseInChild('inspect', { file: file.path }, { extension });
    if (result.secrecyMark) throw secrecyMark(field, `“${name}”的内容`);
    const scan = await scanned(ctx, file, name, o.scanMs);
    const kept =
      FILE_TYPES[extension].kind === 'image'
        ? await redrawn(ctx, file, extension as 'jpg', name, o.maxPixels)
        : { name, mediaType: result.mediaType, ...bytesOf(file) };
    return {
      preview: result.preview,
      ...kept,
      scan,
      pages: result.pages,
      wordsRead: result.wordsRead,
      findings: findingsOf(result),
    };
  } catch (error) {
    if (error instanceof ParseFailed) throw refuse(error.message);
    throw error;
  }
}

const bytesOf = ({ path, size, sha256, sm3 }: ReceivedFile) => ({ path, size, sha256, sm3 });

async function scanned(
  ctx: AcceptContext,
  file: ReceivedFile,
  name: string,
  timeoutMs: number,
): Promise<AcceptedFile['scan']> {
  if (!ctx.scanner) return 'unscanned';
  try {
    const found = await ctx.scanner.scan(createReadStream(file.path), timeoutMs);
    if (found === undefined) return 'clean';
    throw new Infected(
      {
        field: file.field,
        message: `“${name}”：查出有害程序（${found}），没有保存，已记录。请先在本机查杀病毒。`,
      },
      found,
      file.sha256,
    );
  } catch (error) {
    if (!(error instanceof ScannerFailed)) throw error;
    ctx.log.error({ error: error.message }, 'virus scanner failed');
    throw new Refusal(
      [
        {
          field: file.field,
          message: `“${name}”：病毒扫描没有完成，文件没有保存。请稍后再上传；一直这样请联系系统管理员检查扫描服务（文件太大也可能超过扫描服务的上限）。`,
        },
      ],
      422,
    );
  }
}

/** Draws a picture anew and puts it in the place of what was sent. */
async function redrawn(
  ctx: AcceptContext,
  file: ReceivedFile,
  format: 'jpg' | 'png' | 'gif' | 'webp',
  name: string,
  maxPixels: number,
): Promise<Pick<AcceptedFile, 'name' | 'mediaType' | 'path' | 'size' | 'sha256' | 'sm3' | 'preview'>> {
  const most = Math.max(64 * 1024 * 1024, file.size * 4);
  const { result, output } = await parseInChild(
    'image',
    { file: file.path },
    { format, maxPixels },
    { output: (bytes) => ctx.uploads.take(bytes, most) },
  );
  if (!output) throw new ParseFailed('图片无法处理，请重新导出后再上传。');
  // Under the old path it is removed with the request, like everything that came in.
  await fs.rename(output.path, file.path);
  return {
    ...output,
    path: file.path,
    name: name.replace(/\.[^.]+$/, `.${result.extension}`),
    mediaType: result.mediaType,
    // As it was drawn: a camera may have held it on its side.
    preview: { kind: 'picture', width: result.width, height: result.height },
  };
}
