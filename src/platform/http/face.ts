import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { newPublicId } from '../crypto.ts';
import { databaseSilent } from '../db/pool.ts';
import { requestCost } from '../db/watch.ts';
import { Forbidden, type Issue, NotFound, Refusal, TooMany } from '../errors.ts';
import { DiskFull, type ReceivedFile } from '../files/uploads.ts';
import { logged } from '../log.ts';
import { count } from '../metrics.ts';
import { hostTrusted, SECURITY_HEADERS, sameOrigin, setSecurityHeaders } from './guard.ts';
import { formIssues } from './messages.ts';
import type {
  Access,
  Answered,
  AppContext,
  Cookie,
  FormRoute,
  FormState,
  PageRoute,
  RequestContext,
  Session,
  UploadRoute,
} from './route.ts';
import { acceptMultipart, hurry, noRoom, Reception, UPLOAD_MS, UploadRefused } from './upload.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Computes from its body and changes nothing: the api face takes such a POST from the pages of others. */
    computes?: true;
    /** Bodies may be large and slow. */
    upload?: true;
  }
}

/** What a face does when something goes wrong or somebody has to sign in first. */
export interface FaceBehaviour {
  name: 'portal' | 'console' | 'api';
  /** Path prefix of all routes. */
  base: string;
  publicUrl: string | undefined;
  trustedHosts: readonly string[];
  trustedHops: number;
  /** Finds the session of a request by its cookie. */
  session(
    app: AppContext,
    cookies: Readonly<Record<string, string | undefined>>,
  ): Promise<Session | undefined>;
  /** Where to send somebody who has to sign in, or undefined where nobody signs in. */
  signIn?(path: string): string;
  /** What a signed-in person has to do before anything else; these paths stay open meanwhile. */
  first?(session: Session): { to: string; open: readonly string[] } | undefined;
  /** A form sent after the session had ended: a page that loses nothing of it, or undefined for the way to the sign-in. */
  expired?(
    ctx: RequestContext,
    form: { action: string; values: FormState['values'] },
  ): Promise<Answered | undefined>;
  /** Whether a network address may come here at all; asked before anything is read. */
  admits?(address: string): boolean;
  /** Looks at every text of every form before anything else does; a finding is answered by an error page that repeats nothing of the form. */
  refuseForm?(texts: readonly string[]): Issue | undefined;
  /** The error page (or document) for a status with its sentences; `issues` explain a refusal. */
  errorPage(
    ctx: RequestContext,
    error: { status: number; title: string; issues: readonly Issue[]; requestId: string },
  ): Promise<string>;
  errorType?: string;
}

const TITLES: Record<number, string> = {
  400: '请求无法识别',
  403: '没有权限',
  404: '没有找到页面',
  405: '不能这样访问',
  409: '现在不能办理',
  413: '内容太大',
  415: '格式不支持',
  422: '填写有误',
  429: '操作太频繁',
  500: '系统出了问题',
  503: '系统暂时不能使用',
  507: '磁盘空间不足',
};

const STALE_FORM = '页面停留太久或已经换了登录，没有提交。您填写的内容还在，请核对后再提交一次。';

/** Whether a form carries a once-token of the session. */
function fits(ctx: RequestContext, values: FormState['values']): boolean {
  return ctx.session?.onceFits(typeof values._once === 'string' ? values._once : '') ?? false;
}

/** Shows a form again after its files have come in: browsers keep what was typed, never what was chosen, so the page says so. */
function withFilesLost<I>(
  again: (ctx: RequestContext, input: I, form: FormState) => Promise<string>,
  files: readonly ReceivedFile[],
): typeof again {
  return (ctx, input, form) => {
    const fields = new Set(files.map((f) => f.field));
    for (const { field } of form.issues) fields.delete(field ?? '');
    const lost = [...fields].map((field) => ({
      field,
      message: '请重新选择文件：浏览器出于安全不保留已选的文件。',
    }));
    return again(ctx, input, { ...form, issues: [...form.issues, ...lost] });
  };
}

/** One of the program's origins: its pages and forms, with the checks that every one of them gets. */
export class Face {
  readonly fastify: FastifyInstance;
  readonly app: AppContext;
  readonly behaviour: FaceBehaviour;

  constructor(app: AppContext, behaviour: FaceBehaviour) {
    this.app = app;
    this.behaviour = behaviour;
    this.fastify = Fastify({
      bodyLimit: 4 * 1024 * 1024,
      trustProxy: (_address, hop) => hop < behaviour.trustedHops,
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
      // What the router itself cannot read gets no hooks: the headers and the page are given here.
      frameworkErrors: (error, request, reply) => {
        setSecurityHeaders(reply);
        const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
        void this.#fail(request as FastifyRequest, reply as FastifyReply, tooLong ? 404 : 400, [
          { message: '网址无法识别，可能复制时缺了一部分。可以从首页或搜索重新查找。' },
        ]);
      },
      clientErrorHandler: (error, socket) => refuseSocket(error, socket),
      genReqId: () => newPublicId(),
      requestTimeout: UPLOAD_MS,
      keepAliveTimeout: 65_000,
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
    this.fastify.addHook('onRequest', (request, _reply, done) => {
      const route = request.routeOptions.url ?? 'unmatched';
      requestCost.run({ route, began: performance.now(), queries: 0, databaseMs: 0 }, done);
    });
    this.fastify.addHook('onSend', async (request, reply) => {
      const cost = requestCost.getStore();
      // Of forms it is nobody's business: how long a sign-in takes inside is a hint.
      if (cost && ['GET', 'HEAD'].includes(request.method))
        reply.header(
          'server-timing',
          `app;dur=${(performance.now() - cost.began).toFixed(1)}, db;dur=${cost.databaseMs.toFixed(1)};desc=${cost.queries}`,
        );
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
      if (!hostTrusted(request, behaviour.trustedHosts))
        return this.#fail(request, reply, 400, [
          { message: '网址中的主机名不属于本站，请从公布的网址访问。' },
        ]);
      const unsafe =
        !['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !request.routeOptions.config?.computes;
      if (unsafe && !sameOrigin(request, behaviour.publicUrl))
        return this.#fail(request, reply, 403, [
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
      this.#fail(request, reply, 404, [
        { message: '网址可能有误，或者内容已经调整。可以从首页或搜索重新查找。' },
      ]),
    );
    this.fastify.setErrorHandler((error, request, reply) => this.#error(error, request, reply));
    // Forms come as forms; what else a body may be read as is not wanted here.
    this.fastify.removeContentTypeParser(['application/json', 'text/plain']);
    this.fastify.register(cookie);
    this.fastify.register(formbody, { bodyLimit: 4 * 1024 * 1024 });
  }

  /** Declares a page. */
  page<P extends z.ZodType = z.ZodUndefined, Q extends z.ZodType = z.ZodUndefined>(
    spec: PageRoute<P, Q>,
  ): void {
    this.fastify.route({
      method: 'GET',
      url: this.behaviour.base + spec.path,
      config: { access: spec.access },
      handler: async (request, reply) => {
        const ctx = await this.#context(request);
        const params = spec.params?.safeParse(request.params);
        if (params && !params.success) throw new NotFound();
        const stop = this.#gate(ctx, spec.access, request);
        if (stop) return this.#answer(reply, stop);
        const query = spec.query?.safeParse(withoutNul(request.query));
        if (query && !query.success)
          return this.#fail(request, reply, 400, [
            { message: '网址中的查询条件无法识别，请从页面上重新选择。' },
          ]);
        reply.header('cache-control', spec.cache === 'revalidate' ? 'private, no-cache' : 'no-store');
        return this.#answer(
          reply,
          await spec.render(ctx, { params: params?.data as z.output<P>, query: query?.data as z.output<Q> }),
        );
      },
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
      handler: async (request, reply) => {
        reply.header('cache-control', 'no-store');
        const ctx = await this.#context(request);
        const parsedParams = spec.params?.safeParse(request.params);
        if (parsedParams && !parsedParams.success) throw new NotFound();
        const params = parsedParams?.data as z.output<P>;
        const values = withoutNul(request.body) as FormState['values'];
        const refuseMarked = () => {
          const refused = this.behaviour.refuseForm?.(Object.values(values).flatMap((v) => v ?? []));
          if (refused) throw new Refusal([refused], 422);
        };
        const stop = this.#gate(ctx, spec.access, request);
        if (stop) {
          const { _once, ...entered } = values;
          const kept = ctx.session
            ? undefined
            : await this.behaviour.expired?.(ctx, { action: request.url, values: entered });
          if (kept?.kind === 'page') refuseMarked();
          return this.#answer(reply, kept ?? stop);
        }
        refuseMarked();
        return this.#decide(reply, ctx, spec, params, values, (input) => spec.submit(ctx, input));
      },
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
        handler: async (request, reply) => {
          reply.header('cache-control', 'no-store');
          const ctx = await this.#context(request);
          const parsedParams = spec.params?.safeParse(request.params);
          if (parsedParams && !parsedParams.success) throw new NotFound();
          const params = parsedParams?.data as z.output<P>;
          const stop = this.#gate(ctx, spec.access, request);
          if (stop) return this.#answer(reply, stop);
          const limits = await spec.limits(ctx, { params });
          if (!request.isMultipart())
            return this.#fail(request, reply, 415, [{ message: '请从页面上选择文件后提交。' }]);
          const received = new Reception(this.app.uploads);
          const admit = (texts: readonly string[]) => {
            const refused = this.behaviour.refuseForm?.(texts);
            if (refused) throw new Refusal([refused], 422);
          };
          try {
            await received.read(request, limits, (texts) => {
              admit(texts);
              // Nobody's files are received for a form that could not be accepted anyway.
              if (spec.token === 'once' && !fits(ctx, received.values))
                throw new UploadRefused(409, { message: STALE_FORM });
            });
            admit(received.texts());
            const again = { ...spec, again: withFilesLost(spec.again, received.files) };
            return await this.#decide(reply, ctx, again, params, received.values, (input) =>
              spec.submit(ctx, { ...input, files: received.files }),
            );
          } catch (thrown) {
            const error = thrown instanceof DiskFull ? noRoom(received.files[0]?.field) : thrown;
            if (!(error instanceof UploadRefused)) throw error;
            const { _once, ...entered } = received.values;
            const form = { values: entered, issues: [error.issue] };
            return this.#answer(reply, {
              kind: 'page',
              status: error.status,
              html: await spec.again(ctx, { params }, form),
            });
          } finally {
            await received.discard();
          }
        },
      });
    });
  }

  /** Checks a form that has come in and acts on it, or shows its page again with everything entered. */
  async #decide<P extends z.ZodType, B extends z.ZodType>(
    reply: FastifyReply,
    ctx: RequestContext,
    spec: Omit<FormRoute<P, B>, 'submit'>,
    params: z.output<P>,
    values: FormState['values'],
    submit: (input: { params: z.output<P>; body: z.output<B>; once: string }) => Promise<Answered>,
  ): Promise<FastifyReply> {
    const { _once, ...entered } = values;
    const again = async (issues: readonly Issue[], status: number) =>
      this.#answer(reply, {
        kind: 'page',
        status,
        html: await spec.again(ctx, { params }, { values: entered, issues: [...issues] }),
      });
    if (spec.token === 'once' && !fits(ctx, values)) return again([{ message: STALE_FORM }], 409);
    const body = spec.body.safeParse(entered);
    if (!body.success) return again(formIssues(body.error, spec.labels, entered), 422);
    try {
      const once = typeof _once === 'string' ? _once : '';
      return this.#answer(reply, await submit({ params, body: body.data, once }));
    } catch (error) {
      if (error instanceof Refusal) return again(error.issues, error.status);
      if (!(error instanceof TooMany)) throw error;
      reply.header('retry-after', error.retryAfter);
      return again([{ message: error.message }], 429);
    }
  }

  async #context(request: FastifyRequest): Promise<RequestContext> {
    const cookies = request.cookies ?? {};
    return {
      ...this.app,
      requestId: request.id,
      path: request.url.split('?', 1)[0] ?? '/',
      url: request.url,
      address: request.ip,
      cookies,
      headers: request.headers,
      now: this.app.clock.now(),
      today: this.app.clock.today(),
      session: await this.behaviour.session(this.app, cookies),
    };
  }

  /** Refuses, or sends to sign-in or to the change of password; undefined lets the request pass. */
  #gate(ctx: RequestContext, access: Access, request: FastifyRequest): Answered | undefined {
    if (access.kind === 'public') return undefined;
    if (!ctx.session) {
      if (!this.behaviour.signIn) throw new Forbidden();
      return { kind: 'redirect', to: this.behaviour.signIn(request.method === 'GET' ? request.url : '') };
    }
    const first = this.behaviour.first?.(ctx.session);
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

  #answer(reply: FastifyReply, answered: Answered | string): FastifyReply {
    if (typeof answered === 'string') return reply.type('text/html; charset=utf-8').send(answered);
    if (answered.kind !== 'file')
      for (const c of answered.cookies ?? [])
        setCookie(reply, c, this.behaviour.base, this.behaviour.publicUrl);
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

  async #fail(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    issues: readonly Issue[],
  ): Promise<FastifyReply> {
    const error = { status, title: TITLES[status] ?? '出了问题', issues, requestId: request.id };
    let html: string;
    try {
      html = await this.behaviour.errorPage(await this.#context(request), error);
    } catch (thrown) {
      // The error page itself needs the database; without it a plain sentence must do.
      this.app.log.error({ request: request.id, ...logged(thrown) }, 'no error page');
      return this.#silent(request, reply);
    }
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .type(this.behaviour.errorType ?? 'text/html; charset=utf-8')
      .send(html);
  }

  /** A plain sentence that needs nothing: for when the database does not answer. */
  #silent(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return reply
      .code(503)
      .headers({ 'cache-control': 'no-store', 'retry-after': 30 })
      .type('text/plain; charset=utf-8')
      .send(
        `系统暂时不能使用，请稍后再试。如果刚才提交了内容，请用浏览器的“后退”回到原页面，内容还在。编号：${request.id}`,
      );
  }

  async #error(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const error = thrown as Error & { statusCode?: number; code?: string };
    if (error instanceof NotFound) return this.#fail(request, reply, 404, [{ message: error.message }]);
    if (error instanceof Forbidden) return this.#fail(request, reply, 403, [{ message: error.message }]);
    if (error instanceof Refusal) return this.#fail(request, reply, error.status, error.issues);
    if (error instanceof TooMany) {
      reply.header('retry-after', error.retryAfter);
      return this.#fail(request, reply, 429, [{ message: error.message }]);
    }
    const api = this.behaviour.name === 'api';
    if (error.statusCode === 413)
      return this.#fail(request, reply, 413, [
        {
          message: api
            ? `请求正文超过 ${Math.floor(request.routeOptions.bodyLimit / 1024)} kB，请分批提交。`
            : '提交的内容超过 4 MB，请缩短正文后再提交。请用浏览器的“后退”回到原页面，内容还在。',
        },
      ]);
    if (error.statusCode === 415)
      return this.#fail(request, reply, 415, [
        { message: api ? '正文应为 JSON（application/json）。' : '本站不接收这种格式的内容。' },
      ]);
    if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500)
      return this.#fail(request, reply, 400, [
        {
          message: api
            ? '请求无法识别，请对照接口文档核对地址、参数和正文。'
            : '请求的内容无法识别，请从页面上重新操作。',
        },
      ]);
    this.app.log.error(
      { request: request.id, route: request.routeOptions.url, ...logged(error) },
      'request failed',
    );
    // The page of an error asks the database for the session: without it that would be another long wait.
    if (databaseSilent(error)) return this.#silent(request, reply);
    return this.#fail(request, reply, 500, [
      { message: '请稍后再试。如果一直这样，请把下面的编号告诉管理员。您的内容没有被改动。' },
    ]);
  }
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

/** The values of a query or form without U+0000, which no text has and PostgreSQL cannot store. */
export function withoutNul(values: unknown): Record<string, unknown> {
  const clean = (v: unknown): unknown => {
    if (typeof v === 'string') return v.replaceAll('\u0000', '');
    return Array.isArray(v) ? v.map(clean) : v;
  };
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, clean(value)]));
}

/** Answers what is no HTTP, or headers that are too large, and hangs up. */
function refuseSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = '请求无法识别。\n';
  const headers = [
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  const security = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${[...headers, ...security].join('\r\n')}\r\n\r\n${body}`);
}
