import type { ParameterGroup } from './types.ts';

/** What the public sends without an account: policy feedback, and the captcha before anonymous forms. */
export const FEEDBACK_PARAMETERS = {
  'feedback.reply': {
    label: '政策反馈答复期限（内控）',
    unit: 'working-days',
    value: 5,
    min: 1,
    max: 60,
    local: true,
    source: '内控时限：法律、法规没有规定天数，平台约定，由使用单位确认',
  },
  'feedback.idle-days': {
    label: '政策反馈答复后无人办理的自动办结',
    unit: 'calendar-days',
    value: 90,
    min: 15,
    max: 365,
    source:
      '《个人信息保护法》第十九条：姓名和联系方式的保留期自办结起算，不能因无人办结而无限延长；天数为平台约定，由使用单位确认',
  },
  'portal.feedback-least': {
    label: '政策反馈内容最少字数',
    unit: 'characters',
    value: 5,
    min: 1,
    max: 100,
    source: '平台约定，由使用单位确认',
  },
  'portal.feedback-most': {
    label: '政策反馈内容最多字数',
    unit: 'characters',
    value: 1000,
    min: 100,
    max: 5000,
    source: '平台约定，由使用单位确认',
  },
  'portal.feedback-shown': {
    label: '文件页下显示的反馈条数',
    unit: 'items',
    value: 10,
    min: 1,
    max: 50,
    source: '平台约定，由使用单位确认',
  },
  'portal.captcha-minutes': {
    label: '验证题的有效时间',
    unit: 'minutes',
    value: 10,
    min: 1,
    max: 120,
    source: '平台约定（防止程序自动提交），由使用单位确认',
  },
  'portal.captcha-tries': {
    label: '同一道验证题最多答错的次数',
    unit: 'times',
    value: 3,
    min: 1,
    max: 10,
    source: '平台约定（防止程序自动提交），由使用单位确认',
  },
  'portal.captcha-work': {
    label: '浏览器自动验证的最大尝试次数',
    unit: 'times',
    value: 50_000,
    min: 1000,
    max: 1_000_000,
    source: '平台约定：普通手机约需一两秒，由使用单位确认',
  },
} as const satisfies ParameterGroup;
