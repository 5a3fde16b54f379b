import { addDays, type Day, day } from '../../../law/day.ts';
import { fill } from './fill.ts';
import type { Matter } from './matter.ts';
import {
  addresseesOf,
  base,
  bodyOf,
  daysAgo,
  filled,
  letter,
  numeral,
  type Paper,
  scopeOf,
  sections,
} from './paper.ts';
import { workday, written } from './workdays.ts';

/** The first of the month that lies at least thirty days after. */
export function effectiveAfter(on: Day): Day {
  const [y, m] = addDays(on, 61).split('-');
  return day(`${y}-${m}-01`);
}

/** The last day of so many years from a day. */
function lastDayOf(from: Day, years: number): Day {
  return addDays(day(`${Number(from.slice(0, 4)) + years}${from.slice(4)}`), -1);
}

const validity = (today: Day, effective: Day, last: Day) => ({
  effectiveDaysAgo: daysAgo(today, effective),
  expiresInDays: -daysAgo(today, last),
});

/** Articles 第一条 … through all chapters. */
function articles(chapters: readonly (readonly [string, ...string[]])[]): string[] {
  let n = 0;
  return chapters.flatMap(([name, ...list], i) => [
    `第${numeral(i + 1)}章　${name}`,
    ...list.map((text) => `第${numeral(++n)}条　${text}`),
  ]);
}

/** Rules in force for five years, in place of earlier ones where there were some. */
export function rulesPaper(matter: Matter, today: Day, on: Day): Paper {
  const rules = matter.rules!;
  const key = `${matter.key}-rules`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const effective = effectiveAfter(on);
  const last = lastDayOf(effective, 5);
  const old = rules.replaces ? `{cite:${matter.key}-rules-old}同时废止。` : '';
  const text = filled(
    articles([
      ...rules.chapters,
      [
        '附则',
        `本${rules.title.slice(-2)}由{organ}负责解释。`,
        `本${rules.title.slice(-2)}自${written(effective)}起施行，有效期5年。${old}`,
      ],
    ]),
    s,
  );
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于印发《${rules.title}》的通知`,
    series: '规',
    addressees: addresseesOf(by),
    body: letter({
      to: addresseesOf(by),
      text: [
        fill(`《${rules.title}》已经{short}集体讨论通过，并经合法性审核，现印发给你们，请遵照执行。`, s),
      ],
      by,
      behind: [rules.title, ...text],
    }),
    genre: '办法',
    ground: 'article-20-1',
    columns: ['policy/normative', ...(matter.livelihood ? ['livelihood'] : [])],
    summary: `规定${rules.chapters
      .map(([name]) => name)
      .filter((name) => name !== '总则')
      .join('、')}等事项，自${written(effective)}起施行，有效期5年。`,
    effectLevel: 'normative-document',
    ...validity(today, effective, last),
    ...(rules.replaces
      ? {
          relations: [{ kind: 'repeals' as const, key: `${matter.key}-rules-old` }],
          repeal: {
            key: `${matter.key}-rules-old`,
            daysAgo: daysAgo(today, effective),
            note: `本文件自${written(effective)}起废止，由{cite:${key}}代替。`,
          },
        }
      : {}),
  };
}

/** The trial rules that were in force before. */
export function oldRulesPaper(matter: Matter, today: Day, on: Day): Paper {
  const old = matter.rules!.replaces!;
  const key = `${matter.key}-rules-old`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const effective = effectiveAfter(on);
  const text = filled([...old.articles, `本办法自${written(effective)}起试行，试行期3年。`], s);
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于印发《${old.title}》的通知`,
    series: '规',
    addressees: addresseesOf(by),
    body: letter({
      to: addresseesOf(by),
      text: [`现将《${old.title}》印发给你们，请遵照执行。试行中有何意见和建议，请及时告知${by.shortName}。`],
      by,
      behind: [old.title, ...text.map((line, i) => `第${numeral(i + 1)}条　${line}`)],
    }),
    genre: '办法',
    ground: 'article-20-1',
    columns: ['policy/normative'],
    summary: `${old.title}，自${written(effective)}起试行。`,
    effectLevel: 'normative-document',
    ...validity(today, effective, lastDayOf(effective, 3)),
  };
}

/** Questions and answers about rules, some days after them. */
export function interpretationPaper(matter: Matter, rulesOn: Day): Paper {
  const rules = matter.rules!;
  const on = workday(addDays(rulesOn, 5));
  const key = `${matter.key}-interpretation`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  return {
    ...base(matter, key, on, by),
    title: `《${rules.title}》政策解读`,
    body: letter({
      text: [
        `近日，${by.name}印发了{cite:${matter.key}-rules}。为便于社会各界理解和执行，现就有关问题解读如下。`,
        ...sections(rules.questions.map(([question, answer]) => [fill(question, s), [fill(answer, s)]])),
        fill('解读单位：{organ}办公室。咨询电话：{tel}。', s),
      ],
      by,
    }),
    genre: '其他',
    columns: ['policy/other', ...(matter.livelihood ? ['livelihood'] : [])],
    summary: `用问答方式解读《${rules.title}》的${rules.questions.length}个主要问题。`,
    relations: [{ kind: 'interprets', key: `${matter.key}-rules` }],
  };
}

/** The city's reply to what a county has asked. */
export function replyPaper(matter: Matter, on: Day): Paper {
  const reply = matter.reply!;
  const key = `${matter.key}-reply`;
  // Only the city's government answers a government below it.
  const by = bodyOf('mcszf');
  const county = bodyOf(reply.county);
  const s = scopeOf(key, on, by, matter);
  return {
    ...base(matter, key, on, by),
    title: `${by.name}${reply.title}`,
    series: '函',
    addressees: county.name,
    body: letter({
      to: county.name,
      text: [
        fill(
          `你${county.kind === 'special-zone' ? '委' : county.name.includes('区') ? '区' : '县'}《${reply.asked}》（${county.documentAgency}〔{Y}〕{20~60}号）收悉。经研究，现批复如下。`,
          s,
        ),
        ...filled(reply.points, s).map((line, i) => `${numeral(i + 1)}、${line}`),
        '此复。',
      ],
      by,
    }),
    genre: '批复',
    columns: ['policy/other'],
    summary: fill(reply.points[0] ?? '', s).slice(0, 100),
    region: reply.county,
  };
}
