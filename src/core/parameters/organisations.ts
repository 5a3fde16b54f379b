import type { ParameterGroup } from './types.ts';

/** Limits of what is brought in as a table, and what is asked of entries about an organisation. */
export const ORGANISATION_PARAMETERS = {
  'organisations.import-rows': {
    label: '一次导入机构表格的最多行数',
    unit: 'rows',
    value: 10_000,
    min: 100,
    max: 20_000,
    source: '平台约定：一次事务的合理规模',
  },
  'organisations.entry-days': {
    label: '听取汇报、领导小组会议超过多少日才登记的须写明补录原因',
    unit: 'calendar-days',
    value: 30,
    min: 0,
    max: 366,
    local: true,
    source: '平台约定，由使用单位确认',
  },
  'organisations.duty-notice-month': {
    label: '今年听取汇报、领导小组会议不足的，从几月起提醒公开工作机构负责人（0 为不提醒）',
    unit: 'month-of-year',
    value: 11,
    min: 0,
    max: 12,
    local: true,
    source: '平台约定，由使用单位确认',
  },
  'people.import-rows': {
    label: '一次导入人员表格的最多行数',
    unit: 'rows',
    value: 5_000,
    min: 100,
    max: 20_000,
    source: '平台约定：一次事务的合理规模',
  },
} as const satisfies ParameterGroup;
