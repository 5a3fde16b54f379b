/** Ways out of the house; the inbox is always. */
export const CHANNELS = {
  mail: { label: '电子邮件', address: '邮箱地址' },
  hook: { label: '短信或政务即时通信', address: '手机号或即时通信账号' },
} as const;
export type Channel = keyof typeof CHANNELS;

/** All channels, in the order of the pages. */
export const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];

/** How often a kind of notice is sent through a channel. */
export const RHYTHMS = {
  'at-once': '立即',
  daily: '每日汇总',
  weekly: '每周汇总',
  never: '不接收',
} as const;
export type Rhythm = keyof typeof RHYTHMS;

/** Where a message to the outside stands. */
export const MESSAGE_STATES = {
  queued: '待投递',
  sent: '已投递',
  failed: '投递失败',
  dropped: '不再投递',
} as const;
export type MessageState = keyof typeof MESSAGE_STATES;

/** What a message to the outside carries. */
export const MESSAGE_PURPOSES = { notices: '消息', code: '验证码' } as const;
export type MessagePurpose = keyof typeof MESSAGE_PURPOSES;
