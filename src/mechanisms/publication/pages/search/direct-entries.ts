import type { RequestContext } from '../../../../platform/http/route.ts';
import { validityWords } from '../../list-view.tsx';
import { type PublicListItem, papersNumbered } from '../../portal-reads.ts';
import type { DirectEntry, DirectQuestion } from '../../search/direct.ts';
import { numberMeant } from '../../search/suggest.ts';
import { normaliseForSearch } from '../../search/tokens.ts';
import { siteColumns } from '../../sites.ts';
import { portalPaths } from '../../urls.ts';

/**
 * How surely the words name something: as its whole name, as part of it, or in what is said of it; undefined when they do
 * not. Compared as the search compares.
 */
export function rankOf(
  { pieces }: Pick<DirectQuestion, 'pieces'>,
  name: string,
  about: string,
): DirectEntry['rank'] | undefined {
  const [title, all] = [normaliseForSearch(name), normaliseForSearch(`${name}\n${about}`)];
  if (title === pieces.join('')) return 0;
  if (pieces.every((p) => title.includes(p))) return 1;
  if (!pieces.every((p) => all.includes(p))) return undefined;
  // 行政复议 怎么申请: what is called so, and what is said of it.
  return pieces.some((p) => p.length > 2 && title.includes(p)) ? 1 : 2;
}

/** The organisations that are named. One that has ended still has its page: its papers stay public. */
export function organEntries(ctx: RequestContext, asked: DirectQuestion): DirectEntry[] {
  const paths = portalPaths(ctx.base.portal);
  return asked.organs.map((o) => {
    const ended = o.validTo !== null && o.validTo < ctx.today;
    const notes = [o.former && `原名${o.former}`, ended ? '已撤并' : o.phone];
    return {
      kind: '机构',
      label: o.name,
      href: paths.organ(o.code),
      note: notes.filter(Boolean).join('，'),
      rank: o.rank,
    };
  });
}

/** A paper, with its validity: whoever is sent to a rule must know whether it is the one that holds. */
export function paperEntry(
  ctx: RequestContext,
  paper: Pick<PublicListItem, 'pid' | 'title' | 'documentNumber' | 'validity' | 'effectiveOn'>,
  rank: DirectEntry['rank'],
): DirectEntry {
  const note = [paper.documentNumber, validityWords(paper)].filter(Boolean).join('，');
  return {
    kind: '文件',
    label: paper.title,
    href: portalPaths(ctx.base.portal).document(paper.pid),
    note,
    rank,
  };
}

/** The paper whose number was typed without its brackets: the search itself finds numbers as they are written. */
export async function numberEntries(ctx: RequestContext, query: string): Promise<DirectEntry[]> {
  const papers = await papersNumbered(ctx.db, await numberMeant(ctx.db, query), ctx.today);
  return papers.map((paper) => paperEntry(ctx, paper, 0));
}

/** Columns of the site that hold papers. */
export async function columnEntries(
  ctx: RequestContext,
  asked: DirectQuestion,
  site: string,
): Promise<DirectEntry[]> {
  const paths = portalPaths(ctx.base.portal);
  return (await siteColumns(ctx.db, site, ctx.today)).flatMap((c) => {
    const rank = c.documents > 0 ? rankOf(asked, c.name, c.description) : undefined;
    return rank === undefined
      ? []
      : [{ kind: '栏目', label: c.name, href: paths.column(c.path), note: `${c.documents} 件`, rank }];
  });
}

/** What can be done on the portal. */
export function pageEntries(
  asked: DirectQuestion,
  entries: readonly { label: string; note: string; href: string }[],
): DirectEntry[] {
  return entries.flatMap(({ label, note, href }) => {
    const rank = rankOf(asked, label, note);
    return rank === undefined ? [] : [{ kind: '办事互动', label, href, note, rank }];
  });
}
