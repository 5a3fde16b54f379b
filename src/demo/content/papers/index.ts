import { addDays, type Day, daysBetween } from '../../../law/day.ts';
import { DEMO_DOCUMENTS } from '../index.ts';
import { MATTERS } from '../matters/index.ts';
import type { DemoDocument } from '../types.ts';
import { finish } from './finish.ts';
import { localPaper, visitPaper } from './local.ts';
import type { Matter } from './matter.ts';
import type { Paper } from './paper.ts';
import { planPaper } from './plan.ts';
import { callPaper, rosterPaper } from './public.ts';
import { relate } from './related.ts';
import { reportPaper } from './report.ts';
import { interpretationPaper, oldRulesPaper, replyPaper, rulesPaper } from './rules.ts';
import { specialPapers } from './special/index.ts';
import { differ, stand } from './states.ts';
import { workday, workdayBefore } from './workdays.ts';

/** Counties, zones and townships that carry out what the city plans, in turn. */
const AREAS = [
  'yxxzf',
  'lzxzf',
  'dmjdb',
  'hlxzf',
  'zkzzf',
  'ahqzf',
  'lqzzf',
  'qlqzf',
  'ptzzf',
  'mcgxq',
  'sqzzf',
  'spzzf',
  'gyjdb',
  'mcjkq',
  'xwzzf',
  'ldxzf',
  'qbjdb',
  'zyxzf',
  'ctxzf',
];

/**
 * All papers of the demo city as they stand on a day, the hand-written ones among them. The same day gives the same
 * papers.
 * @param today the day of seeding
 */
export function demoPapers(today: Day): DemoDocument[] {
  const papers = [...MATTERS.flatMap((matter, i) => papersOf(matter, i, today)), ...specialPapers(today)];
  return finish(differ(stand(papers, today), today), DEMO_DOCUMENTS, today);
}

function papersOf(matter: Matter, i: number, today: Day): Paper[] {
  const ago = (days: number) => workdayBefore(addDays(today, -days));
  const plans = [0, 1, 2].slice(0, i % 4 === 2 ? 2 : 3).map((k) => planPaper(matter, today, k));
  for (const [k, plan] of plans.entries())
    if (plans[k + 1]) plan.relations = [{ kind: 'related', key: plans[k + 1]!.key }];
  const reports = [0, 1]
    .slice(0, i % 3 === 0 ? 1 : 2)
    .map((k) => withPlan(reportPaper(matter, today, k), plans, matter));
  const calls = matter.call
    ? [0, 1].slice(0, i % 4 === 1 ? 2 : 1).map((k) => callPaper(matter, today, k))
    : [];
  const rosters = matter.roster
    ? [0, 1].slice(0, 1 + ((i + 1) % 2)).map((k) => rosterPaper(matter, today, k))
    : [];
  // The plan must be out before anybody carries it out.
  const base = daysBetween(plans[0]!.on, today) > 50 ? plans[0]! : plans[1]!;
  const locals = [0, 1].slice(0, i % 5 === 0 ? 2 : 1).map((n) =>
    localPaper(matter, {
      code: AREAS[(i * 2 + n) % AREAS.length]!,
      on: workday(addDays(base.on, 16 + ((i * 5 + n * 13) % 24))),
      plan: base.key,
      turn: i + n,
    }),
  );
  const rules = matter.rules ? rulePapers(matter, i, today) : [];
  const reply = matter.reply ? [replyPaper(matter, ago(60 + ((i * 61) % 800)))] : [];
  const visits = i % 4 === 1 ? [visitPaper(matter, ago(90 + ((i * 73) % 700)), i)] : [];
  return relate(
    [...plans, ...reports, ...calls, ...rosters, ...locals, ...rules, ...reply, ...visits],
    matter.key,
  );
}

function rulePapers(matter: Matter, i: number, today: Day): Paper[] {
  const ago = (days: number) => workdayBefore(addDays(today, -days));
  const age = matter.rules?.replaces ? 24 + ((i * 53) % 400) : 40 + ((i * 97) % 900);
  const old = matter.rules?.replaces ? [oldRulesPaper(matter, today, ago(age + 600))] : [];
  return [...old, rulesPaper(matter, today, ago(age)), interpretationPaper(matter, ago(age))];
}

/** A report says to which plan it belongs, where that plan is among the papers. */
function withPlan(report: Paper, plans: readonly Paper[], matter: Matter): Paper {
  const year = String(Number(report.on.slice(0, 4)) - (matter.months[1] <= 3 ? 1 : 0));
  const plan = plans.find((p) => p.on.startsWith(year) && daysBetween(p.on, report.on) > 10);
  return plan ? { ...report, relations: [{ kind: 'related', key: plan.key }] } : report;
}
