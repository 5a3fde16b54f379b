import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import {
  GROUP_ROLES,
  LEADER_DUTIES,
  LEVELS,
  type Level,
  ORGANISATION_KINDS,
  type OrganisationKind,
} from '../../../core/index.ts';
import { chineseDay } from '../../../law/day.ts';
import {
  countPublicDocuments,
  directoryFacets,
  type PortalFrame,
  PublicList,
  type PublicOrganisation,
  portalPaths,
  publicDocuments,
  publicGroup,
  publicOrganisation,
  publicOrganisationParts,
  publicOrganisations,
} from '../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { DataTable, Empty, FilterForm, KeyValue, Note, Pagination, SectionHead } from '../../../ui/index.ts';

const SIZE = 20;
const DIRECTORY_SIZE = 50;
const params = z.object({ code: z.string().regex(/^[a-z0-9-]{2,40}$/) });
const page = z.coerce.number().int().min(1).max(10_000).catch(1);
const optional = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  z
    .enum(Object.keys(words) as [T, ...T[]])
    .optional()
    .catch(undefined);
const MISSING = '没有找到这个机构，可能已经撤并。可以在“公开机构”中查找。';

function Main({ children }: { children: ComponentChildren }) {
  return (
    <main id="main" class="mc-main" tabindex={-1}>
      <div class="mc-wrap">{children}</div>
    </main>
  );
}

/** Choices of a filter with the number behind each; those with none are left out. */
function counted<T extends string>(
  all: string,
  words: Readonly<Record<T, string>>,
  counts: ReadonlyMap<T, number>,
  chosen: T | undefined,
): { value: string; label: string }[] {
  const some = (Object.keys(words) as T[]).filter((word) => counts.has(word) || word === chosen);
  return [
    { value: '', label: all },
    ...some.map((word) => ({ value: word, label: `${words[word]}（${counts.get(word) ?? 0}）` })),
  ];
}

/** 公开机构: the directory, narrowed by name, kind and level. */
function directoryPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: z.object({
      q: z.string().trim().max(100).optional().catch(undefined),
      kind: optional<OrganisationKind>(ORGANISATION_KINDS),
      level: optional<Level>(LEVELS),
      page,
    }),
    async render(ctx, { query }) {
      const paths = portalPaths(ctx.base.portal);
      const filter = {
        ...(query.q ? { q: query.q } : {}),
        ...(query.kind ? { kind: query.kind } : {}),
        ...(query.level ? { level: query.level } : {}),
      };
      const [{ items, total }, facets] = await Promise.all([
        publicOrganisations(ctx.db, { ...filter, page: query.page, size: DIRECTORY_SIZE }, ctx.today),
        directoryFacets(ctx.db, filter, ctx.today),
      ]);
      const at = (n: number) => {
        const search = new URLSearchParams(filter);
        if (n > 1) search.set('page', String(n));
        return `${paths.organs()}${search.size > 0 ? `?${search}` : ''}`;
      };
      return frame.page(ctx, {
        title: '公开机构',
        section: '/organs',
        crumbs: [{ label: '公开机构' }],
        children: (
          <Main>
            <h1>公开机构</h1>
            <FilterForm
              action={paths.organs()}
              label="筛选公开机构"
              {...(Object.keys(filter).length > 0 ? { clear: paths.organs() } : {})}
              fields={[
                { name: 'q', label: '机构名称', value: query.q ?? '', placeholder: '如 教育局' },
                {
                  name: 'level',
                  label: '层级',
                  value: query.level ?? '',
                  options: counted('全部层级', LEVELS, facets.levels, query.level),
                },
                {
                  name: 'kind',
                  label: '类别',
                  value: query.kind ?? '',
                  options: counted('全部类别', ORGANISATION_KINDS, facets.kinds, query.kind),
                },
              ]}
            />
            {items.length === 0 && <Empty title="没有符合条件的机构。" hint="可以减少条件再试。" />}
            <ul class="mc-list">
              {items.map((o) => (
                <li key={o.code}>
                  <a class="ti" href={paths.organ(o.code)}>
                    {o.name}
                  </a>
                  <div class="me">
                    <span>{ORGANISATION_KINDS[o.kind]}</span>
                    <span>已公开 {o.documents} 件</span>
                    {o.phone && <span>{o.phone}</span>}
                    {o.address && <span>{o.address}</span>}
                  </div>
                </li>
              ))}
            </ul>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / DIRECTORY_SIZE)}
              href={at}
              total={`共 ${total} 个`}
            />
          </Main>
        ),
      });
    },
  });
}

/** Address and contacts, the office that takes requests, where to go when it refuses. */
function Contacts({ o, home }: { o: PublicOrganisation; home: (code: string) => string }) {
  return (
    <section class="mc-docmeta" aria-label="机构信息">
      <KeyValue
        columns={2}
        rows={[
          ['办公地址', o.address],
          ['邮政编码', o.postcode],
          ['办公时间', o.officeHours],
          ['联系电话', o.phone],
          ['传真', o.fax],
          ['电子邮箱', o.email],
          ['网址', o.website],
          [
            o.kind === 'public-enterprise' ? '主管部门' : '上级机构',
            o.parentCode && o.parentName && <a href={home(o.parentCode)}>{o.parentName}</a>,
          ],
        ]}
      />
    </section>
  );
}

/** The page of an organisation: who it is, whom to ask, who answers for disclosure, what it has published. */
function organPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code',
    access: { kind: 'public' },
    cache: 'revalidate',
    params,
    query: z.object({ page }),
    async render(ctx, { params: { code }, query }) {
      const paths = portalPaths(ctx.base.portal);
      const o = await publicOrganisation(ctx.db, code);
      if (!o) throw new NotFound(MISSING);
      const filter = { site: (await frame.site(ctx)).code, owner: code, page: query.page, size: SIZE };
      const [parts, items, total] = await Promise.all([
        publicOrganisationParts(ctx.db, code, ctx.today),
        publicDocuments(ctx.db, filter, ctx.today),
        countPublicDocuments(ctx.db, filter, ctx.today),
      ]);
      const ended = o.validTo !== null && o.validTo < ctx.today;
      const year = ctx.today.slice(0, 4);
      return frame.page(ctx, {
        title: o.name,
        section: '/organs',
        crumbs: [{ label: '公开机构', href: paths.organs() }, { label: o.name }],
        children: (
          <Main>
            <h1>{o.name}</h1>
            {ended && o.validTo && (
              <Note kind="info" title={`本机构已于${chineseDay(o.validTo)}撤并。`}>
                <p class="mb-0">
                  {o.successorCode && o.successorName ? (
                    <>
                      职能由<a href={paths.organ(o.successorCode)}>{o.successorName}</a>承接。
                    </>
                  ) : null}
                  它公开过的文件仍可查阅。
                </p>
              </Note>
            )}
            <Contacts o={o} home={paths.organ} />
            {o.office && (
              <p>
                <a class="btn mc-jump" href="#h-office">
                  公开工作机构的联系方式
                </a>
              </p>
            )}
            <div class="mc-2 narrow">
              <div class="mc-stack">
                {o.duties && (
                  <section aria-labelledby="h-duties">
                    <SectionHead title="机构职能" id="h-duties" />
                    <p>{o.duties}</p>
                  </section>
                )}
                {parts.leaders.length > 0 && (
                  <section aria-labelledby="h-leaders">
                    <SectionHead title="政务公开责任领导与分工" id="h-leaders" />
                    <DataTable
                      caption="政务公开责任领导与分工"
                      rows={parts.leaders}
                      columns={[
                        { label: '责任', cell: (l) => LEADER_DUTIES[l.duty], nowrap: true },
                        { label: '姓名', header: true, cell: (l) => l.name, nowrap: true },
                        { label: '职务', cell: (l) => l.post },
                        { label: '工作分工', cell: (l) => l.division || '—' },
                      ]}
                    />
                  </section>
                )}
                {parts.sections.length > 0 && (
                  <section aria-labelledby="h-sections">
                    <SectionHead title="内设机构" id="h-sections" />
                    <DataTable
                      caption="内设机构"
                      rows={parts.sections}
                      columns={[
                        { label: '名称', header: true, cell: (s) => s.name, nowrap: true },
                        { label: '职责', cell: (s) => s.duties || '—' },
                        { label: '电话', cell: (s) => s.phone || '—', nowrap: true },
                      ]}
                    />
                  </section>
                )}
                <section aria-labelledby="h-documents">
                  <SectionHead title="公开文件" id="h-documents" aside={`共 ${total} 件`} />
                  {items.length === 0 ? (
                    <Empty title="这个机构还没有公开文件。" />
                  ) : (
                    <PublicList items={items} paths={paths} />
                  )}
                  <Pagination
                    page={query.page}
                    pages={Math.ceil(total / SIZE)}
                    href={(n) => `${paths.organ(code)}${n > 1 ? `?page=${n}` : ''}`}
                    total={`共 ${total} 件`}
                  />
                </section>
              </div>
              <aside aria-label="公开工作">
                {o.office && (
                  <section aria-labelledby="h-office">
                    <SectionHead title="政府信息公开工作机构" id="h-office" />
                    <KeyValue
                      rows={[
                        ['名称', o.office.name],
                        ['地址', o.office.address],
                        ['邮编', o.office.postcode],
                        ['时间', o.office.officeHours],
                        ['电话', o.office.phone],
                        ['传真', o.office.fax],
                        ['邮箱', o.office.email],
                      ]}
                    />
                  </section>
                )}
                {(o.reconsiderationOrgan || o.court) && (
                  <section aria-labelledby="h-remedy">
                    <SectionHead title="救济渠道" id="h-remedy" />
                    <KeyValue
                      rows={[
                        [
                          '行政复议',
                          [o.reconsiderationOrgan, o.alternativeOrgan].filter(Boolean).join('或者'),
                        ],
                        ['行政诉讼', o.court],
                      ]}
                    />
                  </section>
                )}
                {!ended && parts.leaders.length > 0 && (
                  <section aria-labelledby="h-hearings">
                    <SectionHead title={`${year} 年听取公开工作汇报`} id="h-hearings" />
                    {parts.hearings.length === 0 ? (
                      <p class="muted">今年还没有听取记录。</p>
                    ) : (
                      <ul class="mc-plainlist">
                        {parts.hearings.map((h) => (
                          <li key={`${h.heardOn} ${h.minutesNumber}`}>
                            {h.heardOn} {h.minutesNumber}
                            {h.note && <p class="muted mb-0">{h.note}</p>}
                          </li>
                        ))}
                      </ul>
                    )}
                  </section>
                )}
                {parts.group && (
                  <p>
                    <a href={paths.organGroup(code)}>{parts.group}</a>
                  </p>
                )}
                {parts.below.length > 0 && (
                  <section aria-labelledby="h-below">
                    <SectionHead title="下级机构" id="h-below" aside={`${parts.below.length} 个`} />
                    <ul class="mc-plainlist">
                      {parts.below.map((b) => (
                        <li key={b.code}>
                          <a href={paths.organ(b.code)}>{b.name}</a>
                        </li>
                      ))}
                    </ul>
                  </section>
                )}
                {parts.formerNames.length > 0 && (
                  <section aria-labelledby="h-names">
                    <SectionHead title="曾用名" id="h-names" />
                    <ul class="mc-plainlist">
                      {parts.formerNames.map((n) => (
                        <li key={n.validTo}>
                          {n.name} <span class="muted">至 {n.validTo}</span>
                        </li>
                      ))}
                    </ul>
                  </section>
                )}
              </aside>
            </div>
          </Main>
        ),
      });
    },
  });
}

/** 政务公开领导小组: its members, its office. */
function groupPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/leading-group',
    access: { kind: 'public' },
    cache: 'revalidate',
    params,
    async render(ctx, { params: { code } }) {
      const paths = portalPaths(ctx.base.portal);
      const [o, group] = await Promise.all([
        publicOrganisation(ctx.db, code),
        publicGroup(ctx.db, code, ctx.today),
      ]);
      if (!o || !group) throw new NotFound('没有找到这个领导小组，可能已经撤销。');
      const units = new Set(group.members.filter((m) => m.role !== 'office-head').map((m) => m.unitName))
        .size;
      return frame.page(ctx, {
        title: group.name,
        section: '/organs',
        crumbs: [
          { label: '公开机构', href: paths.organs() },
          { label: o.name, href: paths.organ(code) },
          { label: '领导小组' },
        ],
        children: (
          <Main>
            <h1>{group.name}</h1>
            <section class="mc-docmeta" aria-label="领导小组">
              <KeyValue
                columns={2}
                rows={[
                  ['成员单位', `${units} 个`],
                  ['办公室', group.officeName],
                  ['办公室设在', group.officeOrganisation],
                  ['成立（调整）文件', group.documentNumber],
                  ['成立日期', group.validFrom],
                ]}
              />
            </section>
            {group.duties && <p>{group.duties}</p>}
            <SectionHead title="组成人员" />
            <DataTable
              caption="组成人员"
              rows={group.members}
              empty={<Empty title="还没有公布组成人员。" />}
              columns={[
                { label: '角色', cell: (m) => GROUP_ROLES[m.role], nowrap: true },
                { label: '姓名', header: true, cell: (m) => m.personName, nowrap: true },
                { label: '单位', cell: (m) => m.unitName },
                { label: '职务', cell: (m) => m.post },
                { label: '起', cell: (m) => m.validFrom, nowrap: true },
              ]}
            />
          </Main>
        ),
      });
    },
  });
}

/** Browsing by organisation. */
export function organPages(face: Face, frame: PortalFrame): void {
  directoryPage(face, frame);
  organPage(face, frame);
  groupPage(face, frame);
}
