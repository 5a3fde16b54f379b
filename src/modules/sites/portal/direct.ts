import {
  type DirectEntry,
  type DirectQuestion,
  normaliseForSearch,
  otherWords,
  portalPaths,
  rankOf,
} from '../../../mechanisms/publication/index.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { CHANNELS } from '../channels.ts';
import { type NamedLeader, type NamedText, namedLeaders, namedReports, namedTexts } from '../store/named.ts';

/** What is asked of an organisation beside its name, and the page of its 专栏 that says it. */
const ABOUT = /概况|职能|职责|地址|电话|联系|办公时间|工作时间|上班|在哪/u;
const GUIDE = /指南|申请公开|公开申请/u;
const RULES = /制度|规程/u;
const REPORTS = /年报|年度报告/u;
const LEADERS = /领导|班子|负责人/u;
/** A post as people say it, in whatever stands around it. */
const POST =
  /(?:副?(?:市|州|县|区|镇|乡|局|厅|处|科|所|院|校|园)长|副?秘书长|(?:副|工委|党组|党委)?书记|副?主任)/u;

/** 公开指南、制度、领导、年报、机构概况、法定渠道 by the words of a search. */
export async function directEntries(
  ctx: RequestContext,
  asked: DirectQuestion,
): Promise<readonly DirectEntry[]> {
  const codes = asked.organs.map((o) => o.code);
  const rests = asked.organs.map((o) => o.rest);
  const wants = (pattern: RegExp) => codes.filter((_, i) => pattern.test(rests[i] ?? ''));
  const words = asked.pieces.join('');
  const post = POST.exec(rests.find(Boolean) || words)?.[0];
  const [texts, leaders, reports] = await Promise.all([
    namedTexts(ctx.db, asked.pieces, { guide: wants(GUIDE), rule: wants(RULES) }, ctx.today),
    namedLeaders(ctx.db, asked.pieces, { codes, post, all: wants(LEADERS) }, ctx.today),
    REPORTS.test(words) ? namedReports(ctx.db, codes, ctx.today) : [],
  ]);
  return [
    ...asked.organs.filter((o) => ABOUT.test(o.rest)).map((o) => aboutEntry(ctx, o)),
    ...texts.map((t) => (t.kind === 'rule' && !t.titled && t.asked ? rulesEntry(ctx, t) : textEntry(ctx, t))),
    ...leaders.map((l) => leaderEntry(ctx, l)),
    ...reports.map((r): DirectEntry => {
      const href = portalPaths(ctx.base.portal).document(r.pid);
      return { kind: '年度报告', label: r.title, href, note: r.organ, rank: codes.length > 0 ? 0 : 1 };
    }),
    ...reportless(ctx, asked, new Set(reports.map((r) => r.code))),
    ...channelEntries(ctx, asked),
  ];
}

/** Of an organisation that was asked for its annual report and has none: that it has none, and where those of others are. */
function reportless(ctx: RequestContext, asked: DirectQuestion, having: ReadonlySet<string>): DirectEntry[] {
  const without = asked.organs.filter((o) => REPORTS.test(o.rest) && !having.has(o.code));
  if (without.length === 0 || having.size > 0) return [];
  const note = `${without.map((o) => o.shortName).join('、')}暂未公布年度报告`;
  const href = portalPaths(ctx.base.portal).annualReports();
  return [{ kind: '年度报告', label: '各机关政府信息公开工作年度报告', href, note, rank: 0 }];
}

function aboutEntry(ctx: RequestContext, o: DirectQuestion['organs'][number]): DirectEntry {
  return {
    kind: '机构概况',
    label: `${o.shortName}职能和联系方式`,
    href: portalPaths(ctx.base.portal).organPart(o.code, 'about'),
    note: o.phone,
    rank: 0,
  };
}

function textEntry(ctx: RequestContext, t: NamedText): DirectEntry {
  const paths = portalPaths(ctx.base.portal);
  return {
    kind: t.kind === 'guide' ? '公开指南' : '公开制度',
    label: t.title,
    href: t.kind === 'guide' ? paths.organPart(t.code, 'guide') : paths.organRule(t.code, t.pid),
    note: t.organ,
    rank: t.asked ? 0 : t.titled ? 1 : 2,
  };
}

/** All rules of an organisation that was asked for its rules. */
function rulesEntry(ctx: RequestContext, t: NamedText): DirectEntry {
  const href = portalPaths(ctx.base.portal).organPart(t.code, 'rules');
  return { kind: '公开制度', label: `${t.organ}公开制度`, href, rank: 0 };
}

function leaderEntry(ctx: RequestContext, l: NamedLeader): DirectEntry {
  return {
    kind: '领导',
    label: `${l.name} ${l.post}`,
    href: `${portalPaths(ctx.base.portal).organPart(l.code, 'leaders')}#${l.pid}`,
    note: l.organ,
    rank: l.exact ? 0 : 1,
  };
}

/** Words for the same thing count here too: who writes 欠薪 is sent where 拖欠工资 is taken. */
function channelEntries(ctx: RequestContext, asked: DirectQuestion): DirectEntry[] {
  const said = asked.pieces.map((p) => [
    p,
    ...otherWords(p).map(({ before, word, after }) => before + word + after),
  ]);
  return CHANNELS.flatMap((c) => {
    const about = [c.about, ...c.ways].join('\n');
    const named = rankOf(asked, c.title, about);
    const all = normaliseForSearch(`${c.title}\n${about}`);
    const rank = named ?? (said.every((words) => words.some((w) => all.includes(w))) ? 2 : undefined);
    const href = `${portalPaths(ctx.base.portal).channels()}#${c.id}`;
    return rank === undefined ? [] : [{ kind: '法定渠道', label: c.title, href, note: c.about, rank }];
  });
}
