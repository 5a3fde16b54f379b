import type { ParameterGroup } from './types.ts';

/** Terms that law sets for the matters the program handles now. */
export const STATUTORY_PARAMETERS = {
  'publication.proactive': {
    label: '主动公开期限（自信息形成或者变更之日起）',
    unit: 'working-days',
    value: 20,
    min: 1,
    max: 20,
    source: '《政府信息公开条例》第二十六条',
  },
  'clock.due-soon': {
    label: '临期提示（期限前）',
    unit: 'working-days',
    value: 3,
    min: 1,
    max: 15,
    source: '平台约定，由使用单位确认',
  },
} as const satisfies ParameterGroup;
