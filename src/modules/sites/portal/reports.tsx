import { z } from 'zod';
import { type HomeBoard, type PortalFrame, portalPaths } from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { DocumentList, Empty, FilterForm, SectionHead, Unused } from '../../../ui/index.ts';
import { type CityReport, newestAnnualReports, reportsOf, reportYears } from '../store/public.ts';
import { plainPage } from './plain-page.tsx';

const ON_HOME = 5;
/** No body has a longer name. */
const LONGEST_NAME = 100;

function Reports({ reports, href }: { reports: readonly CityReport[]; href: (pid: string) => string }) {
  return (
    <DocumentList
      items={reports.map((r) => ({ title: r.title, href: href(r.pid), meta: [r.ownerName, r.publishedOn] }))}
    />
  );
}

/** 年度报告 (条例第四十九条、第五十条): the newest of all organs. */
export const reportsBoard: HomeBoard = {
  order: 60,
  async render(ctx) {
    const reports = await newestAnnualReports(ctx.db, ON_HOME);
    if (reports.length === 0) return undefined;
    const paths = portalPaths(ctx.base.portal);
    return (
      <section aria-labelledby="reports">
        <SectionHead
          title="年度报告"
          id="reports"
          aside={<a href={paths.annualReports()}>各机关年度报告 ›</a>}
        />
        <Reports reports={reports} href={paths.document} />
      </section>
    );
  },
};

/** 各机关年度报告: one year, every organ. What is asked for and not there says which years there are. */
export function reportPages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/annual-reports',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: z.object({
      q: z
        .string()
        .transform((written) => [...written.trim()].slice(0, LONGEST_NAME).join(''))
        .catch(''),
      year: z.string().optional().catch(undefined),
    }),
    async render(ctx, { query }) {
      const paths = portalPaths(ctx.base.portal);
      const years = await reportYears(ctx.db);
      const year = years.find((y) => y.year === query.year)?.year ?? years[0]?.year ?? '';
      const reports = await reportsOf(ctx.db, year, query.q);
      const problems =
        query.year === undefined || query.year === year
          ? []
          : [`没有“${[...query.year].slice(0, 10).join('')}”年度的报告，这里是${year}年的。`];
      return plainPage(ctx, frame, {
        title: '年度报告',
        lead: '政府部门每年1月31日前公布上一年度的政府信息公开工作年度报告；本级政府的报告由政府信息公开工作主管部门在3月31日前公布（条例第四十九条）。',
        description: '各机关的政府信息公开工作年度报告，按年度和机构查找',
        keywords: '年度报告,年报,政府信息公开工作年度报告',
        type: '政府信息公开',
        section: '/organs',
        children: (
          <>
            {year !== '' && <Unused problems={problems} />}
            <FilterForm
              action={paths.annualReports()}
              label="筛选年度报告"
              {...(query.q ? { clear: paths.annualReports() } : {})}
              fields={[
                { name: 'q', label: '机构名称', value: query.q, placeholder: '如 教育局' },
                {
                  name: 'year',
                  label: '年度',
                  value: year,
                  options: years.map((y) => ({ value: y.year, label: `${y.year}年（${y.reports}）` })),
                },
              ]}
            />
            {years.length === 0 && <Empty title="还没有公布年度报告。" />}
            {years.length > 0 && reports.length === 0 && (
              <Empty
                title={`没有找到“${query.q}”${year}年的年度报告。`}
                hint={
                  <>
                    可以换一个年度，或到<a href={paths.organs()}>公开机构</a>查看该机构的专栏。
                  </>
                }
              />
            )}
            {reports.length > 0 && (
              <p class="muted">
                {year}年，共 {reports.length} 件
              </p>
            )}
            <Reports reports={reports} href={paths.document} />
          </>
        ),
      });
    },
  });
}
