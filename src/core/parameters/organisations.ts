import type { ParameterGroup } from './types.ts';

/** Limits of what is brought in as a table. */
export const ORGANISATION_PARAMETERS = {
  'organisations.import-rows': {
    label: '一次导入机构表格的最多行数',
    unit: 'rows',
    value: 10_000,
    min: 100,
    max: 20_000,
    source: '平台约定：一次事务的合理规模',
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
