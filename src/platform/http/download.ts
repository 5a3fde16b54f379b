import type { Files, KeptFile } from '../files/files.ts';
import type { ByteRange } from '../files/store.ts';
import type { Answered, RequestContext } from './route.ts';

/** What browsers show by themselves without running anything of it; all else is saved. */
const SHOWN = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'];

/**
 * What the bytes may do. The viewers of browsers refuse to show a PDF in a sandbox; a page of this origin may show it,
 * and no other. It runs nothing: PDFs with scripts are refused when they come in.
 */
function cage(mediaType: string): Record<string, string> {
  return mediaType === 'application/pdf'
    ? {
        'content-security-policy': "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
        'x-frame-options': 'SAMEORIGIN',
      }
    : { 'content-security-policy': "default-src 'none'; sandbox" };
}

/**
 * Answers with a kept file: whole, a part, or nothing new. Whatever the bytes are, they run nothing and reach nothing of
 * this origin: fixed type, sandbox where the browser can show them in one, and saved rather than shown unless they are a
 * picture or a PDF.
 * @param o.tag changes whenever the bytes do
 */
export async function sendFile(
  ctx: RequestContext,
  files: Files,
  kept: KeptFile,
  o: { name: string; mediaType: string; tag: string; status?: number },
): Promise<Answered> {
  const etag = `"${o.tag}"`;
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    ...cage(o.mediaType),
    'content-disposition': disposition(SHOWN.includes(o.mediaType) ? 'inline' : 'attachment', o.name),
  };
  const asked = (name: string) => String(ctx.headers[name] ?? '');
  if (
    asked('if-none-match')
      .split(',')
      // Compared weakly (RFC 9110, 13.1.2): a proxy that packs an answer weakens its tag.
      .some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  )
    return { kind: 'file', status: 304, headers, type: o.mediaType, body: '' };
  const ifRange = asked('if-range');
  const wanted = ifRange === '' || ifRange === etag ? readRange(asked('range'), kept.size) : undefined;
  if (wanted === 'outside')
    return {
      kind: 'file',
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${kept.size}` },
      type: 'text/plain; charset=utf-8',
      body: '所要的部分超出文件长度。',
    };
  const length = wanted ? wanted.to - wanted.from + 1 : kept.size;
  return {
    kind: 'file',
    status: wanted ? 206 : 200,
    headers: {
      ...headers,
      'content-length': String(length),
      ...(wanted ? { 'content-range': `bytes ${wanted.from}-${wanted.to}/${kept.size}` } : {}),
    },
    type: o.mediaType,
    body: await files.read(kept, wanted),
  };
}

/** The one range of a Range header; undefined where the whole file is to be sent (no range, several, or unreadable). */
function readRange(header: string, size: number): ByteRange | 'outside' | undefined {
  const m = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (!m || (m[1] === '' && m[2] === '')) return undefined;
  const last = size - 1;
  if (m[1] === '') {
    const count = Number(m[2]);
    return count === 0 || size === 0 ? 'outside' : { from: Math.max(0, size - count), to: last };
  }
  const from = Number(m[1]);
  const to = m[2] === '' ? last : Math.min(Number(m[2]), last);
  if (m[2] !== '' && Number(m[2]) < from) return undefined;
  return from > last ? 'outside' : { from, to };
}

/** The header that names a file to be saved (RFC 6266): for old browsers without the letters they do not know. */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^ -~]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
