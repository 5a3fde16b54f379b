import { civilDay } from './day.ts';
import { halfWidth, maskBankCard, maskIdentityNumber, maskMobile } from './masks.ts';

/** A personal number in a text: `text.slice(start, end)` is the number as written, `masked` what may be shown. */
export interface PersonalDatum {
  kind: 'identity-number' | 'mobile' | 'bank-card';
  start: number;
  end: number;
  masked: string;
}

/** An unbroken run of digits with what decides about it. */
interface Group {
  digits: string;
  start: number;
  end: number;
  /** One separator and then the next group: the two may be one number. Of a loose one less is believed. */
  joinsNext: 'tight' | 'loose' | undefined;
}

const DIGIT_RUN = /[0-9０-９]+/g;
const SEPARATOR = /^[ \u00a0\u3000\-－–]$/;
/** Also between other things than the parts of one number. */
const LOOSE_SEPARATOR = /^[.．·•・—_/／()（）]$/;
const SHORTEST = 11;
const LONGEST = 19;

const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);
const IDENTITY_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CREDIT_CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** What follows an amount; a phone or card number is never followed by one. */
const UNIT = /^\s?(?:元|万|亿|圆|美元|欧元|港元|人民币|吨|公斤|千克|亩|公顷|平方|立方|公里|千瓦|%|％)/u;
const MONEY_BEFORE = /(?:[¥￥$]|人民币|RMB|金额)[:：]?\s?$/iu;
const CREDIT_CODE_BEFORE = /(?:信用代码|机构代码|税号|识别号)[^0-9０-９]{0,6}$/u;

/**
 * Finds personal numbers that must not be published unmasked: identity numbers (18 digits with a right check
 * digit, 15 digits with a possible birth date), mobile numbers and bank cards (16 to 19 digits, Luhn), also in
 * full-width digits and in groups joined by a blank or hyphen; mobiles and 18 digits also by a point, slash or bracket. In
 * order of place, never overlapping.
 * Not reported: numbers inside longer digit runs or words, amounts, office phones, credit codes of organisations.
 */
export function findPersonalData(text: string): PersonalDatum[] {
  const groups = digitGroups(text);
  const found: PersonalDatum[] = [];
  let i = 0;
  while (i < groups.length) {
    const hit = longestNumberFrom(text, groups, i);
    if (hit) {
      found.push(hit.datum);
      i = hit.next;
    } else i++;
  }
  return found;
}

function digitGroups(text: string): Group[] {
  const groups: Group[] = [];
  for (const m of text.matchAll(DIGIT_RUN)) {
    const start = m.index;
    const last = groups.at(-1);
    const between = last && start === last.end + 1 ? text[last.end]! : '';
    if (last && SEPARATOR.test(between)) last.joinsNext = 'tight';
    else if (last && LOOSE_SEPARATOR.test(between)) last.joinsNext = 'loose';
    groups.push({ digits: halfWidth(m[0]), start, end: start + m[0].length, joinsNext: undefined });
  }
  return groups;
}

function longestNumberFrom(text: string, groups: Group[], first: number) {
  const sizes: number[] = [];
  let digits = '';
  let loose = false;
  let best: { datum: PersonalDatum; next: number } | undefined;
  for (let i = first; i < groups.length; i++) {
    const group = groups[i]!;
    digits += group.digits;
    if (digits.length > LONGEST && i > first) break;
    sizes.push(group.digits.length);
    const datum =
      digits.length < SHORTEST
        ? undefined
        : judge(text, digits, { sizes, loose, start: groups[first]!.start, end: group.end });
    // An identity number is proved by its check digit, so nothing longer can overrule it.
    if (datum && best?.datum.kind !== 'identity-number') best = { datum, next: i + 1 };
    if (!group.joinsNext) break;
    loose ||= group.joinsNext === 'loose';
  }
  return best;
}

function judge(
  text: string,
  digits: string,
  { sizes, loose, start, end }: { sizes: number[]; loose: boolean; start: number; end: number },
): PersonalDatum | undefined {
  const letterBefore = asciiLetter(text[start - 1]);
  const x = digits.length === 17 ? checkLetter(text, end) : 0;
  const letterAfter = x === 0 && asciiLetter(text[end]);
  if (letterAfter || /^[.．][0-9０-９]/.test(text.slice(end, end + 2))) return undefined;
  const before = text.slice(Math.max(0, start - 14), start);
  const identity = digits + (x > 0 ? 'X' : '');
  // 15 digits have no check digit: loosely joined they may be a row of figures.
  if (isIdentityNumber(identity) && !((letterBefore || loose) && identity.length === 15)) {
    return { kind: 'identity-number', start, end: end + x, masked: maskIdentityNumber(identity) };
  }
  if (x > 0 || UNIT.test(text.slice(end, end + 4)) || MONEY_BEFORE.test(before)) return undefined;
  if (isMobile(digits, sizes) && (!letterBefore || /(?:tel|phone|mobile|cell|mob)$/i.test(before))) {
    const isSerial = /第\s?$/u.test(before) && /^\s?号/u.test(text.slice(end, end + 2));
    return isSerial ? undefined : { kind: 'mobile', start, end, masked: maskMobile(digits) };
  }
  // Four years with slashes between them pass Luhn one time in ten.
  if (letterBefore || loose || CREDIT_CODE_BEFORE.test(before) || !isBankCard(digits, sizes))
    return undefined;
  return { kind: 'bank-card', start, end, masked: maskBankCard(digits) };
}

/** How many characters (separator and letter) the check letter X after 17 digits takes; 0 without one. */
function checkLetter(text: string, end: number): number {
  const m = /^[ \u00a0\u3000\-－–]?[XxＸｘ](?![A-Za-z0-9０-９])/.exec(text.slice(end, end + 3));
  return m ? m[0].length : 0;
}

function asciiLetter(c: string | undefined): boolean {
  return c !== undefined && /[A-Za-zＡ-Ｚａ-ｚ]/.test(c);
}

/** GB 11643—1999: region, birth date, serial, check digit by ISO 7064 MOD 11-2; 15 digits before 1999. */
export function isIdentityNumber(s: string): boolean {
  if (!PROVINCES.has(s.slice(0, 2))) return false;
  if (s.length === 15) {
    return (
      civilDay(1900 + Number(s.slice(6, 8)), Number(s.slice(8, 10)), Number(s.slice(10, 12))) !== undefined
    );
  }
  if (s.length !== 18) return false;
  const year = Number(s.slice(6, 10));
  if (year < 1850 || year > 2100) return false;
  if (civilDay(year, Number(s.slice(10, 12)), Number(s.slice(12, 14))) === undefined) return false;
  const sum = IDENTITY_WEIGHTS.reduce((total, weight, i) => total + weight * Number(s[i]), 0);
  return '10X98765432'[sum % 11] === s[17];
}

function isMobile(digits: string, sizes: number[]): boolean {
  const bare = digits.length > 11 ? digits.replace(/^(?:00)?86/, '') : digits;
  if (!/^1[3-9]\d{9}$/.test(bare)) return false;
  const written = sizes.join('-');
  return sizes.length === 1 || ['3-4-4', '3-8', '7-4', '2-11', '2-3-4-4', '4-11'].includes(written);
}

/** ISO/IEC 7812: Luhn over 16 to 19 digits, issuers of finance (3 to 6) or national ones (9), groups of four. */
function isBankCard(digits: string, sizes: number[]): boolean {
  if (!/^[34569]\d{15,18}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  const inFours = sizes.slice(0, -1).every((n) => n === 4) && sizes.at(-1)! <= 4;
  if (sizes.length > 1 && !inFours && !(sizes.length === 2 && sizes[0] === 6)) return false;
  return luhn(digits) && !isCreditCode(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const n = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? n : n > 4 ? n * 2 - 9 : n * 2;
  }
  return sum % 10 === 0;
}

/** 统一社会信用代码 (GB 32100—2015) of 18 digits: region in places 3 to 8, check by weights 3^i modulo 31. */
function isCreditCode(s: string): boolean {
  if (s.length !== 18 || !PROVINCES.has(s.slice(2, 4))) return false;
  let sum = 0;
  for (let i = 0, weight = 1; i < 17; i++, weight = (weight * 3) % 31) sum += Number(s[i]) * weight;
  return CREDIT_CODE_ALPHABET[(31 - (sum % 31)) % 31] === s[17];
}

/** A text with every personal number in it masked: for what the public sees, whatever was overlooked before. */
export function maskPersonalNumbers(text: string): string {
  return findPersonalData(text).reduceRight(
    (masked, d) => masked.slice(0, d.start) + d.masked + masked.slice(d.end),
    text,
  );
}
