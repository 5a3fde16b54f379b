/** A mail server as `SMTP_URL` names it. */
export interface SmtpAddress {
  host: string;
  port: number;
  /** implicit: TLS from the first byte (smtps). starttls: demanded, or nothing is sent. off: said so by `?tls=off`. */
  tls: 'implicit' | 'starttls' | 'off';
  credentials: { user: string; password: string } | undefined;
}

/** An address as one mail server takes it: ASCII, one at sign, nothing that could begin a second address or header. */
export const MAIL_ADDRESS = /^[A-Za-z0-9._%+-]{1,64}@(?=.{1,190}$)(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}$/;

/**
 * Reads `smtp://[user:password@]host[:port][?tls=off]` or `smtps://…`. Without a port: 587, with smtps 465.
 * @returns the address, or a Chinese sentence that says what is wrong
 */
export function readSmtpUrl(text: string): SmtpAddress | string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname)
    return '应为 smtp:// 或 smtps:// 开头的邮件服务器地址，如 smtp://user:password@mail.example.gov.cn:587';
  const options = [...url.searchParams];
  if ((url.pathname !== '' && url.pathname !== '/') || options.some(([k, v]) => k !== 'tls' || v !== 'off'))
    return '端口之后只能写 ?tls=off（不加密，仅限内网中继）';
  const off = options.length > 0;
  if (off && url.protocol === 'smtps:') return 'smtps:// 是加密连接，不能再写 ?tls=off';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const credentials = url.username
    ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
    : undefined;
  if (off && credentials && !['localhost', '127.0.0.1', '::1'].includes(host))
    return '带用户名和口令时不能写 ?tls=off：口令会以明文经过网络';
  const implicit = url.protocol === 'smtps:';
  return {
    host,
    port: url.port ? Number(url.port) : implicit ? 465 : 587,
    tls: implicit ? 'implicit' : off ? 'off' : 'starttls',
    credentials,
  };
}

/**
 * Reads a sender: `name@example.gov.cn` or `政务公开平台 <name@example.gov.cn>`.
 * @returns undefined when it is neither
 */
export function readSender(text: string): { name: string; address: string } | undefined {
  const m = /^(?:([^<>"\r\n]{1,60})<([^<>\s]+)>|([^<>\s]+))$/.exec(text.trim());
  const address = m?.[2] ?? m?.[3] ?? '';
  return MAIL_ADDRESS.test(address) ? { name: m?.[1]?.trim() ?? '', address } : undefined;
}
