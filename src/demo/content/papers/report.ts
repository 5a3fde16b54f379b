import type { Day } from '../../../law/day.ts';
import { fill, type Scope } from './fill.ts';
import type { Matter } from './matter.ts';
import {
  addresseesOf,
  base,
  bodyOf,
  bracketed,
  filled,
  firstSentence,
  letter,
  livelihood,
  type Paper,
  scopeOf,
  sections,
  tableLines,
} from './paper.ts';
import { turned } from './random.ts';
import { occurrence } from './workdays.ts';

/** How the past year went, with figures by county. */
export function reportPaper(matter: Matter, today: Day, k: number): Paper {
  const on = occurrence(today, matter.months[1], 8 + ((matter.key.length * 7) % 18), k);
  const key = `${matter.key}-report-${k}`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const early = matter.months[1] <= 3;
  const period = fill(early ? '{Y-1}年' : matter.months[1] <= 8 ? '{Y}年上半年' : '{Y}年前三季度', s);
  const results = filled(turned(matter.results, k * 2, Math.max(3, matter.results.length - 2)), s);
  const table = matter.table ?? PROGRESS;
  const figures = matter.table ? countyTable(matter.table, s) : progressTable(s);
  const half = Math.ceil(results.length / 2);
  const ways = filled(
    turned(matter.tasks, k * 2 + 1, 3).map(
      ([head, ...lines]) => `${head}。${turned(lines, k + 2, 2).join('')}`,
    ),
    s,
  );
  const parts: [string, string[]][] = [
    ['总体情况', [results.slice(0, half).join('')]],
    [table.name, tableLines(figures.rows)],
    ['工作进展', bracketed(results.slice(half))],
    ...((k === 1 ? [['主要做法', bracketed(ways)]] : []) as [string, string[]][]),
    ['存在的问题', bracketed(filled(turned(matter.problems, k, 2 + (k % 2)), s))],
    ['下一步工作', bracketed(filled(turned(matter.next, k, 3), s))],
  ];
  const file =
    k === 0
      ? `${period}${matter.name}${table.name}.${matter.name.length % 3 === 0 ? 'csv' : 'xlsx'}`
      : undefined;
  const report = k % 2 === 1;
  const to = report ? undefined : addresseesOf(by);
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于${period}${matter.name}工作情况的${report ? '报告' : '通报'}`,
    ...(report ? {} : { series: '函' as const, addressees: addresseesOf(by) }),
    body: letter({
      ...(to ? { to } : {}),
      text: [
        report
          ? `${period}，${by.shortName}围绕${matter.name}的年度任务，会同${matter.partners.slice(0, 2).join('、')}等单位和各县（区）推进各项工作。现将有关情况报告如下。`
          : `现将${period}全市${matter.name}工作情况通报如下。`,
        ...sections(parts),
      ],
      attachments: file ? [file] : [],
      by,
    }),
    genre: report ? '报告' : '通报',
    columns: ['notice', ...livelihood(matter)],
    summary: firstSentence(results[0] ?? ''),
    ...(file ? { attachments: [{ name: file, lines: figures.rows }] } : {}),
  };
}

const COUNTIES = ['安和区', '青陵区', '云溪县', '芦泽县', '槐岭县', '高新区', '经开区'];

const PROGRESS = { name: '各县（区）年度任务完成情况' };

/** How far the counties have come: tasks, those done, and their share. */
function progressTable(s: Scope): { rows: string[][] } {
  const rows = COUNTIES.map((county) => {
    const tasks = s.choice.between(18, 64);
    return { county, tasks, done: s.choice.between(Math.ceil(tasks * 0.86), tasks) };
  });
  const all = {
    county: '合计',
    tasks: rows.reduce((n, r) => n + r.tasks, 0),
    done: rows.reduce((n, r) => n + r.done, 0),
  };
  return {
    rows: [
      ['县（区）', '年度任务（项）', '已完成（项）', '完成率（%）'],
      ...[...rows, all].map((r) => [
        r.county,
        String(r.tasks),
        String(r.done),
        ((r.done / r.tasks) * 100).toFixed(1),
      ]),
    ],
  };
}

/** Figures of the seven counties and zones with their sum. */
function countyTable(t: NonNullable<Matter['table']>, s: Scope): { rows: string[][] } {
  const decimals = t.ranges.map(([low]) => (Number.isInteger(low) ? 0 : 1));
  const sums = t.ranges.map(() => 0);
  const rows = COUNTIES.map((county) => [
    county,
    ...t.ranges.map(([low, high], i) => {
      const factor = 10 ** decimals[i]!;
      const n = s.choice.between(low * factor, high * factor) / factor;
      sums[i]! += n;
      return n.toFixed(decimals[i]);
    }),
  ]);
  return {
    rows: [
      ['县（区）', ...t.heads],
      ...rows,
      // Measured values are averaged, counted ones added up.
      decimals.includes(1)
        ? ['全市平均', ...sums.map((n, i) => (n / COUNTIES.length).toFixed(decimals[i]))]
        : ['合计', ...sums.map((n) => String(n))],
    ],
  };
}
