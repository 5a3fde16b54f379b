import type { ParameterGroup } from './types.ts';

/** What is asked of every organisation that must disclose: people and attention. */
export const ORGANISATION_PARAMETERS = {
  'organisation.full-time-staff': {
    label: '政务公开专职人员最低配备（每个公开主体）',
    unit: 'persons',
    value: 1,
    min: 0,
    max: 20,
    source:
      '市级工作方案：“专职从事政务公开人员不得少于1人”（乡镇、街道；其他层级参照，由使用单位按层级确认）',
  },
  'organisation.hearings-per-year': {
    label: '主要负责人每年听取政务公开工作汇报的次数',
    unit: 'times',
    value: 1,
    min: 0,
    max: 12,
    source: '市级工作方案：“每年至少听取一次政务公开工作汇报”',
  },
  'organisation.import-rows': {
    label: '一次导入机构表格的最多行数',
    unit: 'items',
    value: 10_000,
    min: 100,
    max: 20_000,
    source: '平台约定：一次事务的合理规模',
  },
} as const satisfies ParameterGroup;
