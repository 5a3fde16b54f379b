import type { Day } from '../../../law/day.ts';
import { readStatedValidity } from '../../../law/stated-validity.ts';
import { fill } from './fill.ts';
import { CONTACTS, OBJECTIONS } from './frames.ts';
import type { Matter } from './matter.ts';
import {
  base,
  bodyOf,
  bracketed,
  daysAgo,
  filled,
  firstSentence,
  letter,
  livelihood,
  type Paper,
  scopeOf,
  sections,
  tableLines,
} from './paper.ts';
import { occurrence } from './workdays.ts';

/** An announcement to those whom a policy serves. */
export function callPaper(matter: Matter, today: Day, k: number): Paper {
  const call = matter.call!;
  const on = occurrence(today, matter.months[2], 4 + ((matter.key.length * 3) % 20), k);
  const key = `${matter.key}-call-${k}`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const genre = call.title.slice(-2);
  const title = `${by.name}${fill(call.title, s)}`;
  const body = letter({
    text: [
      fill(call.intro, s),
      ...sections(
        call.sections.map(([head, ...lines]) => [
          head,
          lines.length > 1 ? bracketed(filled(lines, s)) : filled(lines, s),
        ]),
      ),
      fill(CONTACTS[(k + matter.name.length) % CONTACTS.length]!, s),
    ],
    by,
  });
  const effective = readStatedValidity(body).effects[0]?.day;
  return {
    ...base(matter, key, on, by),
    title,
    ...(genre === '通告' ? { series: '发' as const } : {}),
    body,
    ...(effective ? { effectiveDaysAgo: daysAgo(today, effective) } : {}),
    genre,
    columns: ['notice', ...livelihood(matter)],
    summary: firstSentence(fill(call.intro, s)).slice(0, 120),
  };
}

/** A list shown to the public before it is decided. */
export function rosterPaper(matter: Matter, today: Day, k: number): Paper {
  const roster = matter.roster!;
  const on = occurrence(today, matter.months[3], 3 + ((matter.key.length * 11) % 22), k);
  const key = `${matter.key}-roster-${k}`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const count = s.choice.between(7, 12);
  const rows = Array.from({ length: count }, (_, i) => [String(i + 1), ...filled(roster.row, s)]);
  const total = (roster.sums ?? []).map((at) => rows.reduce((sum, row) => sum + Number(row[at + 1]), 0));
  const decimals = (at: number) => (rows[0]?.[at + 1]?.split('.')[1] ?? '').length;
  const last = [
    '',
    '合计',
    ...roster.heads.slice(1).map((_, i) => {
      const at = (roster.sums ?? []).indexOf(i + 1);
      return at < 0 ? '' : total[at]!.toFixed(decimals(i + 1));
    }),
  ];
  const all = [['序号', ...roster.heads], ...rows, ...(total.length > 0 ? [last] : [])];
  s.known.set('n', String(count));
  (roster.sums ?? []).forEach((at, i) => {
    s.known.set(`sum${i + 1}`, total[i]!.toFixed(decimals(at)));
  });
  const shown = all.map((cells) => cells.filter((cell) => cell !== ''));
  const objections = filled(OBJECTIONS[(k + matter.name.length) % OBJECTIONS.length]!, s);
  // Filled once: paper and table are of the same batch.
  const title = fill(roster.title, s);
  const file = k === 0 ? `${title.replace(/^关于|的公示$/g, '')}明细表.xlsx` : undefined;
  return {
    ...base(matter, key, on, by),
    title: `${by.name}${title}`,
    body: letter({
      text: [
        fill(roster.intro, s),
        ...sections([
          ['公示内容', tableLines(shown)],
          ['有关说明', filled(roster.after, s)],
          ['公示时间和意见反映', objections],
        ]),
      ],
      attachments: file ? [file] : [],
      by,
    }),
    genre: '公示',
    columns: ['notice', ...livelihood(matter)],
    summary: firstSentence(fill(roster.intro, s)).slice(0, 120),
    ...(file ? { attachments: [{ name: file, lines: all }] } : {}),
  };
}
