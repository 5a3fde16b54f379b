import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** How a body may be packed, the better first. */
const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Bodies below this size are sent as they are: packing would not make them arrive earlier; bytes. */
const WORTH = 1024;
const PACKED =
  /^(?:text\/|application\/(?:json|problem\+json|atom\+xml|xml|feed\+json|javascript)|image\/svg)/;

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/** Whether a body gains by packing. */
export function worthPacking(type: string, bytes: number): boolean {
  return bytes >= WORTH && PACKED.test(type);
}

const understood = new Map<string, Encoding | undefined>();

/** The best packing that a client says it can read (Accept-Encoding, RFC 9110 section 12.5.3). */
export function acceptedEncoding(header: string | string[] | undefined): Encoding | undefined {
  const text = String(header ?? '');
  if (understood.has(text)) return understood.get(text);
  const offered = new Map(
    text
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [name = '', ...parameters] = part.split(';').map((p) => p.trim());
        return [name, !parameters.some((p) => /^q=0(?:\.0*)?$/.test(p))] as const;
      }),
  );
  const best = ENCODINGS.find((e) => offered.get(e) ?? offered.get('*') ?? false);
  // Headers are what strangers write: only the usual ones are worth remembering.
  if (understood.size < 200 && text.length < 100) understood.set(text, best);
  return best;
}

/** Packs a body. The levels cost about a millisecond for a page; more would gain a few per cent. */
export function packed(body: Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'gzip'
    ? gzip(body, { level: 6 })
    : brotli(body, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: 5,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        },
      });
}

/** Packed forms of bodies that are sent again and again: built assets. */
const assets = new WeakMap<Buffer, Map<Encoding, Promise<Buffer>>>();

function packedOnce(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const forms = assets.get(body) ?? new Map<Encoding, Promise<Buffer>>();
  assets.set(body, forms);
  const form = forms.get(encoding) ?? packed(body, encoding);
  forms.set(encoding, form);
  return form;
}

/** Packs the body of an answer to a read, where that is worth it and the client can read it. @returns the body to send */
export async function packAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const text = typeof payload === 'string';
  if (!text && !Buffer.isBuffer(payload)) return payload;
  const type = String(reply.getHeader('content-type') ?? '');
  const bytes = text ? Buffer.byteLength(payload) : payload.length;
  const partial = reply.statusCode === 206 || reply.hasHeader('content-range');
  if (
    !['GET', 'HEAD'].includes(request.method) ||
    partial ||
    reply.hasHeader('content-encoding') ||
    !worthPacking(type, bytes)
  )
    return payload;
  reply.header('vary', 'accept-encoding');
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  if (!encoding) return payload;
  reply.header('content-encoding', encoding).removeHeader('content-length');
  return text ? packed(Buffer.from(payload), encoding) : packedOnce(payload, encoding);
}
