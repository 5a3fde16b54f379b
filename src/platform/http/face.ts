import http from 'node:http';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { newPublicId } from '../crypto.ts';
import { costSoFar, requestCost } from '../db/watch.ts';
import { count } from '../metrics.ts';
import type { FaceBehaviour, Served } from './behaviour.ts';
import { packAnswer } from './encoding.ts';
import { answerError, fail, refuseSocket } from './failures.ts';
import { FORM_BYTES, parseForm } from './form-body.ts';
import { formHandler, uploadHandler } from './forms.ts';
import { hostTrusted, sameOrigin, setSecurityHeaders } from './guard.ts';
import { answerKept } from './kept-first.ts';
import { pageHandler } from './pages.ts';
import type { AppContext, FormRoute, PageRoute, UploadRoute } from './route.ts';
import { tooMany } from './too-many.ts';
import { acceptMultipart, hurry, UPLOAD_MS } from './upload.ts';

/** One of the program's origins: its pages and forms, with the checks that every one of them gets. */
export class Face implements Served {
  readonly fastify: FastifyInstance;
  readonly app: AppContext;
  readonly behaviour: FaceBehaviour;

  constructor(app: AppContext, behaviour: FaceBehaviour) {
    this.app = app;
    this.behaviour = behaviour;
    const formBytes = behaviour.name === 'portal' ? FORM_BYTES.portal : FORM_BYTES.other;
    this.fastify = Fastify({
      bodyLimit: formBytes,
      trustProxy: (_address, hop) => hop < behaviour.trustedHops,
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
      // What the router itself cannot read gets no hooks: the headers and the page are given here.
      frameworkErrors: (error, request, reply) => {
        setSecurityHeaders(reply);
        const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
        void fail(this, request as FastifyRequest, reply as FastifyReply, tooLong ? 404 : 400, [
          { message: '网址无法识别，可能复制时缺了一部分。可以从首页或搜索重新查找。' },
        ]);
      },
      clientErrorHandler: (error, socket) => refuseSocket(error, socket, behaviour),
      genReqId: () => newPublicId(),
      serverFactory: (handle) => {
        const server = http.createServer((request, response) => {
          if (!server.listening || !answerKept(this, request, response)) handle(request, response);
        });
        server.requestTimeout = UPLOAD_MS;
        server.keepAliveTimeout = 65_000;
        return server;
      },
      exposeHeadRoutes: true,
      forceCloseConnections: 'idle',
    });
    this.fastify.addHook('onRoute', (route) => {
      if (!route.config?.access)
        throw new Error(
          `route ${String(route.method)} ${route.path} of face ${behaviour.name} declares no access`,
        );
      // Without a session and without an effect there is nothing that a foreign page could misuse.
      if (route.config.computes && (behaviour.name !== 'api' || route.config.access.kind !== 'public'))
        throw new Error(`route ${String(route.method)} ${route.path} may not be open to other origins`);
    });
    this.fastify.addHook('onRequest', (request, reply, done) => {
      const { asset, weight = 1 } = request.routeOptions.config ?? {};
      const wait = asset ? 0 : (behaviour.limits?.take(request.ip, behaviour.trustedHops, weight) ?? 0);
      if (wait > 0) {
        setSecurityHeaders(reply);
        tooMany(reply, request, behaviour, wait);
        return;
      }
      const route = request.routeOptions.url ?? 'unmatched';
      const spent = (ms: number) => behaviour.limits?.charge(request.ip, behaviour.trustedHops, ms);
      requestCost.run({ route, began: performance.now(), queries: 0, databaseMs: 0, spent }, done);
    });
    // Pages of staff hold tokens: packed beside what a stranger may write into them, their length would give them away.
    this.fastify.addHook('onSend', async (request, reply, payload) =>
      behaviour.name !== 'console' || request.routeOptions.config?.asset
        ? packAnswer(request, reply, payload)
        : payload,
    );
    this.fastify.addHook('onSend', async (request, reply) => {
      const cost = costSoFar();
      // Of forms it is nobody's business: how long a sign-in takes inside is a hint.
      if (cost && ['GET', 'HEAD'].includes(request.method)) reply.header('server-timing', cost);
    });
    this.fastify.addHook('onRequest', async (request, reply) => {
      setSecurityHeaders(reply);
      hurry(request);
      if (behaviour.admits && !behaviour.admits(request.ip))
        return reply
          .code(403)
          .header('cache-control', 'no-store')
          .type('text/plain; charset=utf-8')
          .send('这里只对指定的网络开放。\n');
      // No browser sends these: an address with a fragment, or one with scheme and host. The router would cut them off,
      // and what keeps pages by their address would not.
      if (!request.url.startsWith('/') || request.url.includes('#'))
        return fail(this, request, reply, 400, [{ message: '网址无法识别，请从页面上的链接访问。' }]);
      if (!hostTrusted(request.headers.host, behaviour.trustedHosts))
        return fail(this, request, reply, 400, [
          { message: '网址中的主机名不属于本站，请从公布的网址访问。' },
        ]);
      const unsafe =
        !['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !request.routeOptions.config?.computes;
      if (unsafe && !sameOrigin(request, behaviour.publicUrl))
        return fail(this, request, reply, 403, [
          { message: '这个请求不是从本站页面发出的，已经拒绝。请从本站页面重新操作。' },
        ]);
    });
    this.fastify.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unmatched';
      count.request(behaviour.name, request.method, route, reply.statusCode, reply.elapsedTime);
      app.log.info(
        {
          request: request.id,
          method: request.method,
          route,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      );
    });
    this.fastify.setNotFoundHandler((request, reply) =>
      fail(this, request, reply, 404, [
        {
          message:
            behaviour.name === 'console'
              ? '网址可能有误，或者内容已经调整。可以从“我的待办”或全局检索重新查找。'
              : '网址可能有误，或者内容已经调整。可以从首页或搜索重新查找。',
        },
      ]),
    );
    this.fastify.setErrorHandler((error, request, reply) => answerError(this, error, request, reply));
    // Forms come as forms; what else a body may be read as is not wanted here.
    this.fastify.removeContentTypeParser(['application/json', 'text/plain']);
    this.fastify.register(cookie);
    this.fastify.register(formbody, { bodyLimit: formBytes, parser: parseForm });
  }

  /** Declares a page. */
  page<P extends z.ZodType = z.ZodUndefined, Q extends z.ZodType = z.ZodUndefined>(
    spec: PageRoute<P, Q>,
  ): void {
    this.fastify.route({
      method: 'GET',
      url: this.behaviour.base + spec.path,
      config: { access: spec.access, ...(spec.weight === undefined ? {} : { weight: spec.weight }) },
      handler: pageHandler(this, spec),
    });
  }

  /** Declares a form. */
  form<P extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
    spec: FormRoute<P, B>,
  ): void {
    this.fastify.route({
      method: 'POST',
      url: this.behaviour.base + spec.path,
      config: { access: spec.access },
      handler: formHandler(this, spec),
    });
  }

  /** Declares a form with files. */
  upload<P extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
    spec: UploadRoute<P, B>,
  ): void {
    this.fastify.register(async (scope) => {
      acceptMultipart(scope);
      scope.route({
        method: 'POST',
        url: this.behaviour.base + spec.path,
        config: { access: spec.access, upload: true },
        handler: uploadHandler(this, spec),
      });
    });
  }
}
