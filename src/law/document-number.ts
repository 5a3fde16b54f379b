/**
 * 发文字号 of official papers: 机关代字 + 〔四位年份〕 + 序号 + 号 (GB/T 9704—2012): hexagonal brackets, the
 * year in full, the serial neither padded with zeros nor preceded by 第. Real pages write the brackets in
 * many ways, so everything is brought to the one form before it is compared, searched or stored.
 */
export interface DocumentNumber {
  /** 机关代字, for example 成办函. */
  agency: string;
  year: number;
  serial: number;
  /** The one form: 成办函〔2010〕157号. */
  text: string;
  /** As it was written. */
  original: string;
}

/** A document number in a longer text: `text.slice(start, end) === original`. */
export interface FoundDocumentNumber extends DocumentNumber {
  start: number;
  end: number;
}

/** The brackets in which pages write the year, as character classes of a regular expression. */
export const OPEN = '[〔\\[［﹝【(（「『〖{｛〈<＜⟨]';
export const CLOSE = '[〕\\]］﹞】)）」』〗}｝〉>＞⟩]';
const DIGIT = '[0-9０-９]';
const GAP = '[ \\t\\u00a0\\u3000]{0,3}';
// (2010)3号楼, (2019)2号线: a place or a thing, not a paper.
const NOT_A_PAPER = '(?!楼|线|院|门|室|井|机|库|桥|店|车|仓|地块|宗地)';
const TAIL = `${OPEN}${GAP}(${DIGIT}{4})${GAP}年?${GAP}${CLOSE}${GAP}(第?)${GAP}(${DIGIT}{1,6})${GAP}号`;
const IN_TEXT = new RegExp(TAIL + NOT_A_PAPER, 'gu');
const WHOLE = new RegExp(`^([\\p{Script=Han}A-Za-z]{1,20})${TAIL}$`, 'u');
const AGENCY_CHARACTER = /[\p{Script=Han}A-Za-z]/u;
const LONGEST_AGENCY = 16;

/** Words after which an 机关代字 begins when it is glued to the sentence before it. None occurs inside one. */
const BEFORE_AGENCY =
  /^.*(?:字号|文号|通知|意见|决定|办法|方案|规定|要点|根据|按照|依据|依照|落实|贯彻|执行|转发|印发|参照|遵照|以及|废止|现将|[的以见为是由对与按])/u;

function toNumber(digits: string): number {
  return Number(digits.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)));
}

function plausibleYear(year: number): boolean {
  return year >= 1900 && year <= 2099;
}

/**
 * Writes every document number inside `text` in the one form 〔2010〕157号, whatever brackets, full-width
 * digits, blanks, leading zeros or 第 it was written with. Everything else stays as it is; applying it
 * twice changes nothing more.
 */
export function normaliseDocumentNumbers(text: string): string {
  return text.replace(IN_TEXT, (whole, year: string, _prefix: string, serial: string) => {
    const [y, n] = [toNumber(year), toNumber(serial)];
    return plausibleYear(y) && n > 0 ? `〔${y}〕${n}号` : whole;
  });
}

/**
 * Reads `s` when it is a document number and nothing else (blanks and one enclosing pair of round brackets
 * do not matter); undefined otherwise. Variants are accepted as in {@link normaliseDocumentNumbers}.
 */
export function parseDocumentNumber(s: string): DocumentNumber | undefined {
  const m = WHOLE.exec(compact(s));
  if (!m || BEFORE_AGENCY.test(m[1]!)) return undefined;
  return build(m[1]!, toNumber(m[2]!), toNumber(m[4]!), s);
}

function build(agency: string, year: number, serial: number, original: string): DocumentNumber | undefined {
  if (!plausibleYear(year) || serial === 0) return undefined;
  return { agency, year, serial, text: `${agency}〔${year}〕${serial}号`, original };
}

/** Without blanks and without round brackets around the whole. */
function compact(s: string): string {
  const bare = s.replace(/[\s\u3000]+/gu, '');
  return /^[(（].*号[)）]$/u.test(bare) ? bare.slice(1, -1) : bare;
}

/**
 * All document numbers in a text, in order. Where a number is glued to the words before it (…的通知明政发〔2020〕6号)
 * the 机关代字 begins after the last word that cannot belong to one; a number without any 机关代字 is left out.
 */
export function findDocumentNumbers(text: string): FoundDocumentNumber[] {
  const found: FoundDocumentNumber[] = [];
  for (const m of text.matchAll(IN_TEXT)) {
    let bracket = m.index;
    while (bracket > m.index - 3 && /[ \t\u00a0\u3000]/.test(text[bracket - 1] ?? '')) bracket--;
    const start = agencyStart(text, bracket);
    if (start === bracket) continue;
    const end = m.index + m[0].length;
    const number = build(
      text.slice(start, bracket),
      toNumber(m[1]!),
      toNumber(m[3]!),
      text.slice(start, end),
    );
    if (number) found.push({ ...number, start, end });
  }
  return found;
}

function agencyStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_AGENCY) {
    const before = text[start - 1]!;
    if (before === '号' || !AGENCY_CHARACTER.test(before)) break;
    start--;
  }
  const glued = BEFORE_AGENCY.exec(text.slice(start, end));
  if (glued) return start + glued[0].length;
  // 《甲》(甲发〔2006〕3号)和乙发〔2006〕4号: a conjunction, while 和政发 by itself is the paper of a county 和.
  if (start > 0 && /[号)）》、]/u.test(text[start - 1]!) && /^[和及或]/u.test(text.slice(start, end)))
    start++;
  return start;
}

/**
 * What is wrong with a document number that a person typed, as one Chinese sentence with the remedy;
 * undefined when it is right. Other brackets than 〔〕 are not a fault: they are accepted and normalised.
 */
export function checkDocumentNumber(s: string): string | undefined {
  const typed = compact(s);
  if (typed === '') return '请填写文号，例如“明政办发〔2026〕15号”。';
  const m = WHOLE.exec(typed);
  if (m) {
    if (BEFORE_AGENCY.test(m[1]!))
      return '机关代字前面有多余的文字，请只填文号本身，例如“明政办发〔2026〕15号”。';
    const [year, serial] = [toNumber(m[2]!), toNumber(m[4]!)];
    if (!plausibleYear(year)) return `年份“${year}”不对，请核对后填写四位年份。`;
    if (serial === 0) return '序号从 1 开始编，请填写正确的序号。';
    const right = `${m[1]}〔${year}〕${serial}号`;
    if (m[3] !== '') return `序号前不加“第”字，请写成“${right}”。`;
    if (/^[0０]/.test(m[4]!)) return `序号不编虚位（前面不补零），请写成“${right}”。`;
    return undefined;
  }
  return whyUnreadable(typed);
}

function whyUnreadable(typed: string): string {
  const has = (pattern: string) => new RegExp(pattern, 'u').test(typed);
  if (!has('号')) return '文号末尾缺“号”字，例如“明政办发〔2026〕15号”。';
  if (!has('号$')) return '“号”后面还有多余的文字，请只填文号本身。';
  if (has(`^(${OPEN}|${DIGIT})`)) return '文号缺少发文机关代字，例如“明政办发〔2026〕15号”中的“明政办发”。';
  if (has(`${OPEN}${DIGIT}{2}年?${CLOSE}`)) return '年份要写全四位，例如〔2026〕，不能写成〔26〕。';
  if (has(`${OPEN}${DIGIT}{4}年?${CLOSE}第?号`)) return '文号缺少序号，请在年份后填写序号，例如“15号”。';
  if (has(`${OPEN}${DIGIT}{4}年?${CLOSE}第?[^0-9０-９]`)) return '年份后面的序号只能是数字，例如“15号”。';
  if (has(`(19|20|１９|２０)${DIGIT}{2}`)) return '年份要放在六角括号里，例如“明政办发〔2026〕15号”。';
  if (has(`${DIGIT}号$`)) return '文号缺年份，请在机关代字后加上年份，例如“明政办发〔2026〕15号”。';
  return '看不出这是文号，请按“机关代字〔年份〕序号号”填写，例如“明政办发〔2026〕15号”。';
}
