import type { AccessTable } from '../../../core/access.ts';

/**
 * Who may do what with organisations. The administrator keeps them; the disclosure office watches them and records what
 * it itself arranges: hearings, the leading group and its meetings (R-ORG-02, R-ORG-03).
 */
export const access = {
  'organisation.read': ['administrator', 'disclosure-office', 'supervisor'],
  'organisation.export': ['administrator', 'disclosure-office', 'supervisor'],
  'organisation.add': ['administrator'],
  'organisation.save': ['administrator'],
  'organisation.rename': ['administrator'],
  'organisation.end': ['administrator'],
  'organisation.save-section': ['administrator'],
  'organisation.end-section': ['administrator'],
  'organisation.save-office': ['administrator'],
  'organisation.name-leader': ['administrator'],
  'organisation.appoint-staff': ['administrator'],
  'organisation.dismiss-staff': ['administrator'],
  'organisation.record-hearing': ['administrator', 'disclosure-office'],
  'organisation.cancel-hearing': ['administrator', 'disclosure-office'],
  'organisation.record-meeting': ['administrator', 'disclosure-office'],
  'organisation.cancel-meeting': ['administrator', 'disclosure-office'],
  'organisation.save-group': ['administrator', 'disclosure-office'],
  'organisation.admit-member': ['administrator', 'disclosure-office'],
  'organisation.dismiss-member': ['administrator', 'disclosure-office'],
  'organisation.confirm-remedy': ['administrator'],
  'organisation.prepare-import': ['administrator'],
  'organisation.import': ['administrator'],
} as const satisfies AccessTable;

/** Names of the acts on organisations. */
export type OrganisationAct = keyof typeof access;

/** What the audit trail calls each act. */
export const ORGANISATION_ACT_LABELS: Readonly<Record<OrganisationAct, string>> = {
  'organisation.read': '查看机构',
  'organisation.export': '导出机构列表',
  'organisation.add': '新建机构',
  'organisation.save': '修改机构信息',
  'organisation.rename': '机构更名',
  'organisation.end': '撤并机构',
  'organisation.save-section': '登记内设机构',
  'organisation.end-section': '撤销内设机构',
  'organisation.save-office': '登记公开工作机构',
  'organisation.name-leader': '登记责任领导',
  'organisation.appoint-staff': '登记政务公开人员',
  'organisation.dismiss-staff': '结束政务公开人员任职',
  'organisation.record-hearing': '登记听取汇报',
  'organisation.cancel-hearing': '作废听取记录',
  'organisation.record-meeting': '登记领导小组会议',
  'organisation.cancel-meeting': '作废领导小组会议记录',
  'organisation.save-group': '登记领导小组',
  'organisation.admit-member': '增补领导小组成员',
  'organisation.dismiss-member': '调出领导小组成员',
  'organisation.confirm-remedy': '确认救济渠道',
  'organisation.prepare-import': '上传机构表格',
  'organisation.import': '导入机构表格',
};
