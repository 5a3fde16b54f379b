import fs from 'node:fs';
import { type Config, ConfigError } from './config.ts';
import type { Clock } from './platform/clock.ts';
import { openHook } from './platform/hook.ts';
import type { AppContext } from './platform/http/route.ts';
import { openMail } from './platform/mail.ts';
import type { Outbound } from './platform/outbound.ts';

const named = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** 'host:port' of the mail server and the gateway, as the door outward wants them named. */
export function channelAddresses(config: Config): string[] {
  const addresses: string[] = [];
  if (config.mail) addresses.push(`${named(config.mail.server.host)}:${config.mail.server.port}`);
  if (config.hook) {
    const url = new URL(config.hook.url);
    addresses.push(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`);
  }
  return addresses;
}

/**
 * Opens the ways out that are configured.
 * @throws ConfigError when a file cannot be read, or the secret is short or readable by others
 */
export function openChannels(
  config: Config,
  by: { outbound: Outbound; clock: Clock },
): Pick<AppContext, 'mail' | 'hook'> {
  const { mail, hook } = config;
  return {
    mail:
      mail &&
      openMail({
        server: mail.server,
        from: mail.from,
        connect: (host, port) => by.outbound.connect(named(host), port),
        ...(mail.authority ? { authority: read(mail.authority, 'SMTP_CA_FILE') } : {}),
      }),
    hook:
      hook &&
      openHook({
        url: hook.url,
        secret: readSecret(hook.secretFile),
        clock: by.clock,
        call: (url, init) => by.outbound.fetch(url, init),
      }),
  };
}

function read(file: string, variable: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`${variable} 指的文件 ${file} 读不到，请检查路径和权限。`);
  }
}

/** The secret shared with the gateway: the text of the file without blanks around it. */
function readSecret(file: string): Uint8Array {
  const text = read(file, 'HOOK_SECRET_FILE').trim();
  if ((fs.statSync(file).mode & 0o077) !== 0)
    throw new ConfigError(`HOOK_SECRET_FILE 指的文件 ${file} 可被其他用户读取，请执行 chmod 600 ${file}。`);
  if (Buffer.byteLength(text) < 32)
    throw new ConfigError(`HOOK_SECRET_FILE 指的文件 ${file} 中的密钥太短，至少 32 个字符。`);
  return Buffer.from(text);
}
