import type { ParameterGroup } from './types.ts';

/** Proof of what was done, and watching over the running program. */
export const PROOF_PARAMETERS = {
  'proof.anchor-mail': {
    label: '锚点寄往的邮箱（多个用逗号分开，应在本单位系统管理员管不到的地方）',
    unit: 'text',
    value: '',
    source: '平台约定，由使用单位确认',
  },
  'proof.anchor-mail-each': {
    label: '每件办结时的锚点也寄邮件（每日的总会寄）',
    unit: 'flag',
    value: false,
    source: '平台约定，由使用单位确认',
  },
  'proof.export-rows': {
    label: '操作留痕一次导出的最多行数',
    unit: 'rows',
    value: 50_000,
    min: 100,
    max: 200_000,
    source: '平台约定，由使用单位确认',
  },
  'portal.page-time': {
    label: '在门户页脚显示本页用时',
    unit: 'flag',
    value: false,
    source: '平台约定，由使用单位确认',
  },
  'database.slow-query': {
    label: '慢查询：超过多久写入运行日志',
    unit: 'milliseconds',
    value: 500,
    min: 1,
    max: 60_000,
    source: '平台约定，由使用单位确认',
  },
  'parameters.years-ahead': {
    label: '参数的生效日最多可以填到几年以后',
    unit: 'years',
    value: 5,
    min: 1,
    max: 20,
    source: '平台约定，由使用单位确认',
  },
} as const satisfies ParameterGroup;
