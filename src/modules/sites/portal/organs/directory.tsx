import { z } from 'zod';
import { LEVELS, type Level, ORGANISATION_KINDS, type OrganisationKind } from '../../../../core/index.ts';
import {
  directoryFacets,
  type PortalFrame,
  portalPaths,
  publicOrganisations,
} from '../../../../mechanisms/publication/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../../platform/http/fields.ts';
import { BeyondEnd, Empty, FilterForm, Pagination, Phone, PortalMain } from '../../../../ui/index.ts';

const DIRECTORY_SIZE = 50;
/** No body has a longer name. */
const LONGEST_NAME = 100;
const optional = <T extends string>(words: Readonly<Record<T, unknown>>) =>
  keyOf(words).optional().catch(undefined);

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
export function directoryPage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs',
    access: { kind: 'public' },
    cache: 'revalidate',
    query: z.object({
      q: z
        .string()
        .transform((written) => [...written.trim()].slice(0, LONGEST_NAME).join(''))
        .optional()
        .catch(undefined),
      kind: optional<OrganisationKind>(ORGANISATION_KINDS),
      level: optional<Level>(LEVELS),
      page: pageNumber,
    }),
    async render(ctx, { query }) {
      const paths = portalPaths(ctx.base.portal);
      const site = await frame.site(ctx);
      const filter = {
        ...(query.q ? { q: query.q } : {}),
        ...(query.kind ? { kind: query.kind } : {}),
        ...(query.level ? { level: query.level } : {}),
      };
      const [{ items, total }, facets] = await Promise.all([
        publicOrganisations(ctx.db, { ...filter, page: query.page, size: DIRECTORY_SIZE }, ctx.today),
        directoryFacets(ctx.db, filter, ctx.today),
      ]);
      const pages = Math.ceil(total / DIRECTORY_SIZE);
      const at = (n: number) => {
        const search = new URLSearchParams(filter);
        if (n > 1) search.set('page', String(n));
        return `${paths.organs()}${search.size > 0 ? `?${search}` : ''}`;
      };
      return frame.page(ctx, {
        title: '公开机构',
        section: '/organs',
        crumbs: [{ label: '政府信息公开' }],
        column: {
          name: '公开机构',
          description: '各级行政机关和公共企事业单位的政府信息公开专栏、职能和联系方式',
          keywords: '机构,职能,联系方式,政府信息公开',
          type: '概况信息',
        },
        children: (
          <PortalMain title="公开机构">
            <p class="mc-welcome">
              欢迎您查阅{site.organisationName}
              及所属机关的政府信息公开。每个机关一个专栏：公开指南、公开制度、法定主动公开内容、年度报告、依申请公开。
            </p>
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
            {items.length === 0 && total === 0 && (
              <Empty title="没有符合条件的机构。" hint="可以减少条件再试。" />
            )}
            {items.length === 0 && total > 0 && (
              <BeyondEnd page={query.page} pages={pages} href={at} list="名录" />
            )}
            <ul class="mc-list">
              {items.map((o) => (
                <li key={o.code}>
                  <a class="ti" href={paths.organ(o.code)}>
                    {o.name}
                  </a>
                  <div class="me">
                    <span>{ORGANISATION_KINDS[o.kind]}</span>
                    <span>已公开 {o.documents} 件</span>
                    {o.phone && (
                      <span>
                        <Phone text={o.phone} />
                      </span>
                    )}
                    {o.address && <span>{o.address}</span>}
                  </div>
                </li>
              ))}
            </ul>
            <Pagination page={query.page} pages={pages} href={at} total={`共 ${total} 个`} />
          </PortalMain>
        ),
      });
    },
  });
}
