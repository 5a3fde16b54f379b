import type { ParameterGroup } from './types.ts';

/** Personal data and what the public sends in. Names that begin with `portal.` can be read by the portal. */
export const PERSONAL_PARAMETERS = {
  'personal.unmask-seconds': {
    label: '完整个人信息在屏幕上停留的时间',
    unit: 'seconds',
    value: 120,
    min: 10,
    max: 900,
    source: '《个人信息保护法》第五十一条；数值为平台约定，由使用单位确认',
  },
  'personal.mask-identity-head': {
    label: '身份证号码脱敏时保留的前几位',
    unit: 'characters',
    value: 3,
    min: 0,
    max: 6,
    source: '无全国统一规则；平台默认前 3 后 2，由使用单位确认',
  },
  'personal.mask-identity-tail': {
    label: '身份证号码脱敏时保留的后几位',
    unit: 'characters',
    value: 2,
    min: 0,
    max: 4,
    source: '无全国统一规则；平台默认前 3 后 2，由使用单位确认',
  },
  'personal.erase-preview-days': {
    label: '到期清除提前预告',
    unit: 'calendar-days',
    value: 30,
    min: 1,
    max: 365,
    source: '平台约定，由使用单位确认',
  },
  'personal.erase-hour': {
    label: '每日到期清除的开始钟点（0 至 23 时）',
    unit: 'hours',
    value: 3,
    min: 0,
    max: 23,
    source: '平台约定，由使用单位确认',
  },
  'privacy.reply': {
    label: '个人信息权利请求的答复期限（自收到之日起）',
    unit: 'working-days',
    value: 15,
    min: 1,
    max: 60,
    source:
      '《个人信息保护法》第四十五条、第五十条只要求“及时”“便捷”，未定天数；15 个工作日为通行做法，由使用单位确认',
  },
  'portal.submissions-per-address': {
    label: '同一网络地址在时间窗口内的提交次数',
    unit: 'times',
    value: 10,
    min: 1,
    max: 1000,
    source: '平台约定（防止恶意提交），由使用单位确认',
  },
  'portal.lookups-per-address': {
    label: '同一网络地址在时间窗口内的查询次数',
    unit: 'times',
    value: 30,
    min: 3,
    max: 1000,
    source: '平台约定（防止猜测查询码），由使用单位确认',
  },
  'portal.attempt-minutes': {
    label: '提交和查询次数的时间窗口',
    unit: 'minutes',
    value: 60,
    min: 1,
    max: 1440,
    source: '平台约定，由使用单位确认',
  },
} as const satisfies ParameterGroup;
