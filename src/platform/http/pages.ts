import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { KeptPage, sendForm } from '../cache/kept-page.ts';
import { collectReads, type Reads } from '../cache/reads.ts';
import { costSoFar } from '../db/watch.ts';
import { NotFound } from '../errors.ts';
import { count } from '../metrics.ts';
import { contextOf, send } from './answers.ts';
import type { KeptPages, Served } from './behaviour.ts';
import { acceptedEncoding } from './encoding.ts';
import { fail } from './failures.ts';
import { gate } from './gate.ts';
import { SECURITY_HEADERS } from './guard.ts';
import { countViews, KEPT } from './kept-first.ts';
import type { Answered, PageRoute, RequestContext } from './route.ts';
import { withoutNul } from './values.ts';

/** What answers the GET of a page. */
export function pageHandler<P extends z.ZodType, Q extends z.ZodType>(face: Served, spec: PageRoute<P, Q>) {
  const nothing = spec.query?.safeParse({});
  const defaults = nothing?.success ? nothing.data : undefined;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const ctx = await contextOf(face, request);
    const params = spec.params?.safeParse(request.params);
    if (params && !params.success) throw new NotFound();
    const stop = gate(face, ctx, spec.access, request);
    if (stop) return send(face, reply, stop);
    const query = spec.query?.safeParse(withoutNul(request.query));
    if (query && !query.success)
      return fail(face, request, reply, 400, [{ message: '网址中的查询条件无法识别，请从页面上重新选择。' }]);
    const input = { params: params?.data as z.output<P>, query: query?.data as z.output<Q> };
    const render = (context: RequestContext) => spec.render(context, input);
    const kept = face.behaviour.kept;
    if (spec.cache === 'revalidate' && spec.access.kind === 'public' && kept) {
      const asked = canonicalQuery(query?.data, defaults);
      if (asked !== undefined) return shared(face, kept, request, reply, ctx, asked, render);
    }
    reply.header('cache-control', spec.cache === 'revalidate' ? 'private, no-cache' : 'no-store');
    return send(face, reply, await render(ctx));
  };
}

/**
 * The query of a page in one way of writing: only what the page reads, sorted, without what it would take anyway.
 * @returns undefined when it holds what cannot be written so
 */
function canonicalQuery(read: unknown, defaults: unknown): string | undefined {
  const written = new URLSearchParams();
  const plain = (v: unknown) => ['string', 'number', 'boolean'].includes(typeof v);
  const usual = (defaults ?? {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries(read ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(usual[name])) continue;
    const values = Array.isArray(value) ? value : [value];
    if (!values.every(plain)) return undefined;
    for (const v of values) written.append(name, String(v));
  }
  return written.toString();
}

/** A path without slashes at its end; '/' stays. By hand: a pattern would read a long row of them again from each. */
function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

/** Routes whose last answer could not be kept: nobody waits there for the page of another. */
const unkept = new Set<string>();

/** Answers with the kept page, or makes it for everybody who asks. */
async function shared(
  face: Served,
  kept: KeptPages,
  request: FastifyRequest,
  reply: FastifyReply,
  ctx: RequestContext,
  asked: string,
  render: (ctx: RequestContext) => Promise<Answered | string>,
): Promise<FastifyReply> {
  const path = withoutEndSlashes(ctx.path);
  const url = asked === '' ? path : `${path}?${asked}`;
  const look = kept.look.of(ctx.cookies);
  const plain = Object.keys(look).length === 0;
  const key = plain ? url : `${url} ${JSON.stringify(look)}`;
  const address = plain ? request.url : undefined;
  const route = request.routeOptions.url ?? '';
  const hit =
    kept.cache.find(key, address) ?? (await (unkept.has(route) ? undefined : kept.cache.waitFor(key)));
  if (hit) {
    count.page('hit');
    return sendPage(face, kept, request, reply, hit, KEPT);
  }
  const settle = kept.cache.begin(key);
  let made: { page: KeptPage; reads: Reads } | undefined;
  try {
    const seen = impersonal(ctx, { path, url, look });
    const { value: answered, reads } = await collectReads(() => render(seen.ctx));
    const page = seen.personal() ? undefined : keepable(face, answered, { key, plain, seen, request });
    if (!page) {
      unkept.add(route);
      reply.header('cache-control', seen.personal() || isError(answered) ? 'no-store' : 'private, no-cache');
      countViews(face, request, seen.views);
      return send(face, reply, answered);
    }
    unkept.delete(route);
    made = { page, reads };
    return await sendPage(face, kept, request, reply, page, costSoFar() ?? '');
  } finally {
    // Whoever waits is told in any case; the one who asked first has the page already.
    void settle(made);
  }
}

/** The request as a page for everybody may see it; asking for more is noticed. */
function impersonal(
  ctx: RequestContext,
  it: { path: string; url: string; look: Readonly<Record<string, string>> },
): { ctx: RequestContext; personal(): boolean; views: string[] } {
  let personal = false;
  const views: string[] = [];
  const noticed = <K extends 'headers' | 'address' | 'requestId'>(name: K) => ({
    enumerable: true,
    get() {
      personal = true;
      return ctx[name];
    },
  });
  const seen = Object.defineProperties(
    {
      ...ctx,
      path: it.path,
      url: it.url,
      cookies: it.look,
      viewed: (subject: string) => void views.push(subject),
    },
    { headers: noticed('headers'), address: noticed('address'), requestId: noticed('requestId') },
  );
  return { ctx: seen, personal: () => personal, views };
}

function isError(answered: Answered | string): boolean {
  return typeof answered !== 'string' && answered.kind !== 'redirect' && (answered.status ?? 200) !== 200;
}

/** The page to keep; undefined for errors, redirects, streams, cookies, and whatever brings its own rules. */
function keepable(
  face: Served,
  answered: Answered | string,
  it: {
    key: string;
    plain: boolean;
    seen: { ctx: RequestContext; views: string[] };
    request: FastifyRequest;
  },
): KeptPage | undefined {
  const of = (body: string | Uint8Array, type: string, own: Readonly<Record<string, string>> = {}) => {
    const headers = Object.fromEntries(Object.entries(own).map(([k, v]) => [k.toLowerCase(), v]));
    if (['cache-control', 'etag', 'set-cookie', 'vary', 'content-length'].some((name) => name in headers))
      return undefined;
    const { sharedSeconds } = face.app.live;
    return new KeptPage({
      key: it.key,
      route: it.request.routeOptions.url ?? '',
      today: it.seen.ctx.today,
      body: typeof body === 'string' ? Buffer.from(body) : Buffer.from(body),
      type,
      headers: {
        ...SECURITY_HEADERS,
        ...headers,
        vary: 'accept-encoding, cookie',
        // A copy in a browser is asked about each time; one in a CDN as long as its operator has said.
        'cache-control': it.plain
          ? `public, max-age=0, s-maxage=${sharedSeconds}, must-revalidate`
          : 'private, no-cache',
      },
      views: it.seen.views,
    });
  };
  if (typeof answered === 'string') return of(answered, 'text/html; charset=utf-8');
  if (isError(answered) || answered.kind === 'redirect') return undefined;
  if (answered.kind === 'page')
    return answered.cookies?.length
      ? undefined
      : of(answered.html, 'text/html; charset=utf-8', answered.headers);
  if (answered.download !== undefined) return undefined;
  const { body } = answered;
  return typeof body === 'string' || body instanceof Uint8Array
    ? of(body, answered.type, answered.headers)
    : undefined;
}

/** Sends a page that is kept, or will be. */
async function sendPage(
  face: Served,
  kept: KeptPages,
  request: FastifyRequest,
  reply: FastifyReply,
  page: KeptPage,
  timing: string,
): Promise<FastifyReply> {
  const form = await page.packedForm(acceptedEncoding(request.headers['accept-encoding']), (bytes) =>
    kept.cache.grown(page, bytes),
  );
  countViews(face, request, page.views);
  reply.hijack();
  sendForm(form, request, reply.raw, timing);
  return reply;
}
