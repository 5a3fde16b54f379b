import { attribute, type XmlTag, xmlEvents } from './xml-events.ts';

interface Level {
  format: string;
  /** As printed, with %1 for the number of the outermost level. */
  text: string;
  start: number;
}

const LEVELS = 9;

/** Numbers of paragraphs that Word makes itself: they stand in no text. */
export class WordNumbers {
  readonly #levels = new Map<string, Level[]>();
  readonly #lists = new Map<string, string>();
  /** For each list how far its levels have counted. */
  readonly #counts = new Map<string, number[]>();

  /** @param xml the part `numbering.xml`, where there is one */
  constructor(xml: string | undefined) {
    let open = '';
    let level: Level | undefined;
    for (const tag of tagsOf(xml)) {
      if (tag.name === 'abstractNum') {
        open = attribute(tag, 'abstractNumId');
        this.#levels.set(open, []);
      } else if (tag.name === 'lvl') {
        level = { format: 'decimal', text: '', start: 1 };
        const levels = this.#levels.get(open);
        const at = Number(attribute(tag, 'ilvl'));
        if (levels && at >= 0 && at < LEVELS) levels[at] = level;
      } else if (tag.name === 'num') {
        open = attribute(tag, 'numId');
        level = undefined;
      } else if (tag.name === 'abstractNumId') this.#lists.set(open, attribute(tag, 'val'));
      else if (level && tag.name === 'numFmt') level.format = attribute(tag, 'val');
      else if (level && tag.name === 'lvlText') level.text = attribute(tag, 'val');
      else if (level && tag.name === 'start') level.start = Number(attribute(tag, 'val')) || 0;
    }
  }

  /**
   * Counts one on and says what is printed before the paragraph: 一、 or 2.3 or •.
   * @returns undefined for a list that does not exist
   */
  next(list: string, at: number): string | undefined {
    const abstract = this.#lists.get(list);
    const levels = abstract === undefined ? undefined : this.#levels.get(abstract);
    const level = levels?.[at];
    if (abstract === undefined || !levels || !level) return undefined;
    const counts = this.#counts.get(abstract) ?? [];
    counts[at] = (counts[at] ?? level.start - 1) + 1;
    counts.length = at + 1;
    this.#counts.set(abstract, counts);
    if (level.format === 'bullet') return '•';
    if (level.format === 'none') return '';
    return level.text.replace(/%([1-9])/g, (_, digit: string) => {
      const of = levels[Number(digit) - 1];
      return of ? numeral(counts[Number(digit) - 1] ?? of.start, of.format) : '';
    });
  }
}

function* tagsOf(xml: string | undefined): Generator<XmlTag> {
  for (const event of xmlEvents(xml ?? '')) if (typeof event !== 'string' && !event.closing) yield event;
}

/** A number as a list of this kind prints it (ECMA-376 part 1, 17.18.59); unknown kinds count in figures. */
function numeral(n: number, format: string): string {
  switch (format) {
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'japaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'ideographDigital':
      return chinese(n);
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return n >= 1 && n <= 20 ? String.fromCodePoint(0x2460 + n - 1) : String(n);
    case 'lowerLetter':
      return letters(n).toLowerCase();
    case 'upperLetter':
      return letters(n);
    case 'lowerRoman':
      return roman(n).toLowerCase();
    case 'upperRoman':
      return roman(n);
    case 'decimalZero':
      return String(n).padStart(2, '0');
    default:
      return String(n);
  }
}

const DIGITS = '零一二三四五六七八九';
const PLACES = ['', '十', '百', '千'];

function chinese(n: number): string {
  if (n <= 0 || n > 9999) return String(n);
  const digits = [...String(n)].map(Number);
  const said = digits
    .map((d, i) => (d === 0 ? '零' : `${DIGITS[d]}${PLACES[digits.length - 1 - i]}`))
    .join('')
    .replace(/零+/g, '零')
    .replace(/零$/, '');
  return said.replace(/^一十/, '十');
}

/** A, …, Z, AA, BB: Word doubles the letter. */
function letters(n: number): string {
  if (n < 1 || n > 780) return String(n);
  return String.fromCharCode(65 + ((n - 1) % 26)).repeat(Math.floor((n - 1) / 26) + 1);
}

function roman(n: number): string {
  if (n < 1 || n > 3999) return String(n);
  const signs = [
    ['M', 1000],
    ['CM', 900],
    ['D', 500],
    ['CD', 400],
    ['C', 100],
    ['XC', 90],
    ['L', 50],
    ['XL', 40],
    ['X', 10],
    ['IX', 9],
    ['V', 5],
    ['IV', 4],
    ['I', 1],
  ] as const;
  let left = n;
  return signs
    .map(([sign, value]) => {
      const times = Math.floor(left / value);
      left -= times * value;
      return sign.repeat(times);
    })
    .join('');
}
