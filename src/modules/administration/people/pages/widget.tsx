import type { HomeWidget } from '../../../../mechanisms/procedure/index.ts';
import { DataTable, Panel } from '../../../../ui/index.ts';
import { peoplePaths } from '../paths.ts';
import { countStaff, listStaff, type StaffLine } from '../store.ts';

/** People named on the start page; the others stand in the list. */
const SHOWN = 5;

/** For the security officer: who can sign in and hold no role, whom no other list of open work shows. */
export const roleWidget: HomeWidget = {
  order: 20,
  act: 'grant.give',
  async render(ctx, person) {
    const state = 'account-no-role';
    const filter = { scope: person.scope('grant.give'), today: ctx.today, state, page: 1 } as const;
    const [rows, total] = await Promise.all([
      listStaff(ctx.db, { ...filter, size: SHOWN }),
      countStaff(ctx.db, { ...filter, size: SHOWN }),
    ]);
    if (total === 0) return undefined;
    const paths = peoplePaths(ctx.base.console);
    return (
      <Panel
        title="等待授予角色"
        flush
        aside={<a href={paths.list({ state })}>有账号、没有角色的人员共 {total} 人</a>}
      >
        <DataTable<StaffLine>
          caption="有账号、没有角色的人员"
          rows={rows}
          columns={[
            { label: '姓名', header: true, cell: (p) => <a href={paths.person(p.pid)}>{p.name}</a> },
            { label: '单位', cell: (p) => p.organisationName },
            { label: '职务', cell: (p) => p.post || '—' },
            {
              label: '办理',
              nowrap: true,
              cell: (p) => <a href={paths.grant(p.pid)}>授予角色</a>,
            },
          ]}
        />
        {total > rows.length && <p class="bd muted mb-0">只列前 {rows.length} 人，其余见清单。</p>}
      </Panel>
    );
  },
};
