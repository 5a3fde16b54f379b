import type { AccessTable } from '../../core/index.ts';

/**
 * Texts and leaders of an organ are kept by its editor or by the disclosure office above it; facts of the site by those
 * who run it.
 */
export const access = {
  'organ.read': ['editor', 'disclosure-office', 'supervisor'],
  'organ.save-page': ['editor', 'disclosure-office'],
  'organ.remove-page': ['editor', 'disclosure-office'],
  'organ.save-leader': ['editor', 'disclosure-office'],
  'organ.end-leader': ['editor', 'disclosure-office'],
  'site.read': ['site-operator', 'administrator'],
  'site.save': ['site-operator', 'administrator'],
} as const satisfies AccessTable;

export type SitesAct = keyof typeof access;

/** What the audit trail calls each act. */
export const SITES_ACT_LABELS: Readonly<Record<SitesAct, string>> = {
  'organ.read': '查看机构专栏',
  'organ.save-page': '保存公开指南、制度',
  'organ.remove-page': '撤下公开指南、制度',
  'organ.save-leader': '登记、修改领导信息',
  'organ.end-leader': '登记领导离任',
  'site.read': '查看站点设置',
  'site.save': '修改站点设置',
};
