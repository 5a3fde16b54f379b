import { z } from 'zod';
import { beyondEnd, type ConsoleFrame, personOf } from '../../../core/index.ts';
import { titled } from '../../../law/titles.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber } from '../../../platform/http/fields.ts';
import { ButtonLink, DataTable, Empty, FilterForm, Pagination, Panel, Tag } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import {
  findOrgan,
  type LeaderVersion,
  leaderVersions,
  type OrganPageVersion,
  organPageVersions,
  organRows,
} from '../store/office.ts';
import { ORGAN_PAGE_KINDS } from '../words.ts';
import { doneQuery, organParams } from './fields.ts';
import { doneNotice, sitesPaths } from './paths.ts';

const SIZE = 50;

/** The organs whose 专栏 the person keeps. */
function listPage(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/organ-columns',
    access: { kind: 'act', act: 'organ.read' },
    query: z.object({
      q: z.string().trim().max(100).optional().catch(undefined),
      page: pageNumber,
    }),
    async render(ctx, { query }) {
      const paths = sitesPaths(ctx.base.console);
      const { rows, total } = await organRows(ctx.db, personOf(ctx).scope('organ.read'), {
        ...(query.q ? { q: query.q } : {}),
        today: ctx.today,
        page: query.page,
        size: SIZE,
      });
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      const at = (page: number) =>
        `${paths.organs()}?${new URLSearchParams({ ...(query.q ? { q: query.q } : {}), page: `${page}` })}`;
      return frame.page(ctx, {
        title: '机构专栏',
        section: '/organ-columns',
        heading: { h1: '机构专栏', note: '公开指南、公开制度、领导之窗' },
        children: (
          <>
            <Panel title="机构" aside={`共 ${total} 个`} flush>
              <FilterForm
                action={paths.organs()}
                label="筛选机构"
                {...(query.q ? { clear: paths.organs() } : {})}
                fields={[{ name: 'q', label: '机构名称', value: query.q ?? '' }]}
              />
              <DataTable
                caption="机构及其专栏的内容"
                terse
                rows={rows}
                empty={<Empty title="没有符合条件的机构。" />}
                columns={[
                  {
                    label: '机构',
                    header: true,
                    cell: (o) => <a href={paths.organ(o.code)}>{o.name}</a>,
                  },
                  {
                    label: '公开指南',
                    cell: (o) => (o.guide ? <Tag kind="ok">已公布</Tag> : <Tag kind="warn">没有</Tag>),
                    nowrap: true,
                  },
                  { label: '公开制度', cell: (o) => o.rules, num: true, nil: (o) => o.rules === 0 },
                  { label: '现任领导', cell: (o) => o.leaders, num: true, nil: (o) => o.leaders === 0 },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={at}
              total={`共 ${total} 个`}
            />
          </>
        ),
      });
    },
  });
}

/** The last version of each, in the order given. */
function latest<V extends { pid: string }>(versions: readonly V[]): V[] {
  return [...new Map([...versions].reverse().map((v) => [v.pid, v])).values()].reverse();
}

/** One organ: texts and leaders that are public, and everything that was. */
function organPage(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/organ-columns/:code',
    access: { kind: 'act', act: 'organ.read' },
    params: organParams,
    query: doneQuery,
    async render(ctx, { params: { code }, query }) {
      const person = personOf(ctx);
      const organ = await findOrgan(ctx.db, code, person.scope('organ.read'));
      const paths = sitesPaths(ctx.base.console);
      const [texts, leaders] = await Promise.all([
        organPageVersions(ctx.db, organ.id),
        leaderVersions(ctx.db, organ.id),
      ]);
      const mayText = person.may('organ.save-page', organ.id);
      const mayLead = person.may('organ.save-leader', organ.id);
      const publicTexts = latest(texts).filter((t) => t.removedOn === null);
      const serving = latest(leaders).filter((l) => l.leftOn === null);
      const guide = publicTexts.some((t) => t.kind === 'guide');
      return frame.page(ctx, {
        title: `机构专栏：${organ.name}`,
        section: '/organ-columns',
        notice: doneNotice(query.done),
        heading: {
          h1: organ.name,
          note: '机构专栏',
          actions: (
            <>
              {mayText && !guide && (
                <ButtonLink href={paths.newText(code, 'guide')} icon="book" kind="primary">
                  写公开指南
                </ButtonLink>
              )}
              {mayText && (
                <ButtonLink href={paths.newText(code, 'rule')} icon="plus">
                  新增制度
                </ButtonLink>
              )}
              {mayLead && (
                <ButtonLink href={paths.leader(code, 'new')} icon="user">
                  登记领导
                </ButtonLink>
              )}
            </>
          ),
        },
        children: (
          <div class="mc-g">
            <Panel title="公开指南和制度" aside="对外公布" flush>
              <DataTable<OrganPageVersion>
                caption="正在公开的指南和制度"
                rows={publicTexts}
                empty={
                  <Empty
                    title="还没有公开指南和制度。"
                    hint="每个机关都应当编制并公布公开指南（条例第十二条）。"
                  />
                }
                columns={[
                  { label: '种类', cell: (t) => ORGAN_PAGE_KINDS[t.kind], nowrap: true },
                  {
                    label: '标题',
                    header: true,
                    cell: (t) => (mayText ? <a href={paths.text(code, t.pid)}>{t.title}</a> : t.title),
                  },
                  { label: '施行', cell: (t) => t.validFrom, nowrap: true },
                  { label: '版次', cell: (t) => t.number, num: true },
                  { label: '保存', cell: (t) => `${minute(t.savedAt)} ${t.savedBy ?? ''}`, nowrap: true },
                ]}
              />
            </Panel>
            <Panel title="现任领导" aside="对外公布" flush>
              <DataTable<LeaderVersion>
                caption="现任领导，按排列顺序"
                rows={serving}
                empty={<Empty title="还没有登记领导。" />}
                columns={[
                  {
                    label: '姓名',
                    header: true,
                    cell: (l) => (mayLead ? <a href={paths.leader(code, l.pid)}>{l.name}</a> : l.name),
                    nowrap: true,
                  },
                  { label: '职务', cell: (l) => l.post },
                  { label: '工作分工', cell: (l) => l.division || '—' },
                  { label: '分管公开', cell: (l) => (l.inCharge ? '是' : '—'), nowrap: true },
                  { label: '变动之日', cell: (l) => l.since, nowrap: true },
                ]}
              />
            </Panel>
            <Panel title="变动记录" aside="只供查阅，不能修改" flush>
              <DataTable
                caption="各个版本，最近保存的在前"
                rows={[
                  ...texts.map((t) => ({
                    at: t.savedAt,
                    what: `${ORGAN_PAGE_KINDS[t.kind]}${titled(t.title)}第 ${t.number} 版`,
                    detail: t.removedOn ? `已于 ${t.removedOn} 撤下` : `自 ${t.validFrom} 起施行`,
                    by: t.savedBy,
                  })),
                  ...leaders.map((l) => ({
                    at: l.savedAt,
                    what: `领导 ${l.name} 第 ${l.number} 版`,
                    detail: `${l.since} 起：${l.post}${l.division ? `；${l.division}` : ''}${l.leftOn ? `；${l.leftOn} 离任` : ''}`,
                    by: l.savedBy,
                  })),
                ].sort((a, b) => b.at.getTime() - a.at.getTime())}
                empty={<Empty title="还没有记录。" />}
                columns={[
                  { label: '保存时间', cell: (r) => minute(r.at), nowrap: true },
                  { label: '内容', header: true, cell: (r) => r.what },
                  { label: '说明', cell: (r) => r.detail },
                  { label: '保存人', cell: (r) => r.by ?? '—', nowrap: true },
                ]}
              />
            </Panel>
          </div>
        ),
      });
    },
  });
}

/** Lists of the 机构专栏. */
export function organListPages(face: Face, frame: ConsoleFrame): void {
  listPage(face, frame);
  organPage(face, frame);
}
