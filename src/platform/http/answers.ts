import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Served } from './behaviour.ts';
import type { Answered, Cookie, RequestContext } from './route.ts';

/** What a handler gets to know of a request, with the session its cookie belongs to. */
export async function contextOf(face: Served, request: FastifyRequest): Promise<RequestContext> {
  const cookies = request.cookies ?? {};
  return {
    ...face.app,
    requestId: request.id,
    path: request.url.split('?', 1)[0] ?? '/',
    url: request.url,
    address: request.ip,
    cookies,
    headers: request.headers,
    now: face.app.clock.now(),
    today: face.app.clock.today(),
    viewed: () => undefined,
    session: await face.behaviour.session(face.app, cookies),
  };
}

/** Sends what a handler has answered. */
export function send(face: Served, reply: FastifyReply, answered: Answered | string): FastifyReply {
  if (typeof answered === 'string') return reply.type('text/html; charset=utf-8').send(answered);
  if (answered.kind !== 'file')
    for (const c of answered.cookies ?? [])
      setCookie(reply, c, face.behaviour.base, face.behaviour.publicUrl);
  if (answered.kind === 'redirect')
    return reply.code(303).header('cache-control', 'no-store').header('location', answered.to).send();
  if (answered.kind === 'file') {
    if (answered.download !== undefined)
      reply.header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(answered.download)}`,
      );
    return reply
      .code(answered.status ?? 200)
      .headers(answered.headers ?? {})
      .type(answered.type)
      .send(answered.body);
  }
  return reply
    .code(answered.status ?? 200)
    .headers(answered.headers ?? {})
    .type('text/html; charset=utf-8')
    .send(answered.html);
}

function setCookie(reply: FastifyReply, c: Cookie, base: string, publicUrl: string | undefined): void {
  reply.setCookie(c.name, c.value, {
    path: base || '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl?.startsWith('https:') ?? false,
    ...(c.maxAge === undefined ? {} : { maxAge: c.maxAge }),
  });
}
