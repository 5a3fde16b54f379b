import { CLOSE, checkDocumentNumber, OPEN } from './document-number.ts';

/** One line read as a document number: its parts and its normal form, or why it is none. */
export interface DocumentNumberLine {
  /** The line as it came. */
  input: string;
  ok: boolean;
  /** 机关代字; null where the line has none. */
  agency: string | null;
  /** Null in orders, which are numbered without a year (令第5号). */
  year: number | null;
  serial: number | null;
  /** The normal form; null when refused. */
  canonical: string | null;
  /** What was put right, or why it is refused: a Chinese sentence; null where nothing was wrong. */
  problem: string | null;
}

type Parts = Pick<DocumentNumberLine, 'agency' | 'year' | 'serial' | 'canonical'>;

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const LABEL =
  /^[【[（(［〔]?(?:发文字号|发文文号|发布文号|公文字号|公文文号|文件编号|文件字号|文件号|文号|字号)[】\])）］〕]?[:：﹕]?(?=.)/u;
const HAN = '[\\p{Script=Han}A-Za-z、]';
/** 明政发〔2026〕15号, with the variants that are put right. */
const BRACKETED = new RegExp(`^(${HAN}{0,30})(${OPEN})(\\d{4})(年?)(${CLOSE})(第?)(\\d{1,6})号$`, 'u');
/** 公告2015年第41号: announcements carry the year without brackets. */
const ANNOUNCED = new RegExp(`^(${HAN}{0,60}(?:公告|通告|令|通报|布告))(\\d{4})年(第?)(\\d{1,6})号$`, 'u');
/** 省政府令第160号: orders are numbered through, without a year. */
const ORDERED = new RegExp(`^(${HAN}{1,60}令)第(\\d{1,6})号$`, 'u');
const GLUED = /^(?:根据|按照|依据|依照|关于|现将|印发|转发|参照)/u;
const LONGEST_LINE = 500;

/**
 * Reads a line as one document number. Put right, and named in `problem`: other brackets than 〔〕, blanks and invisible
 * characters, a label before it, full-width digits, 第 before the serial, leading zeros, round brackets around the
 * whole, a missing 机关代字 (canonical then begins with the year). Refused: digits of both widths inside one number, a
 * missing year, serial or 号, more than one number, anything else (GB/T 9704—2012; announcements and orders as they are).
 */
export function readDocumentNumberLine(line: string): DocumentNumberLine {
  const refuse = (problem: string): DocumentNumberLine => ({
    input: line,
    ok: false,
    agency: null,
    year: null,
    serial: null,
    canonical: null,
    problem,
  });
  if (line.length > LONGEST_LINE) return refuse(`这一行超过 ${LONGEST_LINE} 字，不是文号。`);
  const mended: string[] = [];
  const mend = (text: string, pattern: RegExp, to: (whole: string, part: string) => string, what: string) => {
    const next = text.replace(pattern, to);
    if (next !== text) mended.push(what);
    return next;
  };
  let text = mend(line, INVISIBLE, () => '', '去掉了看不见的字符');
  text = mend(text, /[\s\u3000]+/gu, () => '', '去掉了空格');
  text = mend(text, LABEL, () => '', '去掉了前面的“文号”字样');
  if (text === '') return refuse('请填写文号，例如“明政办发〔2026〕15号”。');
  text = mend(text, /^[（(](.*号)[)）]$/u, (_, inner) => inner, '去掉了外面的括号');
  const several = numbersIn(text);
  if (several.length > 1)
    return refuse(`一行里有 ${several.length} 个文号：${several.join('，')}。请每行只写一个。`);
  if (/[0-9][０-９]|[０-９][0-9]/.test(text))
    return refuse('同一个数字里混用了全角和半角，可能抄录有误，请对照原件核对。');
  text = mend(text, /[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0), '全角数字改成了半角');
  const parts = bracketed(text, mended) ?? announced(text, mended) ?? ordered(text, mended);
  if (typeof parts === 'string') return refuse(parts);
  if (parts === undefined) return refuse(whyNone(text));
  const problem = mended.length > 0 ? `已规范：${mended.join('；')}。` : null;
  return { input: line, ok: true, ...parts, problem };
}

/** A number in running text, for telling whether a line holds more than one. */
const ANY = new RegExp(
  `${OPEN}[0-9０-９]{4}年?${CLOSE}第?[0-9０-９]{1,6}号|[0-9０-９]{4}年第?[0-9０-９]{1,6}号|第[0-9０-９]{1,6}号`,
  'gu',
);

function numbersIn(text: string): string[] {
  let from = 0;
  return [...text.matchAll(ANY)].map((m) => {
    const end = m.index + m[0].length;
    const whole = text.slice(from, end).replace(/^[、，,；;。和及与]+/u, '');
    from = end;
    return whole;
  });
}

function wrongNumbers(year: number | null, serial: number): string | undefined {
  if (year !== null && (year < 1900 || year > 2099)) return `年份“${year}”不对，请核对后填写四位年份。`;
  return serial === 0 ? '序号从 1 开始编，请填写正确的序号。' : undefined;
}

function zeros(serial: string, mended: string[]): number {
  if (serial.startsWith('0')) mended.push('去掉了序号前面的零');
  return Number(serial);
}

function bracketed(text: string, mended: string[]): Parts | string | undefined {
  const m = BRACKETED.exec(text);
  if (!m) return undefined;
  const [agency = '', open = '', year = '', word = '', close = '', prefix = '', number = ''] = m.slice(1);
  if (GLUED.test(agency)) return whyNone(text);
  if (open !== '〔' || close !== '〕') mended.push(`“${open}${close}”改成了六角括号“〔〕”`);
  if (word) mended.push('去掉了括号里的“年”字');
  if (prefix) mended.push('去掉了序号前面的“第”字');
  const serial = zeros(number, mended);
  if (agency === '') mended.push('缺少发文机关代字，请补上');
  return (
    wrongNumbers(Number(year), serial) ?? {
      agency: agency === '' ? null : agency,
      year: Number(year),
      serial,
      canonical: `${agency}〔${year}〕${serial}号`,
    }
  );
}

function announced(text: string, mended: string[]): Parts | string | undefined {
  const m = ANNOUNCED.exec(text);
  if (!m) return undefined;
  const [agency = '', year = '', prefix = '', number = ''] = m.slice(1);
  if (GLUED.test(agency)) return whyNone(text);
  if (!prefix) mended.push('在序号前面补了“第”字');
  const serial = zeros(number, mended);
  return (
    wrongNumbers(Number(year), serial) ?? {
      agency,
      year: Number(year),
      serial,
      canonical: `${agency}${year}年第${serial}号`,
    }
  );
}

function ordered(text: string, mended: string[]): Parts | string | undefined {
  const m = ORDERED.exec(text);
  if (!m) return undefined;
  const [agency = '', number = ''] = m.slice(1);
  if (GLUED.test(agency)) return whyNone(text);
  const serial = zeros(number, mended);
  return wrongNumbers(null, serial) ?? { agency, year: null, serial, canonical: `${agency}第${serial}号` };
}

function whyNone(text: string): string {
  if (/号第?\d+$/u.test(text)) return '“号”应写在序号后面，例如“明政办发〔2026〕15号”。';
  return (
    checkDocumentNumber(text) ??
    '看不出这是文号，请按“机关代字〔年份〕序号号”填写，例如“明政办发〔2026〕15号”。'
  );
}
