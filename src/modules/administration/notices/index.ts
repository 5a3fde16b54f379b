import {
  type ConsoleFrame,
  type ConsoleNavEntry,
  countOutgoing,
  countUnread,
  inboxOwners,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { contactPages } from './contacts.tsx';
import { deliveryPages } from './deliveries.tsx';
import { inboxPages } from './inbox.tsx';
import { settingsPages } from './settings.tsx';

export { NOTICE_ACT_LABELS, noticeAccess } from './access.ts';
export { readNotices } from './inbox-acts.ts';
export { noticeJobs, noticeTicks } from './work.ts';

/** Entries of the side bar; the inbox stands in the top bar too. */
export const noticeNav: readonly ConsoleNavEntry[] = [
  {
    heading: '办理',
    label: '我的消息',
    path: '/notices',
    icon: 'bell',
    top: true,
    count: async (ctx, person) =>
      [...(await countUnread(ctx.db, await inboxOwners(person))).values()].reduce((a, b) => a + b, 0),
  },
  { heading: '机构人员', label: '联系方式', path: '/contacts', icon: 'phone', act: 'contact.set' },
  {
    heading: '设置',
    label: '消息投递',
    path: '/deliveries',
    icon: 'send',
    act: 'delivery.manage',
    count: async (ctx, person) => (await countOutgoing(ctx.db, person.scope('delivery.manage'))).failed,
  },
];

/** Inbox, settings, addresses of staff, delivery. */
export function noticePages(face: Face, frame: ConsoleFrame): void {
  inboxPages(face, frame);
  settingsPages(face, frame);
  contactPages(face, frame);
  deliveryPages(face, frame);
}
