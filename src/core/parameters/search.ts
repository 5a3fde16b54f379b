import type { ParameterGroup } from './types.ts';

/** The portal's search. */
export const SEARCH_PARAMETERS = {
  'search.miss-days': {
    label: '没有结果的检索词保留天数',
    unit: 'calendar-days',
    value: 365,
    min: 1,
    max: 1825,
    source: '《个人信息保护法》第十九条（最短必要时间）；数值为平台约定，由使用单位确认',
  },
  'search.hot-days': {
    label: '“大家在查”按最近多少日的检索计算',
    unit: 'calendar-days',
    value: 7,
    min: 1,
    max: 60,
    source: '《个人信息保护法》第十九条（最短必要时间）；数值为平台约定，由使用单位确认',
  },
  'search.hot-words': {
    label: '“大家在查”最多显示几个词',
    unit: 'items',
    value: 8,
    min: 0,
    max: 20,
    source: '平台约定，由使用单位确认；0 为不显示',
  },
} as const satisfies ParameterGroup;
