import type { FastifyReply, FastifyRequest } from 'fastify';
import { count } from '../metrics.ts';
import { visitorOf } from './network.ts';

/** For how many reads a request counts under the limit on reading; may depend on its query, which came from outside. */
export type Weight = number | ((query: unknown) => number);

/** Settings of the limit on reading; may change while it runs. */
export interface ReadLimitSettings {
  /** Requests of one network per second, in the long run; 0 sets no limit. */
  readRate: number;
  /** Requests of one network at once. */
  readBurst: number;
}

interface Bucket {
  tokens: number;
  /** `performance.now()` of the last look, milliseconds. */
  at: number;
}

/** Most networks that are remembered; those unseen for longest go first. */
const REMEMBERED = 50_000;

/** A bucket of tokens for every client network (an IPv4 address, an IPv6 /64): a request takes some, time puts them back. */
export class ReadLimits {
  readonly #settings: Readonly<ReadLimitSettings>;
  readonly #clock: () => number;
  /** The network seen last stands last. */
  readonly #buckets = new Map<string, Bucket>();

  /** @param clock milliseconds that never go back */
  constructor(settings: Readonly<ReadLimitSettings>, clock: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /**
   * Takes tokens for a request.
   * @param trustedHops how many proxies the address was told by
   * @param weight how many requests it counts for
   * @returns 0 when it may pass, else seconds until it may
   */
  take(address: string, trustedHops: number, weight: number): number {
    const { readRate, readBurst } = this.#settings;
    // Through a proxy on this machine that nobody has told us of, an address says nothing about who asks.
    if (readRate === 0 || (trustedHops === 0 && THIS_MACHINE.includes(address))) return 0;
    const now = this.#clock();
    const key = bucketOf(address);
    const known = this.#buckets.get(key);
    const bucket = known ?? { tokens: readBurst, at: now };
    bucket.tokens = Math.min(readBurst, bucket.tokens + ((now - bucket.at) * readRate) / 1000);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (!known && this.#buckets.size > REMEMBERED) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    const wanted = Math.min(weight, readBurst);
    if (bucket.tokens >= wanted) {
      bucket.tokens -= wanted;
      return 0;
    }
    return Math.max(1, Math.ceil((wanted - bucket.tokens) / readRate));
  }
}

const THIS_MACHINE = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const known = new Map<string, string>();

function bucketOf(address: string): string {
  const seen = known.get(address);
  if (seen !== undefined) return seen;
  const key = visitorOf(address);
  if (known.size > 10_000) known.clear();
  known.set(address, key);
  return key;
}

/** Answers a request that came too soon: a page that costs nothing to make. */
export function tooMany(
  reply: FastifyReply,
  request: FastifyRequest,
  face: 'portal' | 'console' | 'api',
  seconds: number,
): FastifyReply {
  count.limited(face);
  const sentence = `您所在的网络短时间内访问次数太多，请在 ${seconds} 秒后再试。批量获取公开信息请使用开放接口并放慢速度。`;
  reply.code(429).headers({ 'retry-after': String(seconds), 'cache-control': 'no-store' });
  if (face === 'api')
    return reply.type('application/problem+json; charset=utf-8').send(
      JSON.stringify({
        type: 'about:blank',
        title: '操作太频繁',
        status: 429,
        detail: sentence,
        instance: request.id,
      }),
    );
  return reply
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>访问太频繁</title></head><body><main><h1>访问太频繁</h1><p>${sentence}</p></main></body></html>\n`,
    );
}
