import type { ParameterGroup } from './types.ts';

const CUSTOMARY = '平台约定，由使用单位确认';

/** Drafting of papers. */
export const DRAFTING_PARAMETERS = {
  'drafts.buffer-seconds': {
    label: '起草时自动暂存的间隔',
    unit: 'seconds',
    value: 20,
    min: 5,
    max: 600,
    local: true,
    source: CUSTOMARY,
  },
  'drafts.buffer-days': {
    label: '自动暂存的内容保留',
    unit: 'calendar-days',
    value: 14,
    min: 1,
    max: 365,
    source: CUSTOMARY,
  },
  'drafts.buffer-characters': {
    label: '自动暂存的内容上限',
    unit: 'characters',
    value: 600_000,
    min: 1000,
    max: 2_000_000,
    local: true,
    source: CUSTOMARY,
  },
  'drafts.usual-days': {
    label: '起草的通常用时：超过的在统计中列出，不算逾期',
    unit: 'calendar-days',
    value: 20,
    min: 1,
    max: 365,
    source: CUSTOMARY,
  },
  'reviews.usual-days': {
    label: '审查、签发每一环节的通常用时：超过的在统计中列出，不算逾期',
    unit: 'calendar-days',
    value: 5,
    min: 1,
    max: 365,
    source: CUSTOMARY,
  },
} as const satisfies ParameterGroup;
