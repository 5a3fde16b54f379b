import {
  type HomeBoard,
  newestPapers,
  type PaperGroup,
  PublicList,
  portalPaths,
} from '../../../mechanisms/publication/index.ts';
import { SectionHead } from '../../../ui/index.ts';

const LENGTH = 5;

function boardOf(it: { group: PaperGroup; order: number; id: string; title: string }): HomeBoard {
  return {
    order: it.order,
    async render(ctx) {
      const papers = await newestPapers(ctx.db, it.group, { today: ctx.today, most: LENGTH });
      if (papers.length === 0) return undefined;
      const paths = portalPaths(ctx.base.portal);
      return (
        <section aria-labelledby={it.id}>
          <SectionHead title={it.title} id={it.id} aside={<a href={paths.documents()}>全部文件 ›</a>} />
          <PublicList items={papers} paths={paths} />
        </section>
      );
    },
  };
}

/** 政策解读: what explains a rule or a policy to those whom it concerns. */
export const interpretationsBoard = boardOf({
  group: 'interpretation',
  order: 10,
  id: 'interpretations',
  title: '政策解读',
});

/** 最新公开: facts, figures, notices and the like; policy and its interpretations have places of their own. */
export const newestBoard = boardOf({ group: 'other', order: 20, id: 'newest', title: '最新公开' });
