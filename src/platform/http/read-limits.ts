import { visitorOf } from './network.ts';

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

/** So long a statement may take for nothing; of what is longer every so many milliseconds count as a read. */
const STATEMENT_MS = { free: 1000, read: 100 };

/** Most networks that are remembered; those unseen for longest go first. */
const REMEMBERED = 50_000;

/**
 * A bucket of tokens for every client network (an IPv4 address, an IPv6 /64): a request takes some, long statements take more
 * afterwards, time puts them back.
 */
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
    const bucket = this.#bucket(address, trustedHops);
    if (!bucket) return 0;
    const wanted = Math.min(weight, readBurst);
    if (bucket.tokens >= wanted) {
      bucket.tokens -= wanted;
      return 0;
    }
    return Math.max(1, Math.ceil((wanted - bucket.tokens) / readRate));
  }

  /**
   * Takes tokens for a statement that a request has made the database work on for long: whoever asked waits before the next
   * request. What a search will cost nobody can tell beforehand: it may have to read every text, and find nothing.
   * @param ms how long the statement took
   */
  charge(address: string, trustedHops: number, ms: number): void {
    if (ms <= STATEMENT_MS.free) return;
    const bucket = this.#bucket(address, trustedHops);
    if (!bucket) return;
    const reads = (ms - STATEMENT_MS.free) / STATEMENT_MS.read;
    bucket.tokens = Math.max(-this.#settings.readBurst, bucket.tokens - reads);
  }

  /** The bucket of a network, filled up to now; none where nothing is limited. */
  #bucket(address: string, trustedHops: number): Bucket | undefined {
    const { readRate, readBurst } = this.#settings;
    // Through a proxy on this machine that nobody has told us of, an address says nothing about who asks.
    if (readRate === 0 || (trustedHops === 0 && THIS_MACHINE.includes(address))) return undefined;
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
    return bucket;
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
