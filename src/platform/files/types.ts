/** One format of files that the program takes. */
export interface FileType {
  /** Name for people. */
  label: string;
  mediaType: string;
  /** How its bytes are told: by the signatures that file-type finds, by what stands in the archive, or as text. */
  kind: 'pdf' | 'package' | 'compound' | 'text' | 'image';
  /** What file-type may say of it. */
  signatures: readonly string[];
  /** A part that an archive of this format must hold. */
  part?: string;
}

/**
 * Formats that are taken, by ending. What can carry a program, or what browsers run, is not among them: no macros, no
 * HTML, no SVG, and no archives, whose contents nobody would have looked at.
 */
export const FILE_TYPES = {
  pdf: { label: 'PDF', mediaType: 'application/pdf', kind: 'pdf', signatures: ['pdf'] },
  ofd: {
    label: 'OFD',
    mediaType: 'application/ofd',
    kind: 'package',
    signatures: ['zip'],
    part: 'OFD.xml',
  },
  docx: {
    label: 'Word',
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    kind: 'package',
    signatures: ['docx', 'zip'],
    part: 'word/document.xml',
  },
  xlsx: {
    label: 'Excel',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    kind: 'package',
    signatures: ['xlsx', 'zip'],
    part: 'xl/workbook.xml',
  },
  pptx: {
    label: 'PowerPoint',
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    kind: 'package',
    signatures: ['pptx', 'zip'],
    part: 'ppt/presentation.xml',
  },
  doc: { label: 'Word', mediaType: 'application/msword', kind: 'compound', signatures: ['cfb'] },
  xls: { label: 'Excel', mediaType: 'application/vnd.ms-excel', kind: 'compound', signatures: ['cfb'] },
  ppt: {
    label: 'PowerPoint',
    mediaType: 'application/vnd.ms-powerpoint',
    kind: 'compound',
    signatures: ['cfb'],
  },
  wps: { label: 'WPS 文字', mediaType: 'application/wps-office.wps', kind: 'compound', signatures: ['cfb'] },
  et: { label: 'WPS 表格', mediaType: 'application/wps-office.et', kind: 'compound', signatures: ['cfb'] },
  dps: { label: 'WPS 演示', mediaType: 'application/wps-office.dps', kind: 'compound', signatures: ['cfb'] },
  txt: { label: '文本', mediaType: 'text/plain', kind: 'text', signatures: [] },
  csv: { label: 'CSV', mediaType: 'text/csv', kind: 'text', signatures: [] },
  jpg: { label: '图片', mediaType: 'image/jpeg', kind: 'image', signatures: ['jpg'] },
  png: { label: '图片', mediaType: 'image/png', kind: 'image', signatures: ['png', 'apng'] },
  gif: { label: '图片', mediaType: 'image/gif', kind: 'image', signatures: ['gif'] },
  webp: { label: '图片', mediaType: 'image/webp', kind: 'image', signatures: ['webp'] },
} as const satisfies Record<string, FileType>;

export type FileExtension = keyof typeof FILE_TYPES;

/** The ending of a file name that is among those taken; `.jpeg` counts as `.jpg`. */
export function extensionOf(name: string): FileExtension | undefined {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = ending === 'jpeg' ? 'jpg' : ending;
  return Object.hasOwn(FILE_TYPES, known) ? (known as FileExtension) : undefined;
}

/** Longest name of a file, in characters. */
const NAME_LENGTH = 120;

/**
 * A name that can be shown, stored and sent back: no folders, no control or direction-changing characters (they can make
 * `gpj.exe` look like `exe.jpg`), no characters that Windows refuses, one line, at most 120 characters with its ending.
 */
export function cleanFileName(name: string): string {
  const bare = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const shown = bare
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const dot = shown.lastIndexOf('.');
  const ending = dot > 0 ? shown.slice(dot) : '';
  const stem = [...(dot > 0 ? shown.slice(0, dot) : shown)];
  return `${stem.slice(0, NAME_LENGTH - ending.length).join('') || '附件'}${ending}`;
}

/** Bytes for people: `186 KB`, `2.1 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Name of a file's format for people, from its cleaned name. */
export function fileFormat(name: string): string {
  const extension = extensionOf(name);
  return extension ? FILE_TYPES[extension].label : '文件';
}

/** Whether files of this name can be shown without the program that made them: not those of the old offices, nor of WPS. */
export function previewable(name: string): boolean {
  const extension = extensionOf(name);
  return extension !== undefined && FILE_TYPES[extension].kind !== 'compound';
}
