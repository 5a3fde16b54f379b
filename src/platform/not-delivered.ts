/**
 * Why a message did not get out of the house. A fixed list: what servers answer may repeat addresses, so their words
 * are neither stored nor logged.
 */
export const NOT_DELIVERED = {
  connection: '连接不上对方服务器',
  timeout: '对方服务器没有及时应答',
  tls: '对方服务器不支持加密，或证书不可信',
  'sign-in': '对方服务器不接受所设的用户名和口令（或签名）',
  deferred: '对方服务器暂时不收',
  rejected: '对方服务器拒收',
  'no-address': '收件人没有已确认的地址',
  unreadable: '地址无法解密',
  'not-configured': '没有配置这个渠道',
} as const;
export type NotDeliveredReason = keyof typeof NOT_DELIVERED;

/** A message was not taken over. `permanent`: trying again is of no use. `status`: code of the SMTP or HTTP answer. */
export class NotDelivered extends Error {
  readonly reason: NotDeliveredReason;
  readonly permanent: boolean;
  readonly status: number | undefined;
  constructor(reason: NotDeliveredReason, o: { permanent?: boolean; status?: number | undefined } = {}) {
    super(`${reason}${o.status === undefined ? '' : ` ${o.status}`}`);
    this.name = 'NotDelivered';
    this.reason = reason;
    this.permanent = o.permanent ?? false;
    this.status = o.status;
  }
}
