import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  ExportButton,
  GRANTABLE,
  listExport,
  organisationsByIds,
  personOf,
  ROLES,
} from '../../../../core/index.ts';
import { maskName } from '../../../../law/masks.ts';
import { orphanedWork } from '../../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../../platform/http/fields.ts';
import {
  ButtonLink,
  DataTable,
  Empty,
  FilterForm,
  Note,
  optionsOf,
  Pagination,
  Panel,
  Tag,
} from '../../../../ui/index.ts';
import { doneNotice, peoplePaths } from '../paths.ts';
import { countStaff, listStaff, STAFF_STATES, type StaffFilter, type StaffLine } from '../store.ts';

const SIZE = 50;
const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

const filterFields = {
  q: text(50),
  organisation: text(40),
  role: z
    .enum(GRANTABLE as [string, ...string[]])
    .optional()
    .catch(undefined),
  state: keyOf(STAFF_STATES).optional().catch(undefined),
};
const filterSchema = z.object(filterFields);

/** The filters in use. */
function chosenOf(query: z.output<typeof filterSchema>): Record<string, string> {
  return Object.fromEntries(
    (['q', 'organisation', 'role', 'state'] as const).flatMap((key) =>
      query[key] ? [[key, query[key]]] : [],
    ),
  );
}

/** 人员与授权: the people of the organisations that the person administers or grants rights in. */
export function listPage(face: Face, frame: ConsoleFrame): void {
  listExport(face, frame, {
    path: '/people/export',
    access: { kind: 'act', act: 'person.export' },
    act: 'person.export',
    name: '人员',
    filter: filterSchema,
    columns: [
      { heading: '姓名（隐去名字）', value: (p: StaffLine) => maskName(p.name) },
      { heading: '人员编号', value: (p) => p.pid },
      { heading: '机构', width: 24, value: (p) => p.organisationName },
      { heading: '科室', value: (p) => p.section ?? '' },
      { heading: '职务', value: (p) => p.post },
      { heading: '有无账号', width: 10, value: (p) => (p.username ? '有' : '没有') },
      {
        heading: '今日有效的角色',
        width: 40,
        value: (p) => p.roles.map((r) => ROLES[r].label).join('、'),
      },
      { heading: '到任', width: 12, value: (p) => p.validFrom },
      { heading: '离任', width: 12, value: (p) => p.validTo ?? '' },
    ],
    rows: (ctx, person, query, most) =>
      listStaff(ctx.db, {
        scope: person.scope('person.export'),
        today: ctx.today,
        page: 1,
        size: most,
        ...chosenOf(query),
      }),
  });

  face.page({
    path: '/people',
    access: { kind: 'act', act: 'person.read' },
    query: z.object({
      ...filterFields,
      done: text(20),
      page: pageNumber,
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = peoplePaths(ctx.base.console);
      const scope = person.scope('person.read');
      const chosen = chosenOf(query);
      const filter: StaffFilter = { scope, today: ctx.today, page: query.page, size: SIZE, ...chosen };
      const [rows, total, organisations, orphans] = await Promise.all([
        listStaff(ctx.db, filter),
        countStaff(ctx.db, filter),
        organisationsByIds(ctx.db, scope, ctx.today),
        orphanedWork(ctx.db, ctx.today, scope),
      ]);
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      return frame.page(ctx, {
        title: '人员与授权',
        section: '/people',
        notice: doneNotice(query.done),
        heading: {
          h1: '人员与授权',
          note: `共 ${total} 人`,
          actions: person.mayAnywhere('person.add') ? (
            <>
              <ExportButton ctx={ctx} path="/people/export" filter={chosen} />
              <ButtonLink href={paths.imports()} icon="upload">
                批量导入
              </ButtonLink>
              <ButtonLink href={paths.create()} kind="primary" icon="plus">
                新增人员
              </ButtonLink>
            </>
          ) : (
            <ExportButton ctx={ctx} path="/people/export" filter={chosen} />
          ),
        },
        children: (
          <>
            {orphans.length > 0 && (
              <Note kind="bad" title={`无人可办：${orphans.length} 件`}>
                <p class="mb-0">
                  有待办事项没有任何人可以办理（离任、授权到期或未授权）。
                  <a href={paths.unattended()}>查看并处理</a>
                </p>
              </Note>
            )}
            <FilterForm
              action={paths.list()}
              label="筛选人员"
              {...(Object.keys(chosen).length > 0 ? { clear: paths.list() } : {})}
              fields={[
                { name: 'q', label: '姓名、工号、用户名', value: query.q ?? '' },
                {
                  name: 'organisation',
                  label: '机构',
                  value: query.organisation ?? '',
                  options: [
                    { value: '', label: '全部机构' },
                    ...organisations.map((o) => ({ value: o.code, label: o.shortName })),
                  ],
                },
                {
                  name: 'role',
                  label: '角色',
                  value: query.role ?? '',
                  options: [
                    { value: '', label: '全部角色' },
                    ...GRANTABLE.map((role) => ({ value: role, label: ROLES[role].label })),
                  ],
                },
                {
                  name: 'state',
                  label: '状态',
                  value: query.state ?? '',
                  options: optionsOf(STAFF_STATES, '全部'),
                },
              ]}
            />
            <Panel title="人员" flush aside="按机构和姓名排列">
              <DataTable<StaffLine>
                caption="人员，按机构和姓名排列"
                terse
                rows={rows}
                empty={<Empty title="没有符合条件的人员。" hint="可以减少条件再试，或者新增人员。" />}
                columns={[
                  { label: '姓名', header: true, cell: (p) => <a href={paths.person(p.pid)}>{p.name}</a> },
                  { label: '机构', cell: (p) => p.organisationName },
                  { label: '职务', cell: (p) => [p.section, p.post].filter(Boolean).join(' · ') || '—' },
                  { label: '用户名', cell: (p) => p.username ?? '没有账号' },
                  {
                    label: '今日有效的角色',
                    cell: (p) => p.roles.map((r) => ROLES[r].label).join('、') || '没有角色',
                  },
                  {
                    label: '状态',
                    nowrap: true,
                    cell: (p) =>
                      p.validTo === null ? (
                        p.validFrom > ctx.today ? (
                          <Tag kind="mute">{p.validFrom} 到任</Tag>
                        ) : (
                          <Tag kind="ok">在任</Tag>
                        )
                      ) : p.validTo < ctx.today ? (
                        <Tag kind="mute">已离任</Tag>
                      ) : (
                        <Tag kind="warn">任职至 {p.validTo}</Tag>
                      ),
                  },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => paths.list({ ...chosen, ...(n > 1 ? { page: String(n) } : {}) })}
              total={`共 ${total} 人`}
            />
          </>
        ),
      });
    },
  });
}
