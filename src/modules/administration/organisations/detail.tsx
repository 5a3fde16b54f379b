import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import {
  below,
  type ConsoleFrame,
  disclosureOfficeOf,
  disclosureStaffOf,
  FACT_LABELS,
  factsOf,
  factText,
  formerNames,
  GAP_KINDS,
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
  type OrganisationFacts,
  peopleOf,
  proposeRemedy,
  remedyOf,
  reportsAt,
  type Standing,
  sectionsOf,
  standings,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import {
  type ActionItem,
  Actions,
  ButtonLink,
  type CheckItem,
  Checks,
  DataTable,
  Empty,
  KeyValue,
  Note,
  Panel,
  Tag,
} from '../../../ui/index.ts';
import type { OrganisationAct } from './access.ts';
import { doneNotice, organisationPaths } from './paths.ts';
import { type OrganisationView, viewOrganisation } from './view.ts';

type Paths = ReturnType<typeof organisationPaths>;

/** What an organisation lacks, with the way to mend each. */
function gapChecks(view: OrganisationView, s: Standing, paths: Paths): CheckItem[] {
  const link = (act: OrganisationAct, part: string): { action?: ComponentChildren } =>
    view.may(act) ? { action: <a href={paths.part(view.node.code, part)}>去登记</a> } : {};
  const found: Record<keyof typeof GAP_KINDS, CheckItem> = {
    staff: {
      level: 'must',
      title: `专职人员 ${s.fullTime} 人，最低 ${s.fullTimeNeeded} 人`,
      detail: '专职从事政务公开人员不得少于规定人数。',
      ...link('organisation.appoint-staff', 'staff'),
    },
    hearing: {
      level: 'must',
      title: `今年听取汇报 ${s.hearings} 次，应不少于 ${s.hearingsNeeded} 次`,
      detail: '主要负责人每年至少听取一次政务公开工作汇报。',
      ...link('organisation.record-hearing', 'hearings'),
    },
    meeting: {
      level: 'must',
      title: `今年领导小组开会 ${s.meetings} 次，应不少于 ${s.meetingsNeeded} 次`,
      detail: '领导小组每年至少研究一次政务公开工作。',
      ...link('organisation.record-meeting', 'meetings'),
    },
    leaders: {
      level: 'must',
      title: '第一责任人、分管负责人未登记齐全',
      detail: '责任领导及其分工应当公布。',
      ...link('organisation.name-leader', 'leaders'),
    },
    office: {
      level: 'must',
      title: '政府信息公开工作机构或其负责人未登记',
      detail: '指南须载明工作机构；延长答复期限由其负责人批准。',
      ...link('organisation.save-office', 'office'),
    },
    remedy: {
      level: 'must',
      title: '救济渠道未确认',
      detail: '未告知复议机关和管辖法院的，期限延长至一年。',
      ...link('organisation.confirm-remedy', 'remedy'),
    },
  };
  return (Object.keys(GAP_KINDS) as (keyof typeof GAP_KINDS)[]).map((gap) =>
    s.missing.includes(gap) ? found[gap] : { level: 'pass', title: IN_ORDER[gap] },
  );
}

const IN_ORDER: Readonly<Record<keyof typeof GAP_KINDS, string>> = {
  staff: '专职人员已配齐',
  hearing: '今年已听取汇报',
  meeting: '领导小组会议没有欠缺',
  leaders: '责任领导已登记',
  office: '公开工作机构已登记',
  remedy: '救济渠道已确认',
};

const SIMPLE: readonly OrganisationAct[] = ['organisation.save', 'organisation.rename', 'organisation.end'];

function actions(view: OrganisationView, paths: Paths): ActionItem[] {
  const { code } = view.node;
  const all: readonly [OrganisationAct, string, string, ActionItem['icon'] & string][] = [
    ['organisation.save', 'edit', '修改机构信息', 'pencil'],
    ['organisation.save-office', 'office', '公开工作机构', 'building'],
    ['organisation.name-leader', 'leaders', '责任领导与分工', 'user-check'],
    ['organisation.appoint-staff', 'staff', '政务公开工作人员', 'users'],
    ['organisation.record-hearing', 'hearings', '听取汇报', 'checklist'],
    ['organisation.save-section', 'sections', '内设机构', 'list'],
    ['organisation.save-group', 'group', '领导小组', 'messages'],
    ['organisation.record-meeting', 'meetings', '领导小组会议', 'messages'],
    ['organisation.confirm-remedy', 'remedy', '救济渠道', 'shield-check'],
    ['organisation.rename', 'rename', '更名', 'writing'],
    ['organisation.end', 'end', '撤销或合并', 'archive'],
  ];
  // A village is run by its township, an external superior by nobody here: they have no offices or duties.
  const own = KINDS[view.node.kind].ownWorkflow;
  return all
    .filter(([act]) => view.may(act) && (own || SIMPLE.includes(act)))
    .map(([, part, label, icon]) => ({ label, icon, href: paths.part(code, part) }));
}

/** The facts that are registered, in the order of the form. */
function FactsPanel({
  view,
  paths,
  facts,
}: {
  view: OrganisationView;
  paths: Paths;
  facts: OrganisationFacts;
}) {
  const { node, chart } = view;
  const link = (id: number | null) => {
    const other = id === null ? undefined : chart.byId.get(id);
    return other && <a href={paths.one(other.code)}>{other.name}</a>;
  };
  const reports = reportsAt(chart, node);
  return (
    <Panel title="机构信息">
      <KeyValue
        columns={2}
        rows={[
          [FACT_LABELS.code, facts.code],
          [FACT_LABELS.shortName, facts.shortName],
          [FACT_LABELS.kind, factText(facts, 'kind')],
          [FACT_LABELS.level, factText(facts, 'level')],
          [node.kind === 'public-enterprise' ? '主管部门' : FACT_LABELS.parent, link(node.parentId)],
          [FACT_LABELS.guidedBy, link(node.guidedById)],
          ['垂直管理', node.verticallyManaged && '实施垂直管理'],
          [FACT_LABELS.seatCounty, link(node.seatCountyId)],
          [
            '统计口径',
            KINDS[node.kind].ownWorkflow &&
              `按${LEVELS[reports.level]}报送${reports.countedIn ? `，计入${reports.countedIn.shortName}` : ''}`,
          ],
          [FACT_LABELS.documentAgency, facts.documentAgency],
          [FACT_LABELS.indexPrefix, facts.indexPrefix],
          [FACT_LABELS.address, facts.address],
          [FACT_LABELS.postcode, facts.postcode],
          [FACT_LABELS.phone, facts.phone],
          [FACT_LABELS.fax, facts.fax],
          [FACT_LABELS.email, facts.email],
          [FACT_LABELS.website, facts.website],
          [FACT_LABELS.officeHours, facts.officeHours],
          [FACT_LABELS.validFrom, facts.validFrom],
          ['撤并日期', node.validTo],
          ['承接机构', link(node.successorId)],
        ]}
      />
    </Panel>
  );
}

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
              {actions(view, paths).length > 0 && (
                <Panel title="现在可以做">
                  <Actions items={actions(view, paths)} />
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
