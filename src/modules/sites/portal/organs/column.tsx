import { type ComponentChildren, Fragment } from 'preact';
import { z } from 'zod';
import { chineseDay } from '../../../../law/day.ts';
import {
  GROUNDS,
  groundCounts,
  type PortalFrame,
  type PublicOrganisation,
  portalPaths,
  publicOrganisation,
  TREE_BRANCHES,
  type TreeBranch,
} from '../../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import type { RequestContext } from '../../../../platform/http/route.ts';
import { KeyValue, MailAddress, Note, Phone } from '../../../../ui/index.ts';
import {
  type AnnualReport,
  annualReports,
  cityDisclosureOffice,
  organCodes,
  type PublicOrganPage,
  publicLeaders,
  publicOrganPages,
} from '../../store/public.ts';

/** Parameters of the pages of an organ. */
export const organParams = z.object({ code: z.string().regex(/^[a-z0-9-]{2,40}$/) });
const MISSING = '没有找到这个机构，可能已经撤并。可以在“公开机构”中查找。';

/** What every page of an organ's 政府信息公开专栏 knows. */
export interface OrganColumn {
  o: PublicOrganisation;
  pages: readonly PublicOrganPage[];
  grounds: ReadonlyMap<string, number>;
  leaders: number;
  reports: readonly AnnualReport[];
  entries: readonly { branch: TreeBranch; label: string; href: string }[];
  /** Whom to complain to about disclosure (条例第五十一条). */
  supervisor: Awaited<ReturnType<typeof cityDisclosureOffice>>;
  /** Codes of the organs of remedy that have a page, by name. */
  remedyCodes: ReadonlyMap<string, string>;
}

/** Reads the 专栏 of an organ. @throws NotFound */
export async function readColumn(
  ctx: RequestContext,
  frame: PortalFrame,
  code: string,
): Promise<OrganColumn> {
  const o = await publicOrganisation(ctx.db, code);
  if (!o) throw new NotFound(MISSING);
  const named = [o.reconsiderationOrgan, o.alternativeOrgan].filter((name) => name !== null);
  const [pages, grounds, leaders, reports, entries, supervisor, remedyCodes] = await Promise.all([
    publicOrganPages(ctx.db, code),
    groundCounts(ctx.db, code),
    publicLeaders(ctx.db, code, ctx.today),
    annualReports(ctx.db, code),
    frame.tree(ctx, code),
    cityDisclosureOffice(ctx.db, ctx.today),
    organCodes(ctx.db, named, ctx.today),
  ]);
  return { o, pages, grounds, leaders: leaders.length, reports, entries, supervisor, remedyCodes };
}

/** All documents of the organ. */
export function documentsOf(column: OrganColumn): number {
  return [...column.grounds.values()].reduce((a, b) => a + b, 0);
}

interface Leaf {
  label: string;
  href: string;
  count?: number;
}

function LeafLink({ leaf, current }: { leaf: Leaf; current: string }) {
  return (
    <li>
      <a href={leaf.href} aria-current={leaf.href === current ? 'page' : undefined}>
        {leaf.label} {leaf.count !== undefined && <span class="ct">{leaf.count}</span>}
      </a>
    </li>
  );
}

/** A branch: a link when it is one thing, folded when it is several, a word when there is nothing. */
function Branch({ label, leaves, current }: { label: string; leaves: readonly Leaf[]; current: string }) {
  const [only] = leaves;
  if (!only)
    return (
      <li>
        <span class="none">
          {label} <span class="ct">暂未公布</span>
        </span>
      </li>
    );
  if (leaves.length === 1) return <LeafLink leaf={{ ...only, label }} current={current} />;
  return (
    <li>
      <details open>
        <summary>{label}</summary>
        <ul>
          {leaves.map((leaf) => (
            <LeafLink key={leaf.href} leaf={leaf} current={current} />
          ))}
        </ul>
      </details>
    </li>
  );
}

/** 指南、制度、法定主动公开内容、年报、依申请公开. Items of article 20 that hold nothing are left out: an empty column is a fault. */
function Tree({ ctx, column, current }: { ctx: RequestContext; column: OrganColumn; current: string }) {
  const paths = portalPaths(ctx.base.portal);
  const { o, pages, grounds, leaders } = column;
  const of = (branch: TreeBranch) => column.entries.filter((e) => e.branch === branch);
  const guide = pages.find((p) => p.kind === 'guide');
  const rules = pages.filter((p) => p.kind === 'rule').length;
  const statutory: Leaf[] = [
    { label: '机构概况', href: paths.organPart(o.code, 'about') },
    ...(leaders > 0 ? [{ label: '领导之窗', href: paths.organPart(o.code, 'leaders'), count: leaders }] : []),
    ...Object.entries(GROUNDS).flatMap(([ground, { label, attribute }]) => {
      const count = grounds.get(ground);
      return attribute === 'proactive' && count
        ? [{ label, href: paths.organDocuments(o.code, { ground }), count }]
        : [];
    }),
    ...of('statutory'),
    { label: '全部公开文件', href: paths.organDocuments(o.code), count: documentsOf(column) },
  ];
  const onRequest = of('on-request');
  const branches: [TreeBranch, Leaf[]][] = [
    [
      'guide',
      [...(guide ? [{ label: guide.title, href: paths.organPart(o.code, 'guide') }] : []), ...of('guide')],
    ],
    [
      'rules',
      [
        ...(rules > 0 ? [{ label: '公开制度', href: paths.organPart(o.code, 'rules'), count: rules }] : []),
        ...of('rules'),
      ],
    ],
    ['statutory', statutory],
    [
      'annual',
      [...column.reports.map((r) => ({ label: r.label, href: paths.document(r.pid) })), ...of('annual')],
    ],
    [
      'on-request',
      onRequest.length > 0
        ? [...onRequest]
        : [{ label: '依申请公开', href: `${paths.organ(o.code)}#on-request` }],
    ],
  ];
  return (
    <nav class="mc-tree" aria-label="公开专栏目录">
      <ul>
        {branches.map(([branch, leaves]) => (
          <Branch key={branch} label={TREE_BRANCHES[branch]} leaves={leaves} current={current} />
        ))}
      </ul>
    </nav>
  );
}

/** The office that answers for disclosure; without one, the organ itself. */
function OfficeContacts({ o }: { o: PublicOrganisation }) {
  const at = o.office ?? { ...o, name: o.name };
  return (
    <KeyValue
      rows={[
        ['名称', at.name],
        ['电话', at.phone && <Phone text={at.phone} />],
        ['时间', at.officeHours],
        ['地址', at.address],
        ['邮编', at.postcode],
        ['传真', at.fax],
        ['邮箱', at.email && <MailAddress address={at.email} />],
      ]}
    />
  );
}

/** Where to turn against what the organ does: each organ that has a page is a link to it. */
function Remedies({ ctx, column }: { ctx: RequestContext; column: OrganColumn }) {
  const { o, supervisor, remedyCodes } = column;
  if (!o.reconsiderationOrgan && !o.court && !supervisor) return null;
  const paths = portalPaths(ctx.base.portal);
  const organs = [o.reconsiderationOrgan, o.alternativeOrgan].filter((name) => name !== null);
  return (
    <section class="mc-organ-contact" aria-labelledby="h-remedy">
      <h2 id="h-remedy">救济渠道</h2>
      <KeyValue
        rows={[
          [
            '行政复议',
            organs.length > 0 &&
              organs.map((name, i) => {
                const code = remedyCodes.get(name);
                return (
                  <Fragment key={name}>
                    {i > 0 && '或者'}
                    {code ? <a href={paths.organ(code)}>{name}</a> : name}
                  </Fragment>
                );
              }),
          ],
          ['行政诉讼', o.court],
          [
            '投诉举报',
            supervisor && (
              <>
                <a href={paths.organ(supervisor.code)}>{supervisor.organisation}</a>
                {supervisor.name !== supervisor.organisation && ` ${supervisor.name}`}
                {supervisor.phone && (
                  <>
                    ，电话 <Phone text={supervisor.phone} />
                  </>
                )}
              </>
            ),
          ],
        ]}
      />
      <p class="mb-0">
        <a href={paths.channels()}>各类诉求的法定渠道</a>
      </p>
    </section>
  );
}

/** That an organ has ended, and who follows it. */
function Ended({ ctx, o }: { ctx: RequestContext; o: PublicOrganisation }) {
  if (o.validTo === null || o.validTo >= ctx.today) return null;
  return (
    <Note kind="info" title={`本机构已于${chineseDay(o.validTo)}撤并。`}>
      <p class="mb-0">
        {o.successorCode && o.successorName ? (
          <>
            职能由<a href={portalPaths(ctx.base.portal).organ(o.successorCode)}>{o.successorName}</a>承接。
          </>
        ) : null}
        它公开过的文件仍可查阅。
      </p>
    </Note>
  );
}

/**
 * A page of an organ's 专栏: tree at the left, on phones folded above the content; contacts and remedies end it there.
 * @param spec.current address of its entry in the tree
 * @param spec.feed query of the feed, on a list with conditions
 * @param spec.part its name; undefined for the home of the 专栏
 */
export function columnPage(
  ctx: RequestContext,
  frame: PortalFrame,
  column: OrganColumn,
  spec: {
    part?: string;
    above?: { label: string; href: string };
    current: string;
    feed?: string;
    aside?: ComponentChildren;
    children: ComponentChildren;
  },
): Promise<string> {
  const paths = portalPaths(ctx.base.portal);
  const { o } = column;
  return frame.page(ctx, {
    title: spec.part ? `${spec.part} - ${o.name}政府信息公开专栏` : `${o.name}政府信息公开专栏`,
    section: '/organs',
    feed: { path: `/feeds/organs/${o.code}`, query: spec.feed ?? '' },
    crumbs: [
      { label: '政府信息公开', href: paths.organs() },
      spec.part ? { label: o.shortName, href: paths.organ(o.code) } : { label: o.shortName },
      ...(spec.above ? [spec.above] : []),
      ...(spec.part ? [{ label: spec.part }] : []),
    ],
    column: {
      name: spec.part ?? '政府信息公开专栏',
      description: `${o.name}政府信息公开专栏${spec.part ? `：${spec.part}` : ''}`,
      keywords: `${o.shortName},政府信息公开${spec.part ? `,${spec.part}` : ''}`,
      type: '政府信息公开',
    },
    children: (
      <main id="main" class="mc-main" tabindex={-1}>
        <div class="mc-wrap">
          <div class="mc-title">
            {spec.part ? (
              <p class="mc-organ">
                <a href={paths.organ(o.code)}>{o.name}</a> 政府信息公开专栏
              </p>
            ) : (
              <h1>{o.name} · 政府信息公开专栏</h1>
            )}
            <a class="no-print" href={paths.organs()}>
              切换机构
            </a>
          </div>
          <Ended ctx={ctx} o={o} />
          <div class="mc-column">
            <details class="mc-fold no-print" id="tree">
              <summary>公开目录：指南、公开内容、领导、年报</summary>
              <Tree ctx={ctx} column={column} current={spec.current} />
            </details>
            <div class="mc-stack">{spec.children}</div>
            <aside aria-label="联系方式和救济渠道" class="no-print">
              <section class="mc-organ-contact" aria-labelledby="h-office">
                <h2 id="h-office">政府信息公开工作机构</h2>
                <OfficeContacts o={o} />
              </section>
              <Remedies ctx={ctx} column={column} />
            </aside>
          </div>
        </div>
      </main>
    ),
  });
}
