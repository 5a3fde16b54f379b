import type { ParameterGroup } from './types.ts';

/** The console as a tool of every day. */
export const CONSOLE_PARAMETERS = {
  'console.export-rows': {
    label: '列表一次导出的最多行数',
    unit: 'items',
    value: 20_000,
    min: 10,
    max: 50_000,
    local: true,
    source: '平台约定，由使用单位确认',
  },
  'console.batch-rows': {
    label: '一次成批办理的最多件数',
    unit: 'items',
    value: 50,
    min: 1,
    max: 200,
    source: '平台约定，由使用单位确认',
  },
} as const satisfies ParameterGroup;
