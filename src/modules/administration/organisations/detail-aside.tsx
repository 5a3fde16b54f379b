import type { ComponentChildren } from 'preact';
import { GAP_KINDS, KINDS, type Standing } from '../../../core/index.ts';
import type { ActionItem, CheckItem } from '../../../ui/index.ts';
import type { OrganisationAct } from './access.ts';
import type { organisationPaths } from './paths.ts';
import type { OrganisationView } from './view.ts';

type Paths = ReturnType<typeof organisationPaths>;

/** What an organisation lacks, with the way to mend each. */
export function gapChecks(view: OrganisationView, s: Standing, paths: Paths): CheckItem[] {
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

/** The acts on an organisation that the person may do now, with the pages of their forms. */
export function organisationActions(view: OrganisationView, paths: Paths): ActionItem[] {
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
