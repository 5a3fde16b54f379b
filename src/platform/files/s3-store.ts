import { pipeline, Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import { instant } from '../clock.ts';
import type { Outbound, OutboundInit } from '../outbound.ts';
import {
  type ByteRange,
  checkKey,
  exactly,
  FileMissing,
  type FileStore,
  type StoredObject,
  StoreFailed,
} from './store.ts';

/** A service that speaks S3, addressed by path (`<url>/<bucket>/<key>`), as the ones on own ground are. */
export interface S3Address {
  url: string;
  bucket: string;
  key: string;
  secret: string;
  region: string;
}

/** Time for one file: 200 MB at four megabits per second. */
const TRANSFER_MS = 7 * 60_000;
const SHORT_MS = 20_000;

/** A store in a bucket. Every call goes through the door outward and is signed (AWS Signature Version 4). */
export class S3Store implements FileStore {
  readonly #address: S3Address;
  readonly #client: AwsClient;
  readonly #outbound: Outbound;

  constructor(address: S3Address, outbound: Outbound) {
    this.#address = { ...address, url: address.url.replace(/\/+$/, '') };
    this.#outbound = outbound;
    this.#client = new AwsClient({
      accessKeyId: address.key,
      secretAccessKey: address.secret,
      service: 's3',
      region: address.region,
    });
  }

  async put(bytes: Readable, object: StoredObject): Promise<void> {
    const answer = await this.#call('PUT', this.#url(object.key), {
      headers: {
        'content-length': String(object.size),
        'content-type': 'application/octet-stream',
        // The service compares it with what has come in: a file cut on the way is not taken.
        ...(object.sha256 ? { 'x-amz-content-sha256': object.sha256 } : {}),
      },
      // An error of what is read ends the call too: the one who pipes would not notice.
      body: pipeline(bytes, exactly(object.size), () => undefined),
      timeoutMs: TRANSFER_MS,
    });
    if (!answer.ok) throw await failure('PUT', answer);
    await answer.arrayBuffer();
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const answer = await this.#call('GET', this.#url(key), {
      headers: range ? { range: `bytes=${range.from}-${range.to}` } : {},
      timeoutMs: TRANSFER_MS,
      maxBytes: Number.MAX_SAFE_INTEGER,
    });
    if (answer.status === 404) {
      await answer.arrayBuffer();
      throw new FileMissing(key);
    }
    if (answer.status === 416) {
      await answer.body?.cancel();
      throw new StoreFailed(`对象存储中的 ${key} 比登记的短。`);
    }
    if (!answer.ok || !answer.body || (range && answer.status !== 206)) throw await failure('GET', answer);
    return Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  }

  async delete(key: string): Promise<void> {
    const answer = await this.#call('DELETE', this.#url(key), { timeoutMs: SHORT_MS });
    if (!answer.ok && answer.status !== 404) throw await failure('DELETE', answer);
    await answer.arrayBuffer();
  }

  async *list(prefix: string): AsyncIterable<{ key: string; size: number; changedAt: Date }> {
    for (let after = ''; ; ) {
      const query = new URLSearchParams({ 'list-type': '2', 'max-keys': '1000', prefix });
      if (after) query.set('start-after', after);
      const url = `${this.#address.url}/${this.#address.bucket}?${query}`;
      const answer = await this.#call('GET', url, { timeoutMs: SHORT_MS, maxBytes: 8_000_000 });
      if (!answer.ok) throw await failure('GET', answer);
      const page = readPage(await answer.text());
      yield* page.objects;
      const last = page.objects.at(-1)?.key;
      if (!page.more || last === undefined) return;
      after = last;
    }
  }

  #url(key: string): string {
    return `${this.#address.url}/${this.#address.bucket}/${checkKey(key)}`;
  }

  async #call(method: string, url: string, init: OutboundInit): Promise<Response> {
    const { 'content-length': length, ...headers } = init.headers ?? {};
    const signed = await this.#client.sign(url, { method, headers });
    return this.#outbound.fetch(url, {
      ...init,
      method,
      headers: {
        ...Object.fromEntries(signed.headers),
        ...(length === undefined ? {} : { 'content-length': length }),
      },
      // Where a bucket lies is set by the operator; a service that sends us elsewhere is not it.
      maxRedirects: 0,
    });
  }
}

async function failure(method: string, answer: Response): Promise<StoreFailed> {
  const code = /<Code>(\w+)<\/Code>/.exec(await answer.text().catch(() => ''))?.[1] ?? '';
  return new StoreFailed(`对象存储没有完成 ${method}：${answer.status} ${code}`.trim());
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' });

function readPage(xml: string): {
  objects: { key: string; size: number; changedAt: Date }[];
  more: boolean;
} {
  const page = (parser.parse(xml) as { ListBucketResult?: Record<string, unknown> }).ListBucketResult ?? {};
  const contents = (page.Contents ?? []) as { Key: string; Size: string; LastModified: string }[];
  return {
    objects: contents.map((c) => ({
      key: c.Key,
      size: Number(c.Size),
      changedAt: instant(c.LastModified),
    })),
    more: page.IsTruncated === 'true',
  };
}
