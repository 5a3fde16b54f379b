import { addDays } from '../../../law/day.ts';
import { type HomeBoard, mostViewed, portalPaths } from '../../../mechanisms/publication/index.ts';
import { DocumentList, SectionHead } from '../../../ui/index.ts';

const DAYS = 30;
const LENGTH = 5;

/** 大家在看: the papers read most often of late. */
export const mostReadBoard: HomeBoard = {
  order: 80,
  async render(ctx) {
    const papers = await mostViewed(ctx.db, addDays(ctx.today, 1 - DAYS), LENGTH);
    if (papers.length === 0) return undefined;
    const paths = portalPaths(ctx.base.portal);
    return (
      <section aria-labelledby="most-read">
        <SectionHead title="大家在看" level={2} id="most-read" />
        <p class="muted small">近 {DAYS} 天阅读次数最多的文件</p>
        <DocumentList
          items={papers.map((d) => ({
            title: d.title,
            href: paths.document(d.pid),
            meta: [d.publishedOn, `${d.views} 次`],
          }))}
        />
      </section>
    );
  },
};
