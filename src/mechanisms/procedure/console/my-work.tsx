import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { type ConsoleFrame, type Person, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { Counters, DataTable, Empty, Pagination, Panel } from '../../../ui/index.ts';
import { elapsed, shortMinute } from '../../../ui/times.ts';
import { soonDay } from '../clocks.ts';
import { countTasks, listTasks, type TaskRow } from '../tasks.ts';

import { DueTag } from './clock-panel.tsx';

/** What the page needs to know of the procedures: words and where a case is shown. */
export interface ProcedureWords {
  actLabel(act: string): string;
  procedureLabel(procedure: string): string;
  stateLabel(procedure: string, state: string): string;
  casePath(pid: string): string;
}

/** A panel that a module shows under the work of a person. */
export interface HomeWidget {
  /** Place among the panels, from 0 on top. */
  order: number;
  /** Shown only to people who hold this act somewhere. */
  act?: string;
  /** @returns undefined where there is nothing to show */
  render(ctx: RequestContext, person: Person): Promise<ComponentChildren | undefined>;
}

const SIZE = 30;

/** 我的待办: everything that waits for this person, the longest waiting first; each number opens to its rows. */
export function myWorkPages(
  face: Face,
  frame: ConsoleFrame,
  words: ProcedureWords,
  widgets: readonly HomeWidget[],
): void {
  const panels = [...widgets].sort((a, b) => a.order - b.order);
  face.page({
    path: '/',
    access: { kind: 'signed-in' },
    query: z.object({
      act: z.string().max(60).optional().catch(undefined),
      page: z.coerce.number().int().min(1).max(10_000).catch(1),
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const counts = await countTasks(ctx.db, person);
      const total = [...counts.values()].reduce((a, b) => a + b, 0);
      const shown = query.act ? (counts.get(query.act) ?? 0) : total;
      const rows = await listTasks(ctx.db, person, {
        page: query.page,
        size: SIZE,
        ...(query.act ? { act: query.act } : {}),
      });
      const shownPanels = await Promise.all(
        panels
          .filter((w) => w.act === undefined || person.mayAnywhere(w.act))
          .map((w) => w.render(ctx, person)),
      );
      const soon = await soonDay(ctx.db, ctx.today, person.organisation.id);
      const link = (act?: string, page = 1) => {
        const params = new URLSearchParams({
          ...(act ? { act } : {}),
          ...(page > 1 ? { page: String(page) } : {}),
        });
        return `${ctx.base.console}/${params.size ? `?${params}` : ''}`;
      };
      return frame.page(ctx, {
        title: '我的待办',
        section: '/',
        heading: { h1: '我的待办', note: `${person.organisation.shortName} · ${person.name}` },
        children: (
          <>
            <Counters
              items={[
                { value: total, label: '全部待办', href: link(), current: !query.act },
                ...[...counts].map(([act, n]) => ({
                  value: n,
                  label: `待${words.actLabel(act)}`,
                  href: link(act),
                  current: query.act === act,
                })),
              ]}
            />
            <Panel title="等待您办理" flush aside="最先到期的在最前，没有期限的按等待时间排">
              <DataTable<TaskRow>
                caption="等待您办理的事项，最先到期的在最前"
                rows={rows}
                empty={<Empty title="现在没有等待您办理的事项。" hint="有新的事项时会出现在这里。" />}
                columns={[
                  {
                    label: '事项',
                    header: true,
                    cell: (t) => <a href={ctx.base.console + words.casePath(t.casePid)}>{t.subject}</a>,
                  },
                  { label: '类型', cell: (t) => words.procedureLabel(t.procedure), nowrap: true },
                  { label: '环节', cell: (t) => words.stateLabel(t.procedure, t.state), nowrap: true },
                  { label: '单位', cell: (t) => t.organisationName, nowrap: true },
                  { label: '期限', cell: (t) => <DueTag due={t.due} today={ctx.today} soon={soon} /> },
                  { label: '到达', cell: (t) => shortMinute(t.since), nowrap: true },
                  { label: '已等待', cell: (t) => elapsed(t.since, ctx.now), num: true },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(shown / SIZE)}
              href={(n) => link(query.act, n)}
              total={`共 ${shown} 件`}
            />
            {shownPanels}
          </>
        ),
      });
    },
  });
}
