import { addDays, type Day, daysBetween } from '../../../law/day.ts';
import { DEMO_FEEDBACK } from '../feedback/index.ts';
import { MATTERS } from '../matters/index.ts';
import type { DemoDocument } from '../types.ts';
import { localPaper, visitPaper } from './local.ts';
import type { Matter } from './matter.ts';
import type { Paper } from './paper.ts';
import { planPaper } from './plan.ts';
import { workdayBefore, workdaysFrom } from './workdays.ts';

type Reach = DemoDocument['reach'];

/** Where unfinished papers stand, and how many days ago they were written: some past the term of publication. */
const UNFINISHED: readonly (readonly [Reach, readonly number[]])[] = [
  ['drafting', [0, 1, 2, 5, 26]],
  ['drafting-no-attribute', [1, 4]],
  ['attribute-review', [1, 3, 6, 24, 34, 47]],
  ['secrecy-review', [2, 5, 25, 33]],
  ['sign-off', [3, 4, 26, 39]],
  ['scheduled', [4, 6]],
  ['returned', [7, 12, 20]],
  ['abandoned', [40, 160, 330]],
];

/** Matter, area (or '' for the body in charge), working days ago: so that everybody who signs in has something to do. */
type Waiting = readonly [reach: Reach, matter: string, area: string, workdaysAgo: number];

/** More that is unfinished; the publication term of twenty working days is near, reached or past. */
const WAITING: readonly Waiting[] = [
  ['drafting', 'family-doctor', '', 17],
  ['returned', 'kindergarten', '', 8],
  ['returned', 'public-rental', '', 12],
  ['drafting', 'old-estates', '', 22],
  ['returned', 'business', '', 13],
  ['drafting', 'projects', '', 20],
  ['drafting', 'digital', '', 3],
  ['drafting', 'work-safety', '', 2],
  ['returned', 'food-safety', '', 9],
  ['drafting', 'sme', '', 24],
  ['drafting', 'culture', '', 4],
  ['returned', 'fitness', '', 18],
  ['attribute-review', 'elder-care', 'lzxzf', 2],
  ['attribute-review', 'bus', 'ahqzf', 20],
  ['attribute-review', 'grain', 'zkzzf', 25],
  ['secrecy-review', 'wages', 'qlqzf', 19],
  ['secrecy-review', 'farm-roads', 'sqzzf', 3],
  ['sign-off', 'rural-water', 'lzxzf', 18],
  ['sign-off', 'employment', 'sqzzf', 23],
];

/** Areas that have no paper of their own in the series of every matter. */
const AREAS = [
  'mcgxq',
  'ctxzf',
  'ahqzf',
  'zyxzf',
  'lzxzf',
  'dmjdb',
  'qlqzf',
  'sqzzf',
  'hlxzf',
  'gyjdb',
  'mcjkq',
  'xwzzf',
  'yxxzf',
];

/** Where the turns of the papers above begin: no other inspection of the same matter has the same name. */
const TURNS = 102;

const RETURNS = [
  '依据写得不全：第二部分引用的上级文件没有写明文号，请补充；第三部分“有关单位”指向不明，请逐一列出。',
  '文中责任单位与任务分解不一致，请与相关单位会签后再报；公开属性依据建议改为与内容相符的一项。',
  '完成时限早于资金下达时间，基层难以落实，请重新测算；联系电话请改为工作日有人接听的值班电话。',
];

/** The papers of a day with those that are still on their way, or were given up. */
export function stand(papers: readonly Paper[], today: Day): Paper[] {
  let returned = 0;
  const unfinished = (reach: Reach, made: Paper): Paper => {
    const paper = { ...made, key: `${made.key}-${reach}`, reach };
    if (reach === 'returned') return { ...paper, returnComment: RETURNS[returned++ % RETURNS.length]! };
    if (reach !== 'drafting-no-attribute') return paper;
    const { attribute: _attribute, ground: _ground, ...open } = paper;
    return open;
  };
  const based = (matter: Matter, on: Day) => {
    const plan = planPaper(matter, today, 0);
    return daysBetween(plan.on, on) > 20 ? plan.key : planPaper(matter, today, 1).key;
  };
  const make = (matter: Matter, area: string, on: Day, turn: number): Paper => {
    const plan = based(matter, on);
    return area === ''
      ? { ...visitPaper(matter, on, turn), relations: [{ kind: 'related', key: plan }] }
      : localPaper(matter, { code: area, on, plan, turn });
  };
  const some = UNFINISHED.flatMap(([reach, ages]) => ages.map((age) => [reach, age] as const)).map(
    ([reach, age], i) => {
      const matter = MATTERS[(i * 7 + 3) % MATTERS.length]!;
      const area = i % 2 === 0 ? '' : AREAS[i % AREAS.length]!;
      return unfinished(
        reach,
        make(matter, area, workdayBefore(addDays(today, -age)), area === '' ? i + 40 : i + 3),
      );
    },
  );
  const more = WAITING.map(([reach, key, area, ago], i) => {
    const matter = MATTERS.find((m) => m.key === key)!;
    return unfinished(reach, make(matter, area, workdaysFrom(today, -ago), TURNS + i));
  });
  return [...papers, ...some, ...more];
}

/** Why papers are withdrawn, and those of which it can be said. */
const WITHDRAWALS: readonly { fits: (p: Paper) => boolean; reason: string }[] = [
  {
    fits: (p) => p.genre === '通报',
    reason: '附表中两个县（区）的数据填报有误，经核对后重新统计，更正后的文件另行发布。',
  },
  {
    fits: (p) => p.key.includes('-call-') && p.title.includes('申'),
    reason: '文件所列申报条件与新出台的省级规定不一致，已暂停执行，待修订后重新公布。已受理的申请不受影响。',
  },
  {
    fits: (p) => p.genre === '通知' && p.key.includes('-local-'),
    reason: '发布时误用了征求意见阶段的文本，正式文本经审核后另行发布。',
  },
  {
    fits: (p) => p.genre === '公示' && p.title.includes('拟'),
    reason:
      '公示名单中有一处名称与申请材料不一致，为保护当事人权益予以撤回，核对后重新公示，公示期重新计算。',
  },
];

/** The papers with some of the published ones corrected or withdrawn, or that is asked for. */
export function differ(papers: readonly Paper[], today: Day): Paper[] {
  const named = new Set([
    ...papers.flatMap((p) => [...(p.relations ?? []).map((r) => r.key), p.repeal?.key ?? '']),
    ...DEMO_FEEDBACK.map((f) => f.paper),
  ]);
  const ages = (p: Paper) => daysBetween(p.on, today);
  const free = papers.filter(
    (p) => p.reach === 'published' && !named.has(p.key) && p.effectLevel === undefined && p.genre !== '其他',
  );
  const changed = new Map<string, Paper>();
  const take = (n: number, from: number, to: number, make: (p: Paper, i: number) => Paper | undefined) => {
    const fitting = free.filter((p) => !changed.has(p.key) && ages(p) >= from && ages(p) <= to);
    const step = Math.max(1, Math.floor(fitting.length / n));
    let made = 0;
    for (let at = 0; at < fitting.length && made < n; at += step) {
      const paper = make(fitting[at]!, made);
      if (paper) changed.set(paper.key, paper);
      if (paper) made++;
    }
  };
  take(9, 30, 1000, (p) => corrected(p, 'published-corrected'));
  take(3, 12, 130, (p) => corrected(p, 'correction-in-review'));
  const withdraw = (reach: Reach, from: number, to: number, why: typeof WITHDRAWALS) => {
    for (const { fits, reason } of why) {
      const fitting = free.filter((p) => !changed.has(p.key) && ages(p) >= from && ages(p) <= to && fits(p));
      const paper = fitting[Math.floor(fitting.length / 2)];
      if (paper) changed.set(paper.key, { ...paper, reach, withdrawalReason: reason });
    }
  };
  withdraw('withdrawn', 40, 700, WITHDRAWALS);
  withdraw('withdrawal-requested', 16, 80, WITHDRAWALS.slice(1));
  return papers.map((p) => changed.get(p.key) ?? p);
}

/** The paper with one thing put right; undefined where nothing fits. */
function corrected(p: Paper, reach: Reach): Paper | undefined {
  const phone = /0000-\d{7}(?!.*0000-\d{7})/s.exec(p.body)?.[0];
  const days = /(\d+)个工作日/.exec(p.body);
  if (days && p.key.length % 2 === 0) {
    const right = `${Number(days[1]) + 5}个工作日`;
    return {
      ...p,
      reach,
      correctedBody: p.body.replace(days[0], right),
      changeNote: `更正办理时限：“${days[0]}”应为“${right}”，系校对疏漏。`,
    };
  }
  if (!phone) return undefined;
  const right = `${phone.slice(0, -1)}${(Number(phone.slice(-1)) + 3) % 10}`;
  return {
    ...p,
    reach,
    correctedBody: p.body.replaceAll(phone, right),
    changeNote: `更正联系电话：“${phone}”应为“${right}”。`,
  };
}
