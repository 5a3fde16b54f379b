import { chineseDay, type Day } from '../../law/day.ts';
import { NOTICE_KINDS, type NoticeKind } from '../notices.ts';

/** What is known outside the house of a notice: kind and day, never its text. */
export interface OutsideNotice {
  kind: NoticeKind;
  day: Day | null;
}

/** The line for one notice. A day past is told as past, also when the mail comes late. */
function line({ kind, day }: OutsideNotice, today: Day): string {
  const term =
    day === null ? '即将到期' : day < today ? `已于${chineseDay(day)}到期` : `将于${chineseDay(day)}到期`;
  switch (kind) {
    case 'due-reminder':
    case 'due-soon':
      return `您有 1 件待办${term}`;
    case 'escalation':
      return `您督促的事项中有 1 件${term}`;
    case 'waiting':
      return '您有 1 件待办等待已久';
    case 'date-moved':
      return '您有 1 件事项的期限有变动';
    case 'security':
      return '您的账号有 1 条安全提醒';
    default:
      return `您有 1 条${NOTICE_KINDS[kind].label}消息`;
  }
}

/**
 * The sentence that goes outside for these notices: numbers, kinds and days only. Neither titles of drafts nor names
 * leave the house by mail or text message, where anybody on the way may read them.
 * @returns the sentence without full stop
 */
export function outsideText(notices: readonly OutsideNotice[], today: Day): string {
  const [only] = notices;
  if (only && notices.length === 1) return line(only, today);
  const counts = (Object.keys(NOTICE_KINDS) as NoticeKind[]).flatMap((kind) => {
    const n = notices.filter((x) => x.kind === kind).length;
    return n > 0 ? [`${NOTICE_KINDS[kind].label} ${n} 条`] : [];
  });
  return `您有 ${notices.length} 条未读消息：${counts.join('，')}`;
}
