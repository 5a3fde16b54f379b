import { type HomeBoard, portalPaths } from '../../../mechanisms/publication/index.ts';
import { DocumentList, SectionHead } from '../../../ui/index.ts';
import { newestAnnualReports } from '../store/public.ts';

const LENGTH = 5;

/** 年度报告 (条例第四十九条、第五十条): the newest of all organs. */
export const reportsBoard: HomeBoard = {
  order: 60,
  async render(ctx) {
    const reports = await newestAnnualReports(ctx.db, LENGTH);
    if (reports.length === 0) return undefined;
    const paths = portalPaths(ctx.base.portal);
    return (
      <section aria-labelledby="reports">
        <SectionHead title="年度报告" id="reports" aside={<a href={paths.organs()}>按机构查看 ›</a>} />
        <DocumentList
          items={reports.map((r) => ({
            title: r.title,
            href: paths.document(r.pid),
            meta: [r.ownerName, r.publishedOn],
          }))}
        />
      </section>
    );
  },
};
