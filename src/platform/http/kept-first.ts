import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { sendForm } from '../cache/kept-page.ts';
import { count } from '../metrics.ts';
import type { Served } from './behaviour.ts';
import { acceptedEncoding } from './encoding.ts';
import { hostTrusted } from './guard.ts';
import { clientAddress } from './network.ts';
import { readByPerson } from './view-counts.ts';

/** What Server-Timing says of a kept page. */
export const KEPT = 'cache';

/**
 * Answers with a kept page before the web framework sees the request: most of what a kept page costs there is the way to
 * it. Only addresses that have led to this page before come here; everything that is checked for every request is
 * checked here too, and a request that fails a check goes the long way and is refused there.
 * @returns whether it has been answered
 */
export function answerKept(face: Served, request: IncomingMessage, response: ServerResponse): boolean {
  const { behaviour, app } = face;
  const { kept, limits } = behaviour;
  const { method = '', url = '', headers } = request;
  if (!kept || (method !== 'GET' && method !== 'HEAD')) return false;
  if (!hostTrusted(headers.host, behaviour.trustedHosts)) return false;
  const { cookie } = headers;
  if (cookie !== undefined && kept.look.cookies.some((name) => cookie.includes(name))) return false;
  const page = kept.cache.at(url);
  const form = page?.form(acceptedEncoding(headers['accept-encoding']));
  if (!page || !form) return false;
  const began = performance.now();
  const address = clientAddress(
    request.socket.remoteAddress,
    headers['x-forwarded-for'],
    behaviour.trustedHops,
  );
  if (limits && limits.take(address, behaviour.trustedHops, 1) > 0) return false;
  count.page('hit');
  countViews(face, { method, headers, ip: address }, page.views);
  sendForm(form, request, response, KEPT);
  const ms = performance.now() - began;
  count.request(behaviour.name, method, page.route, response.statusCode, ms);
  if (app.log.isLevelEnabled('info'))
    app.log.info({ method, route: page.route, status: response.statusCode, ms: Math.round(ms) }, 'request');
  return true;
}

/** Counts the delivery of a page to a person, for what it says that it shows. */
export function countViews(
  face: Served,
  request: { method?: string | undefined; headers: IncomingHttpHeaders; ip: string },
  views: readonly string[],
): void {
  const { kept } = face.behaviour;
  if (!kept || views.length === 0 || request.method !== 'GET' || !readByPerson(request.headers)) return;
  for (const subject of views) kept.views.add(subject, face.app.clock.today(), request.ip);
}
