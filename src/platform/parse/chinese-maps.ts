/*
 * What the letters of a PDF stand for when its font uses one of the predefined Chinese encodings and says nothing itself
 * (ISO 32000-1, 9.7.5.2). The tables of Adobe take megabytes; what is needed of them can be computed, since the codes are
 * GBK or UTF-16 themselves. A reader asks for two tables: from codes to numbers of letters (CID), and from those to
 * Unicode. Both are ours, so the numbers only have to agree with each other, and to lie above those of the real tables.
 */

/** Encodings whose codes are GBK, with the number that their blank has: letters of half the width, or of their own. */
const GBK: Readonly<Record<string, 1 | 814>> = {
  'GB-EUC': 814,
  'GBK-EUC': 814,
  'GBKp-EUC': 1,
  'GBpc-EUC': 1,
};
/** Encodings whose codes are those of UTF-16. */
const UNICODE = ['UniGB-UCS2', 'UniGB-UTF16'];
/** The table from numbers to Unicode, also asked for by fonts whose codes are real numbers. */
const TO_UNICODE = 'Adobe-GB1-UCS2';

/** Numbers of letters that Adobe has given away; those from 1 and from 814 on are the letters of ASCII. */
const LAST_REAL = 30_571;
const ASCII = { first: 0x20, count: 95 };
/** Ranges of Unicode that get numbers of ours, in order; together they fit below 65,535. */
const BLOCKS: readonly (readonly [first: number, last: number])[] = [
  [0x0080, 0x04ff],
  [0x2000, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe6f],
  [0xff00, 0xffef],
];
/** A letter of private use: it makes the words of a page count as not read. */
const UNKNOWN = 0xe000;
const PRIVATE_LETTERS = 0x1900;

const hex = (n: number, digits = 4) => `<${n.toString(16).padStart(digits, '0')}>`;

/** The blocks with the number of their first letter. */
const NUMBERED = (() => {
  let cid = LAST_REAL + 1;
  return BLOCKS.map(([first, last]) => {
    const block = { first, last, cid };
    cid += last - first + 1;
    return block;
  });
})();
const UNKNOWN_CID = 65_535;

function cidOf(letter: number): number {
  const block = NUMBERED.find((b) => letter >= b.first && letter <= b.last);
  return block ? block.cid + letter - block.first : UNKNOWN_CID;
}

function table(lines: readonly string[], vertical: boolean): Uint8Array {
  return new TextEncoder().encode([`/WMode ${vertical ? 1 : 0} def`, ...lines, 'endcmap'].join('\n'));
}

function unicodeLines(): string[] {
  return [
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    'begincidrange',
    ...NUMBERED.map((b) => `${hex(b.first)} ${hex(b.last)} ${b.cid}`),
    `${hex(ASCII.first)} ${hex(ASCII.first + ASCII.count - 1)} 1`,
    'endcidrange',
  ];
}

/** Every code of two bytes has its letter, or the unknown one: a reader takes a code without a number for the letter itself. */
function gbkLines(blank: number): string[] {
  const decoder = new TextDecoder('gbk');
  const codes: string[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      const cid = text.length === 1 ? cidOf(text.charCodeAt(0)) : UNKNOWN_CID;
      codes.push(`${hex(lead * 256 + trail)} ${cid}`);
    }
  return [
    '2 begincodespacerange <00> <80> <8140> <fefe> endcodespacerange',
    `begincidrange ${hex(ASCII.first, 2)} ${hex(ASCII.first + ASCII.count - 1, 2)} ${blank} endcidrange`,
    'begincidchar',
    ...codes,
    'endcidchar',
  ];
}

function toUnicodeLines(): string[] {
  const ascii = [1, 814];
  const lines = ascii.map((cid) => `${hex(cid)} ${hex(cid + ASCII.count - 1)} ${hex(ASCII.first)}`);
  // Real numbers other than these have meanings that are not known here.
  for (const [first, last] of [
    [1 + ASCII.count, 813],
    [814 + ASCII.count, LAST_REAL],
  ] as const)
    for (let cid = first; cid <= last; cid += PRIVATE_LETTERS)
      lines.push(`${hex(cid)} ${hex(Math.min(cid + PRIVATE_LETTERS - 1, last))} ${hex(UNKNOWN)}`);
  return [
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    'beginbfrange',
    ...lines,
    ...NUMBERED.map((b) => `${hex(b.cid)} ${hex(b.cid + b.last - b.first)} ${hex(b.first)}`),
    `${hex(UNKNOWN_CID)} ${hex(UNKNOWN_CID)} ${hex(UNKNOWN)}`,
    'endbfrange',
  ];
}

/** Gives pdf.js the tables of Chinese encodings, computed; nothing is read from anywhere. One for each file. */
export class ChineseMaps {
  #asked = false;

  /**
   * @param o.filename name of an encoding, such as GBK-EUC-H
   * @returns the table as PostScript (Adobe Technical Note 5014)
   * @throws Error for everything else: such letters stay unread
   */
  readonly fetch = async (o: { kind: string; filename: string }): Promise<Uint8Array> => {
    const [, encoding = '', direction] = /^(.+)-([HV])$/.exec(o.filename) ?? [];
    const vertical = direction === 'V';
    if (o.kind === 'cMapUrl') {
      const blank = Object.hasOwn(GBK, encoding) ? GBK[encoding] : undefined;
      this.#asked ||= blank !== undefined || UNICODE.includes(encoding);
      if (blank !== undefined) return table(gbkLines(blank), vertical);
      if (UNICODE.includes(encoding)) return table(unicodeLines(), vertical);
      // A font of real numbers alone must not be read by a table of ours.
      if (o.filename === TO_UNICODE && this.#asked) return table(toUnicodeLines(), false);
    }
    throw new Error(`no ${o.kind} ${o.filename}`);
  };
}
