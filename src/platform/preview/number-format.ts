import { addDays, type Day, day } from '../../law/day.ts';
import { DATE_FORMATS } from '../xlsx/read.ts';
import { attribute, tagsNamed, xmlEvents } from './xml-events.ts';

/** Codes of the built-in formats that are neither dates nor General (ECMA-376 part 1, 18.8.30). */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
};

/** How a cell shows a number, as far as it matters to somebody who reads a table. */
export interface NumberFormat {
  date: boolean;
  percent: boolean;
  thousands: boolean;
  /** Digits behind the point; undefined as many as there are. */
  decimals: number | undefined;
}

const GENERAL: NumberFormat = { date: false, percent: false, thousands: false, decimals: undefined };

/** The formats of a workbook in the order in which its cells name them (`s`). @param xml the part `styles.xml` */
export function numberFormats(xml: string | undefined): NumberFormat[] {
  const own = new Map<number, string>();
  for (const tag of tagsNamed(xml, 'numFmt'))
    own.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode'));
  const formats: NumberFormat[] = [];
  let inCells = false;
  for (const tag of xmlEvents(xml ?? '')) {
    if (typeof tag === 'string') continue;
    if (tag.name === 'cellXfs') inCells = !tag.closing;
    else if (inCells && tag.name === 'xf' && !tag.closing) {
      const id = Number(attribute(tag, 'numFmtId'));
      const code = own.get(id) ?? BUILT_IN[id];
      formats.push(code === undefined ? { ...GENERAL, date: DATE_FORMATS.has(id) } : formatOf(code));
    }
  }
  return formats;
}

function formatOf(code: string): NumberFormat {
  // Letters within quotes or brackets, or after a backslash, are words and colours; positive numbers come first.
  const [bare = ''] = code.replace(/"[^"]*"|\[[^\]]*\]|\\.|[_*]./g, '').split(';');
  if (/[yd年]/i.test(bare)) return { ...GENERAL, date: true };
  if (!/[0#]/.test(bare)) return GENERAL;
  return {
    date: false,
    percent: bare.includes('%'),
    thousands: /[0#],[0#]/.test(bare),
    decimals: /[eE]/.test(bare) ? undefined : (/\.([0#?]+)/.exec(bare)?.[1]?.length ?? 0),
  };
}

/** The first of January 1900 is day 1, and Excel counts a 29 February 1900 that never was. */
export const EPOCHS: Readonly<Record<'1900' | '1904', Day>> = {
  '1900': day('1899-12-30'),
  '1904': day('1904-01-01'),
};

/** A stored number as its cell shows it; what is no number stays as it stands. */
export function shownNumber(raw: string, format: NumberFormat | undefined, epoch: Day): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  const f = format ?? GENERAL;
  if (f.date && value >= 61 && value < 2_958_466) return addDays(epoch, Math.floor(value));
  // A long number, of a contract or a card, keeps every digit: it was never meant for counting.
  if (f.decimals === undefined && !f.percent)
    return /^-?\d{1,30}$/.test(raw) ? raw : String(Number(value.toPrecision(15)));
  const scaled = Number((f.percent ? value * 100 : value).toPrecision(15));
  const fixed = scaled.toFixed(Math.min(f.decimals ?? 0, 10));
  const [whole = '', part] = fixed.split('.');
  const grouped = f.thousands ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return `${grouped}${part === undefined ? '' : `.${part}`}${f.percent ? '%' : ''}`;
}
