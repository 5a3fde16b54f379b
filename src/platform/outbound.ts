import dns from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { pipeline, Readable, Transform } from 'node:stream';

/** What a call outward may take; each has a default. */
export interface OutboundInit {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | Readable;
  /** Most bytes of the answer; 1 MB. */
  maxBytes?: number;
  /** Most milliseconds until the answer has been read; 10,000. */
  timeoutMs?: number;
  /** 3; each one is checked like the first address. */
  maxRedirects?: number;
}

/** The one door outward: nothing else of the program opens a connection to another machine. */
export interface Outbound {
  /** Calls an http(s) address. @throws OutboundRefused when the address or the answer breaks a limit */
  fetch(url: string | URL, init?: OutboundInit): Promise<Response>;
  /** Opens a TCP connection after the same check of the address, for protocols other than HTTP. */
  connect(host: string, port: number, timeoutMs?: number): Promise<net.Socket>;
}

/** A call outward that is not allowed or was cut off: a Chinese sentence for the log and the operator. */
export class OutboundRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OutboundRefused';
  }
}

const SPECIAL = new net.BlockList();
for (const [range, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  SPECIAL.addSubnet(range, bits, 'ipv4');
// Of IPv6 only 2000::/3 is the public network, less documentation, tunnels that carry an IPv4 address, and protocols.
const PUBLIC6 = new net.BlockList();
PUBLIC6.addSubnet('2000::', 3, 'ipv6');
for (const [range, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  SPECIAL.addSubnet(range, bits, 'ipv6');

/** Whether an IP address belongs to the public network; mapped IPv4 addresses are judged as what they carry. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isPublicAddress(mapped);
  if (net.isIPv4(address)) return !SPECIAL.check(address, 'ipv4');
  return net.isIPv6(address) && PUBLIC6.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
}

/** How the door finds addresses; tests give their own. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveByDns: Resolve = async (host) =>
  (await dns.lookup(host, { all: true, verbatim: true })).map((a) => a.address);

/**
 * Opens the door.
 * @param allow what besides the public network may be reached: 'host:port' or a range such as '10.1.0.0/16'
 * @throws OutboundRefused for an entry that is neither
 */
export function openOutbound(o: { allow: readonly string[]; resolve?: Resolve }): Outbound {
  const hosts = new Set<string>();
  const ranges = new net.BlockList();
  for (const entry of o.allow) {
    const range = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(entry);
    if (range && net.isIP(range[1]!)) {
      ranges.addSubnet(range[1]!, Number(range[2]), net.isIPv4(range[1]!) ? 'ipv4' : 'ipv6');
    } else if (/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):\d+$/i.test(entry)) hosts.add(entry.toLowerCase());
    else throw new OutboundRefused(`对外访问名单中的“${entry}”无法识别，应为 主机:端口 或 网段。`);
  }
  const resolve = o.resolve ?? resolveByDns;
  const inRanges = (address: string) => ranges.check(address, net.isIPv4(address) ? 'ipv4' : 'ipv6');

  /** One address that may be reached, pinned: what was checked is what is connected to. */
  async function permitted(host: string, port: number): Promise<string> {
    const bare = host.replace(/^\[|\]$/g, '');
    const found = net.isIP(bare) ? [bare] : await resolve(bare);
    const [first] = found;
    if (!first) throw new OutboundRefused(`找不到主机 ${bare}。`);
    if (hosts.has(`${host.toLowerCase()}:${port}`)) return first;
    // One bad address among good ones is a trap: the whole name is refused.
    if (!found.every((address) => isPublicAddress(address) || inRanges(address)))
      throw new OutboundRefused(
        `不允许访问 ${bare}:${port}：它在内部网络中，且不在对外访问名单（OUTBOUND_ALLOW）内。`,
      );
    return first;
  }

  async function once(
    url: URL,
    method: string,
    headers: Record<string, string>,
    body: OutboundInit['body'],
    deadline: AbortSignal,
  ): Promise<http.IncomingMessage> {
    if (!['http:', 'https:'].includes(url.protocol))
      throw new OutboundRefused(`不支持的网址协议 ${url.protocol}`);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const address = await permitted(url.hostname, port);
    const client = url.protocol === 'https:' ? https : http;
    return new Promise((resolveAnswer, reject) => {
      const request = client.request(
        url,
        {
          method,
          headers,
          agent: false,
          signal: deadline,
          lookup: (_host, options, done) => {
            const family = net.isIPv4(address) ? 4 : 6;
            if (typeof options === 'object' && options.all) done(null, [{ address, family }]);
            else done(null, address, family);
          },
        },
        resolveAnswer,
      );
      request.once('error', (error) => reject(deadline.aborted ? timedOut(url) : error));
      // What is sent and the call end together, also when what is sent has broken before the call began.
      if (body instanceof Readable) {
        pipeline(body, request, (error) => {
          if (error) request.destroy(error);
        });
      } else request.end(body);
    });
  }

  return {
    async fetch(target, init = {}) {
      const deadline = AbortSignal.timeout(init.timeoutMs ?? 10_000);
      let url = new URL(target);
      let method = init.method ?? 'GET';
      let body = init.body;
      let headers: Record<string, string> = Object.fromEntries(
        Object.entries(init.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      );
      for (let hops = 0; ; hops++) {
        const answer = await once(url, method, headers, body, deadline);
        const status = answer.statusCode ?? 502;
        const location = [301, 302, 303, 307, 308].includes(status) ? answer.headers.location : undefined;
        if (!location) return toResponse(answer, url, status, init.maxBytes ?? 1_000_000, deadline);
        answer.destroy();
        if (hops >= (init.maxRedirects ?? 3)) throw new OutboundRefused(`${url.origin} 转向次数过多。`);
        const next = new URL(location, url);
        if (url.protocol === 'https:' && next.protocol !== 'https:')
          throw new OutboundRefused(`${url.origin} 要转向不加密的网址，已拒绝。`);
        if (body instanceof Readable) throw new OutboundRefused(`${url.origin} 在接收内容时转向，已拒绝。`);
        if (next.origin !== url.origin) {
          const { authorization: _a, cookie: _c, ...rest } = headers;
          headers = rest;
        }
        if (status === 303 || (status < 303 && method === 'POST')) {
          method = 'GET';
          body = undefined;
          const { 'content-type': _t, 'content-length': _l, ...rest } = headers;
          headers = rest;
        }
        url = next;
      }
    },

    async connect(host, port, timeoutMs = 10_000) {
      const address = await permitted(host, port);
      return new Promise((opened, reject) => {
        const socket = net.connect({ host: address, port, timeout: timeoutMs });
        const failed = (error: Error) => {
          socket.destroy();
          reject(error);
        };
        socket.once('timeout', () => failed(new OutboundRefused(`连接 ${host}:${port} 超时。`)));
        socket.once('error', failed);
        socket.once('connect', () => {
          socket.off('error', failed);
          socket.setTimeout(0);
          opened(socket);
        });
      });
    },
  };
}

function timedOut(url: URL): OutboundRefused {
  return new OutboundRefused(`${url.origin} 在规定时间内没有答复。`);
}

/** The answer as the web's Response; reading more than the limit, or past the deadline, ends with an error. */
function toResponse(
  answer: http.IncomingMessage,
  url: URL,
  status: number,
  maxBytes: number,
  deadline: AbortSignal,
): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) {
    answer.destroy();
    throw new OutboundRefused(`${url.origin} 返回的内容超过 ${maxBytes} 字节。`);
  }
  if ([204, 205, 304].includes(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  let seen = 0;
  const limited = answer.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        seen += chunk.length;
        done(
          seen > maxBytes ? new OutboundRefused(`${url.origin} 返回的内容超过 ${maxBytes} 字节。`) : null,
          chunk,
        );
      },
    }),
  );
  limited.once('error', () => answer.destroy());
  answer.once('error', () => limited.destroy(deadline.aborted ? timedOut(url) : undefined));
  deadline.addEventListener('abort', () => limited.destroy(timedOut(url)), { once: true });
  return new Response(Readable.toWeb(limited) as ReadableStream, { status, headers });
}
