import { z } from 'zod';
import {
  below,
  type ConsoleFrame,
  disclosureOfficeOf,
  disclosureStaffOf,
  factsOf,
  formerNames,
  GROUP_ROLES,
  groupMembers,
  hearingsOf,
  KINDS,
  LEADER_DUTIES,
  LEVELS,
  leadersOf,
  leadingGroupOf,
  memberUnits,
  ORGANISATION_KINDS,
  peopleOf,
  proposeRemedy,
  remedyOf,
  sectionsOf,
  standings,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import {
  Actions,
  ButtonLink,
  Checks,
  DataTable,
  Empty,
  KeyValue,
  Note,
  Panel,
  Tag,
} from '../../../ui/index.ts';
import { gapChecks, organisationActions } from './detail-aside.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { doneNotice, organisationPaths } from './paths.ts';
import { viewOrganisation } from './view.ts';

/** The page of an organisation. */
export function detailPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/organisations/:code',
    access: { kind: 'act', act: 'organisation.read' },
    params: z.object({ code: z.string().regex(/^[a-z0-9-]{2,40}$/) }),
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    async render(ctx, { params, query }) {
      const view = await viewOrganisation(ctx, params.code);
      const { node, chart } = view;
      const paths = organisationPaths(ctx.base.console);
      const [facts, office, leaders, staff, hearings, sections, group, remedy, former, people, standing] =
        await Promise.all([
          factsOf(ctx.db, node.code),
          disclosureOfficeOf(ctx.db, node.id),
          leadersOf(ctx.db, node.id),
          disclosureStaffOf(ctx.db, node.id, ctx.today),
          hearingsOf(ctx.db, node.id),
          sectionsOf(ctx.db, node.id),
          leadingGroupOf(ctx.db, node.id),
          remedyOf(ctx.db, node.id),
          formerNames(ctx.db, node.id),
          peopleOf(ctx.db, node.id, ctx.today),
          standings(ctx.db, chart, [node.id], ctx.today),
        ]);
      const members = group ? await groupMembers(ctx.db, group.id) : [];
      const children = below(chart, node.id, ctx.today);
      const proposal = proposeRemedy(chart, node);
      const presentLeaders = leaders.filter((l) => l.validTo === null);
      const presentSections = sections.filter((s) => s.validTo === null);
      const actions = organisationActions(view, paths);
      const year = ctx.today.slice(0, 4);
      const own = KINDS[node.kind].ownWorkflow;
      return frame.page(ctx, {
        title: node.name,
        section: '/organisations',
        notice: doneNotice(query.done),
        heading: {
          h1: node.name,
          tag: view.ended ? (
            <Tag kind="mute">{view.endWords}</Tag>
          ) : (
            <Tag kind="info">{ORGANISATION_KINDS[node.kind]}</Tag>
          ),
          note: `${LEVELS[node.level]} · ${node.code}`,
          actions: (
            <ButtonLink href={paths.list()} icon="list">
              全部机构
            </ButtonLink>
          ),
        },
        children: (
          <div class="mc-g main-r">
            <div class="mc-g">
              {view.ended && (
                <Note
                  kind="info"
                  title={
                    view.endWords === '已撤并'
                      ? `本机构已于 ${node.validTo} 撤并，只供查阅。`
                      : `本机构${view.endWords}，当日仍是受理和公开的机构；记录不再修改。`
                  }
                >
                  <p class="mb-0">已公开的文件继续公开，在办事项由原经办人办完。</p>
                </Note>
              )}
              <FactsPanel view={view} paths={paths} facts={facts} />
              {facts.duties && (
                <Panel title="机构职能" aside="对外公布">
                  <p class="mb-0">{facts.duties}</p>
                </Panel>
              )}
              {own && (
                <div class="mc-g c2">
                  <Panel title="公开工作机构" aside="对外公布">
                    {office ? (
                      <KeyValue
                        rows={[
                          ['名称', office.name],
                          ['负责人', office.headName ?? '未确定'],
                          ['地址', office.address],
                          ['邮编', office.postcode],
                          ['时间', office.officeHours],
                          ['电话', office.phone],
                          ['传真', office.fax],
                          ['邮箱', office.email],
                        ]}
                      />
                    ) : (
                      <p class="muted mb-0">还没有登记。</p>
                    )}
                  </Panel>
                  <Panel title="救济渠道" aside={remedy ? `${remedy.confirmedOn} 确认` : '未确认'}>
                    <KeyValue
                      rows={
                        remedy
                          ? [
                              ['复议机关', remedy.organName ?? '不适用'],
                              ['可选择', remedy.alternativeName],
                              ['管辖法院', remedy.court || '未填写'],
                              ['依据', remedy.basis],
                            ]
                          : [
                              ['推算', proposal.organ?.name ?? proposal.missing ?? '不适用行政复议'],
                              ['依据', proposal.rule.article],
                            ]
                      }
                    />
                  </Panel>
                </div>
              )}
              {own && (
                <Panel title="责任领导" flush aside="对外公布">
                  <DataTable
                    caption="现任责任领导"
                    rows={presentLeaders}
                    empty={<Empty title="还没有登记责任领导。" />}
                    columns={[
                      { label: '责任', cell: (l) => LEADER_DUTIES[l.duty], nowrap: true },
                      { label: '姓名', header: true, cell: (l) => l.name, nowrap: true },
                      { label: '职务', cell: (l) => l.post },
                      { label: '工作分工', cell: (l) => l.division || '—' },
                    ]}
                  />
                </Panel>
              )}
              {children.length > 0 && (
                <Panel
                  title="下级机构"
                  flush
                  aside={<a href={paths.list({ under: node.code })}>共 {children.length} 个，查看全部</a>}
                >
                  <DataTable
                    caption="直接下级机构"
                    rows={children.slice(0, 20)}
                    columns={[
                      {
                        label: '名称',
                        header: true,
                        cell: (n) => <a href={paths.one(n.code)}>{n.name}</a>,
                      },
                      { label: '类别', cell: (n) => ORGANISATION_KINDS[n.kind] },
                      { label: '层级', cell: (n) => LEVELS[n.level], nowrap: true },
                    ]}
                  />
                </Panel>
              )}
              {presentSections.length > 0 && (
                <Panel title="内设机构" flush aside={`${presentSections.length} 个，对外公布`}>
                  <DataTable
                    caption="内设机构"
                    rows={presentSections}
                    columns={[
                      { label: '名称', header: true, cell: (s) => s.name, nowrap: true },
                      { label: '职责', cell: (s) => s.duties || '—' },
                      { label: '电话', cell: (s) => s.phone || '—', nowrap: true },
                    ]}
                  />
                </Panel>
              )}
              {group && (
                <Panel
                  title={group.name}
                  flush
                  aside={`成员单位 ${memberUnits(members)} 个${group.documentNumber ? ` · ${group.documentNumber}` : ''}`}
                >
                  <DataTable
                    caption="领导小组组成人员"
                    rows={members.filter((m) => m.validTo === null)}
                    empty={<Empty title="还没有登记组成人员。" />}
                    columns={[
                      { label: '角色', cell: (m) => GROUP_ROLES[m.role], nowrap: true },
                      { label: '姓名', header: true, cell: (m) => m.personName, nowrap: true },
                      { label: '单位', cell: (m) => m.unitName },
                      { label: '职务', cell: (m) => m.post },
                    ]}
                  />
                </Panel>
              )}
            </div>
            <aside class="mc-g" aria-label="办理">
              {standing[0] && !view.ended && (
                <Panel title="配备情况" flush aside={`${year} 年`}>
                  <Checks items={gapChecks(view, standing[0], paths)} />
                </Panel>
              )}
              {actions.length > 0 && (
                <Panel title="现在可以做">
                  <Actions items={actions} />
                </Panel>
              )}
              <Panel title="人员" aside={`在职 ${people.length} 人`}>
                <KeyValue
                  rows={[
                    [
                      '政务公开',
                      staff.map((s) => `${s.name}（${s.fullTime ? '专职' : '兼职'}）`).join('、') || '无',
                    ],
                    [
                      '听取汇报',
                      hearings
                        .filter((h) => h.cancelledOn === null)
                        .slice(0, 3)
                        .map((h) => h.heardOn)
                        .join('、') || '无记录',
                    ],
                    ['曾用名', former.map((n) => `${n.name}（至 ${n.validTo}）`).join('、')],
                  ]}
                />
              </Panel>
            </aside>
          </div>
        ),
      });
    },
  });
}
