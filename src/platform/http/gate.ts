import type { FastifyRequest } from 'fastify';
import { Forbidden } from '../errors.ts';
import type { Served } from './behaviour.ts';
import type { Access, Answered, RequestContext } from './route.ts';

/**
 * Refuses, or sends to sign-in or to what has to be done first; undefined lets the request pass.
 * @throws Forbidden for what the person may not do anywhere
 */
export function gate(
  face: Served,
  ctx: RequestContext,
  access: Access,
  request: FastifyRequest,
): Answered | undefined {
  if (access.kind === 'public') return undefined;
  const back = request.method === 'GET' ? request.url : '';
  if (!ctx.session) {
    if (!face.behaviour.signIn) throw new Forbidden();
    return { kind: 'redirect', to: face.behaviour.signIn(back) };
  }
  const first = face.behaviour.first?.(ctx.session, back);
  if (first && !first.open.includes(ctx.path)) return { kind: 'redirect', to: first.to };
  const { actor } = ctx.session;
  if (
    access.kind === 'act' &&
    !actor.mayAnywhere(access.act) &&
    !(access.orInvited === true && actor.invited)
  )
    throw new Forbidden();
  return undefined;
}
