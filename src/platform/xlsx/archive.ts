import { XMLParser } from 'fast-xml-parser';
import { type UnzipFileInfo, unzipSync } from 'fflate';

/** A workbook that cannot be read. The message is a Chinese sentence for the person who sent it. */
export class UnreadableWorkbook extends Error {}

/** How much a workbook may hold; beyond it reading stops. */
export interface WorkbookLimits {
  /** Parts of the archive. */
  entries: number;
  /** Bytes of one part and of all parts that are read, unpacked. */
  entryBytes: number;
  totalBytes: number;
  sheets: number;
  /** Rows of one sheet, cells of the whole workbook, characters of one cell. */
  rows: number;
  cells: number;
  cellCharacters: number;
}

/** Limits for tables that people fill in: generous for 20,000 rows, far below what would exhaust a process. */
export const WORKBOOK_LIMITS: WorkbookLimits = {
  entries: 200,
  entryBytes: 64 * 1024 * 1024,
  totalBytes: 96 * 1024 * 1024,
  sheets: 20,
  rows: 20_001,
  cells: 600_000,
  cellCharacters: 32_767,
};

const WANTED = /^(\[Content_Types\]\.xml|xl\/(_rels\/)?[^/]+\.(xml|rels)|xl\/worksheets\/[^/]+\.xml)$/i;
/** Unpacked bytes per packed byte that no honest sheet reaches, above a size where it would matter. */
const BOMB_RATIO = 250;
const BOMB_FROM = 4 * 1024 * 1024;

/**
 * Unpacks the parts of a workbook that hold its tables; pictures, macros and the rest are never touched. The sizes that
 * the archive states are checked before anything is unpacked, and no part is given more room than it stated.
 * @throws UnreadableWorkbook
 */
export function unpack(bytes: Uint8Array, limits: WorkbookLimits): ReadonlyMap<string, Uint8Array> {
  const magic = [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, '0')).join('');
  if (magic === 'd0cf11e0a1b11ae1')
    throw new UnreadableWorkbook(
      '这是旧版 Excel 文件（.xls）或者加了密码的文件。请打开后“另存为”Excel 工作簿（.xlsx），不要设密码。',
    );
  if (!magic.startsWith('504b0304'))
    throw new UnreadableWorkbook('这不是 Excel 工作簿（.xlsx）。请用下载的模板填写后上传。');
  let entries = 0;
  let total = 0;
  const admit = (file: UnzipFileInfo): boolean => {
    if (++entries > limits.entries) throw new UnreadableWorkbook('文件内部的部件太多，不像一个普通的表格。');
    if (!WANTED.test(file.name)) return false;
    total += file.originalSize;
    const swollen = file.originalSize > BOMB_FROM && file.originalSize / Math.max(1, file.size) > BOMB_RATIO;
    if (file.originalSize > limits.entryBytes || total > limits.totalBytes || swollen)
      throw new UnreadableWorkbook('文件展开后太大，已经停止读取。请删去多余的行、列和格式后重试。');
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter: admit })));
  } catch (error) {
    if (error instanceof UnreadableWorkbook) throw error;
    throw new UnreadableWorkbook('文件已经损坏，无法打开。请在 Excel 中打开并重新保存后再上传。');
  }
}

/** A node of XML: attributes begin with '@', children that may repeat are lists. */
export type XmlNode = { [name: string]: XmlValue };
type XmlValue = string | XmlNode | XmlValue[];

const LISTS = new Set(['row', 'c', 'si', 'r', 'sheet', 'mergeCell', 'Relationship', 'xf', 'numFmt']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Entities are never expanded by the parser; the five of XML and numbers are read by `decode`.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => LISTS.has(name),
});

/** Reads a part as XML. A document type is refused: it is the way to entities. @throws UnreadableWorkbook */
export function readXml(bytes: Uint8Array | undefined): XmlNode {
  if (!bytes) return {};
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes);
  if (/<!(DOCTYPE|ENTITY)/i.test(text))
    throw new UnreadableWorkbook('文件中含有不允许的声明（DOCTYPE），已经拒绝。请用下载的模板重新填写。');
  try {
    return parser.parse(text) as XmlNode;
  } catch {
    throw new UnreadableWorkbook('文件已经损坏，无法读取其中的表格。请在 Excel 中重新保存后再上传。');
  }
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text of XML with its entities resolved, those of Excel (`_x000D_`) too; characters that no text has are dropped. */
export function decode(text: string): string {
  const plain = text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,6}));/gi, (all, hex, dec, name) => {
    if (name !== undefined) return NAMED[name] ?? all;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(dec);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : '';
  });
  return plain
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\p{Surrogate}/gu, '')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

/** The child of this name as a node; {} when there is none. */
export function child(node: XmlNode | undefined, name: string): XmlNode {
  const value = node?.[name];
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** The children of this name that are nodes. */
export function children(node: XmlNode | undefined, name: string): XmlNode[] {
  const value = node?.[name];
  return Array.isArray(value)
    ? value.map((v) => (typeof v === 'object' && !Array.isArray(v) ? v : { '#text': String(v) }))
    : [];
}

/** The text of a child or attribute; '' when there is none. */
export function textOf(node: XmlNode | undefined, name: string): string {
  const value = node?.[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && !Array.isArray(value)) return textOf(value, '#text');
  return '';
}
