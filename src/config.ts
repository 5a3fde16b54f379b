import fs from 'node:fs';
import { z } from 'zod';
import type { OidcSettings } from './core/index.ts';
import { allowList } from './platform/http/network.ts';
import { readSender, readSmtpUrl, type SmtpAddress } from './platform/smtp-address.ts';

const url = z.url({ protocol: /^https?$/ });

const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65532).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORTAL_URL: url.optional(),
  CONSOLE_URL: url.optional(),
  API_URL: url.optional(),
  TRUSTED_HOSTS: z.string().default(''),
  TRUSTED_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  MINGTANG_DATA: z.string().min(1).optional(),
  MINGTANG_KEY_FILE: z.string().min(1).optional(),
  MINGTANG_ANCHORS: z.string().min(1).optional(),
  OUTBOUND_ALLOW: z.string().default(''),
  S3_URL: url.optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,62}$/)
    .optional(),
  S3_KEY: z.string().min(1).optional(),
  S3_SECRET_FILE: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  CLAMD: z
    .string()
    .regex(/^(?:\/.+|[A-Za-z0-9.-]+:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5})$/)
    .optional(),
  SMTP_URL: z.string().optional(),
  SMTP_CA_FILE: z.string().optional(),
  MAIL_FROM: z.string().optional(),
  HOOK_URL: url.optional(),
  HOOK_SECRET_FILE: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:/)
    .optional(),
  DATABASE_PORTAL_URL: z
    .string()
    .regex(/^postgres(ql)?:/)
    .optional(),
  DATABASE_LISTEN_URL: z
    .string()
    .regex(/^postgres(ql)?:/)
    .optional(),
  CONSOLE_ALLOW: z.string().default(''),
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  OIDC_LABEL: z.string().min(1).max(30).default('用统一身份认证登录'),
  OIDC_CLAIM: z
    .string()
    .regex(/^[\w.:/-]{1,100}$/)
    .default('preferred_username'),
  MINGTANG_DEMO: z.enum(['full', 'small', 'off']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

const words: Record<string, string> = {
  PORT: '应为 1 至 65532 之间的端口号（控制台、接口、健康检查依次用其后三个端口）',
  HOST: '应为监听地址，如 127.0.0.1 或 0.0.0.0',
  PORTAL_URL: '应为 http(s):// 开头的门户网址',
  CONSOLE_URL: '应为 http(s):// 开头的工作台网址',
  API_URL: '应为 http(s):// 开头的接口网址',
  TRUSTED_HOPS: '应为 0 至 5，表示前面有几层可信代理',
  S3_URL: '应为 http(s):// 开头的对象存储网址',
  S3_BUCKET: '应为对象存储的桶名',
  CLAMD: '应为病毒扫描服务 clamd 的 主机:端口，或本机套接字的绝对路径',
  DATABASE_URL: '应为 postgres:// 开头的应用角色连接串',
  DATABASE_PORTAL_URL: '应为 postgres:// 开头的门户角色连接串',
  DATABASE_LISTEN_URL: '应为 postgres:// 开头的门户角色连接串，直接连接数据库，不经连接池',
  HOOK_URL: '应为 http(s):// 开头的短信或即时通信网关地址',
  OIDC_ISSUER: '应为 http(s):// 开头的统一身份认证发行者网址',
  OIDC_LABEL: '最多 30 个字',
  OIDC_CLAIM: '应为声明的名称，如 preferred_username 或 sub',
  MINGTANG_DEMO: '应为 full、small 或 off',
  LOG_LEVEL: '应为 fatal、error、warn、info、debug、trace 或 silent',
};

/** Settings of one run, checked. Addresses carry no trailing slash. */
export interface Config {
  port: number | undefined;
  host: string;
  loopback: boolean;
  urls: { portal: string | undefined; console: string | undefined; api: string | undefined };
  trustedHosts: string[];
  trustedHops: number;
  dataDir: string | undefined;
  /** The key file; undefined = beside the data folder of the embedded database. */
  keyFile: string | undefined;
  /** Folder of anchors; undefined = beside the data folder. */
  anchorsDir: string | undefined;
  /** What besides the public network may be reached: host:port or ranges. */
  outboundAllow: string[];
  /** The object store that keeps the files; undefined = the data folder. */
  s3: { url: string; bucket: string; key: string; secretFile: string; region: string } | undefined;
  /** The virus scanner; undefined = none. */
  clamd: { host: string; port: number } | { path: string } | undefined;
  /** The mail server and the sender; undefined = no mail. `authority`: file of certificates to trust (PEM). */
  mail:
    | { server: SmtpAddress; from: { name: string; address: string }; authority: string | undefined }
    | undefined;
  /** The gateway of short messages and the file with the shared secret; undefined = none. */
  hook: { url: string; secretFile: string } | undefined;
  /** Which network addresses may reach the console. */
  consoleAdmits: (address: string) => boolean;
  /** Single sign-on; undefined where there is none. */
  oidc: OidcSettings | undefined;
  databaseUrl: string | undefined;
  databasePortalUrl: string | undefined;
  /** Which demo city an empty database gets; undefined: nobody has said, which means the full one where it is allowed. */
  demo: 'full' | 'small' | 'off' | undefined;
  /** A direct connection of the portal role, where a pooler stands before the database; undefined = the portal's own. */
  databaseListenUrl: string | undefined;
  logLevel: string;
}

/** Thrown with every problem of the environment at once, one Chinese line each. */
export class ConfigError extends Error {}

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that cannot be used
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, v]) => v !== '')));
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((i) => `${String(i.path[0])} ${words[String(i.path[0])] ?? '不能使用'}`);
  if (parsed.success && Boolean(parsed.data.DATABASE_URL) !== Boolean(parsed.data.DATABASE_PORTAL_URL))
    problems.push('DATABASE_URL 与 DATABASE_PORTAL_URL 须同时给出：门户只能以门户角色连接数据库');
  if (parsed.success && parsed.data.DATABASE_URL && !parsed.data.MINGTANG_KEY_FILE)
    problems.push('使用外部数据库（DATABASE_URL）时须用 MINGTANG_KEY_FILE 指明密钥文件');
  if (parsed.success) {
    const { S3_URL, S3_BUCKET, S3_KEY, S3_SECRET_FILE } = parsed.data;
    const given = [S3_URL, S3_BUCKET, S3_KEY, S3_SECRET_FILE].filter((value) => value !== undefined).length;
    if (given > 0 && given < 4)
      problems.push('S3_URL、S3_BUCKET、S3_KEY、S3_SECRET_FILE 须同时给出，或者都不给（文件存在数据目录）');
  }
  const mail = parsed.success ? mailSettings(parsed.data, problems) : undefined;
  if (parsed.success && Boolean(parsed.data.HOOK_URL) !== Boolean(parsed.data.HOOK_SECRET_FILE))
    problems.push('HOOK_URL 与 HOOK_SECRET_FILE 须同时给出：不签名的接口不能使用');
  const consoleAdmits = allowList((parsed.data?.CONSOLE_ALLOW ?? '').split(/[\s,]+/).filter(Boolean));
  if (!consoleAdmits) problems.push('CONSOLE_ALLOW 应为网络地址或网段（CIDR），用逗号分隔，如 10.1.0.0/16');
  const oidc = parsed.success ? oidcSettings(parsed.data, problems) : undefined;
  if (!parsed.success || !consoleAdmits || problems.length > 0)
    throw new ConfigError(
      `环境变量有 ${problems.length} 处问题：\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
  const v = parsed.data;
  const clean = (u: string | undefined) => u?.replace(/\/+$/, '');
  const urls = { portal: clean(v.PORTAL_URL), console: clean(v.CONSOLE_URL), api: clean(v.API_URL) };
  const named = Object.values(urls).flatMap((u) => (u ? [new URL(u).hostname] : []));
  const bound = ['0.0.0.0', '::'].includes(v.HOST) ? [] : [v.HOST];
  return {
    port: v.PORT,
    host: v.HOST,
    loopback: ['127.0.0.1', '::1', 'localhost'].includes(v.HOST),
    urls,
    trustedHosts: [
      ...new Set([
        'localhost',
        '127.0.0.1',
        '[::1]',
        ...bound,
        ...named,
        ...v.TRUSTED_HOSTS.split(/[\s,]+/).filter(Boolean),
      ]),
    ],
    trustedHops: v.TRUSTED_HOPS,
    dataDir: v.MINGTANG_DATA,
    keyFile: v.MINGTANG_KEY_FILE,
    anchorsDir: v.MINGTANG_ANCHORS,
    outboundAllow: v.OUTBOUND_ALLOW.split(/[\s,]+/).filter(Boolean),
    s3:
      v.S3_URL && v.S3_BUCKET && v.S3_KEY && v.S3_SECRET_FILE
        ? {
            url: v.S3_URL.replace(/\/+$/, ''),
            bucket: v.S3_BUCKET,
            key: v.S3_KEY,
            secretFile: v.S3_SECRET_FILE,
            region: v.S3_REGION,
          }
        : undefined,
    clamd: v.CLAMD === undefined ? undefined : clamdAddress(v.CLAMD),
    mail,
    hook: v.HOOK_URL && v.HOOK_SECRET_FILE ? { url: v.HOOK_URL, secretFile: v.HOOK_SECRET_FILE } : undefined,
    consoleAdmits,
    oidc,
    databaseUrl: v.DATABASE_URL,
    databasePortalUrl: v.DATABASE_PORTAL_URL,
    databaseListenUrl: v.DATABASE_LISTEN_URL,
    demo: v.MINGTANG_DEMO,
    logLevel: v.LOG_LEVEL,
  };
}

function clamdAddress(text: string): { host: string; port: number } | { path: string } {
  if (text.startsWith('/')) return { path: text };
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

/** The mail settings; what is wrong with them is added to the problems. */
function mailSettings(v: z.output<typeof schema>, problems: string[]): Config['mail'] {
  if (!v.SMTP_URL && !v.MAIL_FROM) return undefined;
  if (!v.SMTP_URL || !v.MAIL_FROM) {
    problems.push('SMTP_URL 与 MAIL_FROM 须同时给出');
    return undefined;
  }
  const server = readSmtpUrl(v.SMTP_URL);
  const from = readSender(v.MAIL_FROM);
  if (typeof server === 'string') problems.push(`SMTP_URL ${server}`);
  if (!from) problems.push('MAIL_FROM 应为发件人，如 政务公开平台 <noreply@example.gov.cn>');
  return typeof server === 'string' || !from ? undefined : { server, from, authority: v.SMTP_CA_FILE };
}

/** The provider of single sign-on; half of a setting is a problem, not a default. */
function oidcSettings(v: z.output<typeof schema>, problems: string[]): OidcSettings | undefined {
  const given = [v.OIDC_ISSUER, v.OIDC_CLIENT_ID, v.OIDC_CLIENT_SECRET ?? v.OIDC_CLIENT_SECRET_FILE];
  if (given.every((value) => value === undefined)) return undefined;
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = v;
  let clientSecret = v.OIDC_CLIENT_SECRET;
  if (clientSecret === undefined && v.OIDC_CLIENT_SECRET_FILE !== undefined)
    try {
      clientSecret = fs.readFileSync(v.OIDC_CLIENT_SECRET_FILE, 'utf8').trim();
    } catch {
      problems.push('OIDC_CLIENT_SECRET_FILE 读不到，请核对路径和权限');
      return undefined;
    }
  if (!issuer || !clientId || !clientSecret) {
    problems.push(
      '使用统一身份认证须同时给出 OIDC_ISSUER、OIDC_CLIENT_ID 和 OIDC_CLIENT_SECRET（或 OIDC_CLIENT_SECRET_FILE）',
    );
    return undefined;
  }
  // Over a line that others can read, whoever stands in it signs in as anybody.
  const { protocol, hostname } = new URL(issuer);
  if (protocol !== 'https:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    problems.push('OIDC_ISSUER 须以 https:// 开头');
  return { issuer, clientId, clientSecret, label: v.OIDC_LABEL, claim: v.OIDC_CLAIM };
}
