import { type Day, daysBetween } from '../../../law/day.ts';
import { DEMO_ORGANISATIONS } from '../organisations.ts';
import { DEMO_PEOPLE } from '../people.ts';
import type { DemoDocument, DemoOrganisation } from '../types.ts';
import { WIDER_ORGANISATIONS } from '../wider-organisations.ts';
import { WIDER_PEOPLE } from '../wider-people.ts';
import { fill, type Scope } from './fill.ts';
import type { Matter } from './matter.ts';
import { Choice } from './random.ts';

/** A paper on its way to a `DemoDocument`: with its day, and before it has its number. */
export interface Paper extends Omit<DemoDocument, 'writtenDaysAgo' | 'documentNumber'> {
  on: Day;
  /** Which series of numbers it takes one from; undefined: none. */
  series?: '发' | '规' | '函';
  /** Number of an order, which is in no series of a year. */
  order?: string;
}

const BODIES = new Map([...DEMO_ORGANISATIONS, ...WIDER_ORGANISATIONS].map((o) => [o.code, o]));

/** @throws Error when there is no such body */
export function bodyOf(code: string): DemoOrganisation {
  const body = BODIES.get(code);
  if (!body) throw new Error(`no organisation ${code}`);
  return body;
}

/** The first person who may draft for a body. @throws Error when nobody may */
export function drafterOf(code: string): string {
  const line: string[] = [];
  for (let at: string | undefined = code; at !== undefined; at = bodyOf(at).parent) line.push(at);
  const drafter = [...DEMO_PEOPLE, ...WIDER_PEOPLE].find((p) =>
    p.roles.some(
      (r) =>
        r.role === 'drafter' &&
        (r.organisation === code || (r.scope === 'subtree' && line.includes(r.organisation))),
    ),
  );
  if (!drafter) throw new Error(`nobody drafts for ${code}`);
  return drafter.username;
}

/** The blanks of one paper: its choices follow from its key alone. */
export function scopeOf(key: string, on: Day, organisation: DemoOrganisation, matter?: Matter): Scope {
  const known = new Map<string, string>([['address', organisation.address]]);
  if (matter) {
    known.set('partners', matter.partners.join('、'));
    known.set('matter', matter.name);
  }
  return { choice: new Choice(key), on, organisation, known, left: new Map() };
}

const NUMERALS = '一二三四五六七八九十'.split('');

/** 1 → 一, 12 → 十二, 31 → 三十一; up to 99. */
export function numeral(n: number): string {
  if (n <= 10) return NUMERALS[n - 1] ?? '';
  const tens = Math.floor(n / 10);
  return `${tens > 1 ? NUMERALS[tens - 1] : ''}十${n % 10 === 0 ? '' : NUMERALS[(n % 10) - 1]}`;
}

/** Headlines 一、二、… over their lines; sections without lines are left out. */
export function sections(list: readonly (readonly [string, readonly string[]])[]): string[] {
  return list
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([head, lines], i) => [`${numeral(i + 1)}、${head}`, ...lines]);
}

/** （一）… before every line. */
export const bracketed = (lines: readonly string[]): string[] =>
  lines.map((line, i) => `（${numeral(i + 1)}）${line}`);

/** Rows as a text shows them. */
export const tableLines = (rows: readonly (readonly string[])[]): string[] =>
  rows.map((cells) => cells.join('　|　'));

/** The body of a paper: addressees, text, attachments, signature and day, and what is printed behind the signature. */
export function letter(o: {
  to?: string;
  text: readonly string[];
  attachments?: readonly string[];
  by: DemoOrganisation;
  behind?: readonly string[];
}): string {
  const names = (o.attachments ?? []).map((name) => name.replace(/\.[a-z]+$/, ''));
  const list =
    names.length === 0
      ? []
      : names.length === 1
        ? [`附件：${names[0]}`]
        : names.map((name, i) => `${i === 0 ? '附件：' : ''}${i + 1}.${name}`);
  return [
    ...(o.to ? [`${o.to}：`] : []),
    ...o.text,
    ...list,
    o.by.name,
    '{writtenOn}',
    ...(o.behind ?? []),
  ].join('\n');
}

/** Fills all lines of a text. */
export const filled = (lines: readonly string[], scope: Scope): string[] =>
  lines.map((line) => fill(line, scope));

/** To whom a body writes by default. */
export function addresseesOf(body: DemoOrganisation): string {
  if (body.kind === 'government-office' || body.kind === 'city-government')
    return '各县（区）人民政府，市政府各部门、各直属机构';
  if (body.kind === 'county')
    return '各乡镇人民政府、街道办事处，县（区）政府各部门'.replace(
      '县（区）',
      body.name.includes('区') ? '区' : '县',
    );
  if (body.kind === 'special-zone') return '区内各单位，管委会各局（办）';
  if (body.kind === 'township')
    return body.name.includes('街道')
      ? '各社区，街道各科室'
      : '各村（社区），镇属各单位'.replace('镇', body.name.includes('乡人民') ? '乡' : '镇');
  return `各县（区）${body.name.replace('明川市', '')}，各有关单位`;
}

/** Days before today. */
export const daysAgo = (today: Day, d: Day): number => daysBetween(d, today);

/** What all papers of a matter have in common. */
export function base(
  matter: Matter,
  key: string,
  on: Day,
  by: DemoOrganisation,
): Pick<
  Paper,
  'key' | 'organisation' | 'drafter' | 'theme' | 'on' | 'attribute' | 'ground' | 'tags' | 'reach'
> {
  return {
    key,
    organisation: by.code,
    drafter: drafterOf(by.code),
    theme: matter.theme,
    on,
    attribute: 'proactive',
    ground: matter.ground,
    tags: [...matter.tags],
    reach: 'published',
  };
}

/** The columns of a paper on people's living besides its own. */
export const livelihood = (matter: Matter) => (matter.livelihood ? ['livelihood'] : []);

/** The first sentence, for the summary. */
export const firstSentence = (text: string) => text.slice(0, text.indexOf('。') + 1);
