import { z } from 'zod';
import { type ConsoleFrame, organisationsByIds, personOf } from '../../../core/index.ts';
import { ATTRIBUTES, type Attribute } from '../../../mechanisms/publication/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { ButtonLink, DataTable, Empty, FilterForm, Pagination, Panel, Tag } from '../../../ui/index.ts';
import { shortMinute } from '../../../ui/times.ts';
import { passage, stateLabel, withdrawal } from '../lifecycle.ts';
import { countDocuments, type DocumentRow, listDocuments } from '../store.ts';
import { documentPaths, doneNotice } from './paths.ts';

const SIZE = 30;
const STATES = [...Object.entries(passage.states), ...Object.entries(withdrawal.states)].map(
  ([value, s]) => ({ value, label: s.label }),
);

const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

/** 公文与发布: the documents of the person's organisations; filters are the address, so that a view can be passed on. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/documents',
    access: { kind: 'act', act: 'document.read' },
    query: z.object({
      q: text(100),
      state: text(40),
      organisation: text(40),
      done: text(20),
      page: z.coerce.number().int().min(1).max(100_000).catch(1),
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = documentPaths(ctx.base.console);
      const scope = person.scope('document.read');
      const filter = {
        scope,
        page: query.page,
        size: SIZE,
        ...(query.q ? { q: query.q } : {}),
        ...(query.state ? { state: query.state } : {}),
        ...(query.organisation ? { organisation: query.organisation } : {}),
      };
      const [rows, total, organisations] = await Promise.all([
        listDocuments(ctx.db, filter),
        countDocuments(ctx.db, filter),
        organisationsByIds(ctx.db, scope, ctx.today),
      ]);
      const page = (n: number) => {
        const params = new URLSearchParams();
        for (const key of ['q', 'state', 'organisation'] as const)
          if (query[key]) params.set(key, query[key]);
        if (n > 1) params.set('page', String(n));
        return `${paths.list()}${params.size ? `?${params}` : ''}`;
      };
      const filtered = query.q || query.state || query.organisation;
      return frame.page(ctx, {
        title: '公文与发布',
        section: '/documents',
        notice: doneNotice(query.done),
        ...(query.q ? { query: query.q } : {}),
        heading: {
          h1: '公文与发布',
          note: `共 ${total} 件`,
          actions: person.mayAnywhere('document.draft') ? (
            <ButtonLink href={paths.create()} kind="primary" icon="pencil">
              起草公文
            </ButtonLink>
          ) : undefined,
        },
        children: (
          <>
            <FilterForm
              action={paths.list()}
              label="筛选公文"
              {...(filtered ? { clear: paths.list() } : {})}
              fields={[
                { name: 'q', label: '标题、文号、索引号', value: query.q ?? '' },
                {
                  name: 'state',
                  label: '环节',
                  value: query.state ?? '',
                  options: [{ value: '', label: '全部环节' }, ...STATES],
                },
                {
                  name: 'organisation',
                  label: '单位',
                  value: query.organisation ?? '',
                  options: [
                    { value: '', label: '全部单位' },
                    ...organisations.map((o) => ({ value: o.code, label: o.shortName })),
                  ],
                },
              ]}
            />
            <Panel title="公文" flush aside="最近有变动的在最前">
              <DataTable<DocumentRow>
                caption="公文，最近有变动的在最前"
                rows={rows}
                empty={
                  <Empty
                    title="没有符合条件的公文。"
                    hint={filtered ? '可以减少条件再试。' : '可以从“起草公文”开始。'}
                  />
                }
                columns={[
                  { label: '标题', header: true, cell: (d) => <a href={paths.case(d.casePid)}>{d.title}</a> },
                  { label: '文号', cell: (d) => d.documentNumber || '—', nowrap: true },
                  { label: '单位', cell: (d) => d.organisationName, nowrap: true },
                  {
                    label: '公开属性',
                    cell: (d) => (d.attribute ? ATTRIBUTES[d.attribute as Attribute].label : '未定'),
                    nowrap: true,
                  },
                  {
                    label: '环节',
                    nowrap: true,
                    cell: (d) => (
                      <>
                        {stateLabel(d.procedure, d.state)}{' '}
                        {d.excerpts > 1 && <Tag kind="warn">含 {d.excerpts} 件</Tag>}
                      </>
                    ),
                  },
                  {
                    label: '公众可见',
                    cell: (d) =>
                      d.live ? (
                        <a href={paths.document(d.pid)}>公开中</a>
                      ) : (
                        <a href={paths.document(d.pid)}>否</a>
                      ),
                    nowrap: true,
                  },
                  { label: '最近变动', cell: (d) => shortMinute(d.changedAt), nowrap: true },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={page}
              total={`共 ${total} 件`}
            />
          </>
        ),
      });
    },
  });
}
