/*
 * The one rule for showing personal values masked. No national rule exists for lists made public; these are the
 * platform's defaults (《个人信息保护法》第七十三条 去标识化; customary forms, to be confirmed by the user).
 */

/** How many characters of an identity number stay readable; 前 3 后 2 unless the installation sets otherwise. */
export interface MaskOptions {
  identityHead: number;
  identityTail: number;
}

export const MASK_DEFAULTS: MaskOptions = { identityHead: 3, identityTail: 2 };

/** Surnames of two characters; what is not listed has a surname of one. */
const COMPOUND = new Set(
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五'.split(
    ' ',
  ),
);
/** Between the parts of names of many nationalities: 阿依古丽·买买提. */
const NAME_DOTS = /[·•・‧．.]/;

const stars = (n: number) => '*'.repeat(Math.max(0, n));

/** Full-width digits and letters as half-width ones. */
export function halfWidth(s: string): string {
  return s.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

/** The digits (and X) of a number as written, without separators. */
function bareNumber(s: string): string {
  return halfWidth(s)
    .replace(/x/g, 'X')
    .replace(/[^0-9X]/g, '');
}

/** First `head` and last `tail` characters with stars between, for numbers of a known length; all stars for any other. */
function mask(s: string, lengths: number[], head: number, tail: number): string {
  if (!lengths.includes(s.length) || head + tail >= s.length) return stars(s.length);
  return s.slice(0, head) + stars(s.length - head - tail) + s.slice(s.length - tail);
}

/** 510*************21: by default the first 3 and last 2 characters of an identity number (15 or 18); anything else is all stars. */
export function maskIdentityNumber(s: string, options: MaskOptions = MASK_DEFAULTS): string {
  return mask(bareNumber(s), [15, 18], options.identityHead, options.identityTail);
}

/** 138****1111: the first 3 and last 4 digits, without the country code; what is no mobile number is all stars. */
export function maskMobile(s: string): string {
  return mask(bareNumber(s).replace(/^(?:00)?86(?=1\d{10}$)/, ''), [11], 3, 4);
}

/** ************2345: only the last 4 digits of a card (16 to 19 digits); anything else is all stars. */
export function maskBankCard(s: string): string {
  return mask(bareNumber(s), [16, 17, 18, 19], 0, 4);
}

/** A mobile number as `maskMobile`; an office number keeps the area code and its last 4 digits: 0000-****5678. */
export function maskPhone(s: string): string {
  const written = halfWidth(s).trim();
  const digits = written.replace(/\D/g, '');
  if (/^(?:00)?(?:86)?1[3-9]\d{9}$/.test(digits)) return maskMobile(digits);
  const m = /^[(（]?(0\d{2,3})[)）]?[-－–\s]*(\d{7,8})(?:\D.*)?$/.exec(written);
  return m ? `${m[1]}-${stars((m[2] ?? '').length - 4)}${(m[2] ?? '').slice(-4)}` : stars(digits.length);
}

/**
 * 林*, 林**, 欧阳**: the surname and a star for each further character; parts behind a dot become stars altogether
 * (阿***·***). A minor is 林某 (《未成年人保护法》第一百零三条：不得披露可能识别其身份的信息).
 */
export function maskName(s: string, o: { minor?: boolean } = {}): string {
  const name = s.trim().replace(/\s+/g, ' ');
  const characters = [...name];
  if (characters.length === 0) return '';
  const surname = surnameOf(name);
  if (o.minor) return `${surname}某`;
  if (characters.length === 1) return '*';
  return [...surname, ...characters.slice([...surname].length).map((c) => keepOrStar(c))].join('');
}

function keepOrStar(c: string): string {
  return NAME_DOTS.test(c) || c === ' ' ? c : '*';
}

function surnameOf(name: string): string {
  const characters = [...name];
  const two = characters.slice(0, 2).join('');
  return characters.length > 2 && !NAME_DOTS.test(name) && COMPOUND.has(two) ? two : (characters[0] ?? '');
}

/** E*******12: the first and the last two characters of another identity document (passport, permit). */
export function maskDocument(s: string): string {
  const bare = halfWidth(s).replace(/[^0-9A-Za-z]/g, '');
  return bare.length < 6
    ? stars(bare.length)
    : `${bare.slice(0, 1)}${stars(bare.length - 3)}${bare.slice(-2)}`;
}

/** The village, community or road is the last thing to be read; 街道 is a township, not a road. */
const PLACE = /^.*?(?:村|社区|居委会|大道|大街|胡同|路(?!街道)|街(?!道)|巷)/u;
const AREA =
  /^(?:.*?(?:省|自治区))?(?:.*?(?:市|州|盟|地区))?(?:.*?(?:(?<!小)区|县|旗|市))?(?:.*?(?:街道|镇|乡|苏木))?/u;

/** 明川市云溪县石桥镇柳林村***: down to the village, community or road, else to the smallest area named; house and room never. */
export function maskAddress(s: string): string {
  const address = s.trim().replace(/\s+/g, '');
  if (address === '') return '';
  const kept = PLACE.exec(address)?.[0] ?? AREA.exec(address)?.[0] ?? '';
  return /\d/.test(halfWidth(kept)) ? `${kept.replace(/[0-9０-９].*$/u, '')}***` : `${kept}***`;
}

/** l***@example.cn: the first character and the domain; without an @ all stars. */
export function maskEmail(s: string): string {
  const at = s.trim().lastIndexOf('@');
  if (at < 1) return stars(Math.min(8, [...s.trim()].length));
  const local = s.trim().slice(0, at);
  return `${[...local].length > 1 ? [...local][0] : ''}***${s.trim().slice(at)}`;
}

/** A free text is never shown in part: any part may name somebody. */
export function maskText(s: string): string {
  return `（已加密，共 ${[...s.trim()].length} 字）`;
}
