import { sql } from 'kysely';
import { z } from 'zod';
import { beyondEnd, type ConsoleFrame, PARAMETERS, type Person, personOf } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import { DataTable, Empty, Pagination, Panel } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { mine } from '../tasks.ts';
import { casePath } from './paths.ts';

/** Where notices about moved dates lead. */
export const DATE_MOVES_PATH = '/date-moves';

const SIZE = 50;

interface MoveRow {
  casePid: string;
  subject: string;
  label: string;
  from: Day;
  to: Day;
  why: string;
  at: Date;
}

/** The moves of the cases that this person has a task in or has acted in, newest first. */
async function ownMoves(
  db: Reader,
  person: Person,
  page: number,
): Promise<{ rows: MoveRow[]; total: number }> {
  const own = sql`exists (select from task t where t.case_id = m.case_id and ${mine(person)})
    or exists (select from case_event e where e.case_id = m.case_id and e.person_id = ${person.personId})`;
  const { rows } = await sql<MoveRow & { parameter: keyof typeof PARAMETERS; total: number }>`
    select c.pid as "casePid", c.subject, k.parameter, m.from_due as "from", m.to_due as "to", m.why, m.at, count(*) over () as total
    from clock_move m join procedure_case c on c.id = m.case_id join case_clock k on k.case_id = m.case_id and k.name = m.name
    where ${own}
    order by m.at desc, m.id desc limit ${SIZE} offset ${(page - 1) * SIZE}`.execute(db);
  // Beyond the end no row tells the total.
  if (rows.length === 0 && page > 1) return { rows: [], total: (await ownMoves(db, person, 1)).total };
  return {
    rows: rows.map((r) => ({ ...r, label: PARAMETERS[r.parameter].label })),
    total: Number(rows[0]?.total ?? 0),
  };
}

/** 期限变动: which of a person's dates have moved, from what to what, and why. */
export function dateMovesPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: DATE_MOVES_PATH,
    access: { kind: 'signed-in' },
    query: z.object({ page: pageNumber }),
    async render(ctx, { query }) {
      const { rows, total } = await ownMoves(ctx.db, personOf(ctx), query.page);
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      return frame.page(ctx, {
        title: '期限变动',
        section: DATE_MOVES_PATH,
        heading: { h1: '期限变动', note: '因放假安排或规定变化而改变的截止日' },
        children: (
          <>
            <Panel title="您经手的事项" flush aside="最新的在最前">
              <DataTable<MoveRow>
                caption="期限有变动的事项，最新的在最前"
                terse
                rows={rows}
                empty={<Empty title="没有期限变动。" hint="放假安排公布或期限规定改变时，变动会列在这里。" />}
                columns={[
                  {
                    label: '事项',
                    header: true,
                    cell: (m) => <a href={casePath(ctx.base.console, m.casePid)}>{m.subject}</a>,
                  },
                  { label: '期限', cell: (m) => m.label },
                  { label: '原截止日', cell: (m) => m.from, nowrap: true },
                  { label: '新截止日', cell: (m) => m.to, nowrap: true },
                  { label: '原因', cell: (m) => m.why },
                  { label: '变动时间', cell: (m) => minute(m.at), nowrap: true },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => `${ctx.base.console}${DATE_MOVES_PATH}${n > 1 ? `?page=${n}` : ''}`}
              total={`共 ${total} 件`}
            />
          </>
        ),
      });
    },
  });
}
