import { type ConsoleFrame, type ConsoleNavEntry, parameter } from '../../../core/index.ts';
import {
  FEWEST_VISITORS,
  forgetMisses,
  portalPaths,
  type SearchMiss,
  searchMisses,
} from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { AppContext } from '../../../platform/http/route.ts';
import type { Tick } from '../../../platform/tick.ts';
import { DataTable, Empty, Note, Panel } from '../../../ui/index.ts';

const PATH = '/search-misses';

export const searchNav: readonly ConsoleNavEntry[] = [
  { heading: '设置', label: '没有结果的检索', path: PATH, icon: 'search', act: 'search.read-misses' },
];

/** 没有结果的检索: what the public looked for and did not find, for extending what is published (目录动态扩展). */
export function searchMissPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: PATH,
    access: { kind: 'act', act: 'search.read-misses' },
    async render(ctx) {
      const [misses, days] = await Promise.all([
        searchMisses(ctx.db),
        parameter(ctx.db, 'search.miss-days', { day: ctx.today }),
      ]);
      return frame.page(ctx, {
        title: '没有结果的检索',
        section: PATH,
        heading: { h1: '没有结果的检索', note: `${misses.length} 个检索词` },
        children: (
          <>
            <Note kind="info">
              <p>
                公众在门户检索而没有结果的词，供扩展公开目录参考。疑似含有个人信息的不记录；同一个月内有{' '}
                {FEWEST_VISITORS} 名以上不同访客检索过的才显示；{days} 日后清除。
              </p>
            </Note>
            <Panel title="公众在找什么" flush aside="检索的人多的在前">
              <DataTable<SearchMiss>
                caption="没有结果的检索词，检索的人多的在前"
                rows={misses}
                empty={<Empty title="还没有可以显示的检索词。" />}
                columns={[
                  {
                    label: '检索词',
                    header: true,
                    cell: (m) => <a href={ctx.portalUrl + portalPaths('').search(m.query)}>{m.query}</a>,
                  },
                  { label: '访客（一个月内最多）', cell: (m) => m.visitors, num: true },
                  { label: '最早', cell: (m) => m.firstOn, nowrap: true },
                  { label: '最近', cell: (m) => m.lastOn, nowrap: true },
                ]}
              />
            </Panel>
          </>
        ),
      });
    },
  });
}

/** Forgets old queries without result. */
export const searchTicks = (app: AppContext): readonly Tick[] => [
  {
    name: 'forget-search-misses',
    async run() {
      const today = app.clock.today();
      await forgetMisses(app.db, today, await parameter(app.db, 'search.miss-days', { day: today }));
    },
  },
];
