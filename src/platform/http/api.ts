import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { NotFound } from '../errors.ts';
import type { AppContext } from './route.ts';
import { withoutNul } from './values.ts';

/** A read of the public interface: what goes in, what comes out, in words for its document. */
export interface ApiRead<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType> {
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  answer: R;
  read(app: AppContext, input: { params: z.output<P>; query: z.output<Q> }): Promise<z.input<R>>;
}

/** A question that cannot be answered: what is wrong, and what the problem document says besides. */
export interface ApiProblem {
  detail: string;
  more?: Readonly<Record<string, unknown>>;
}

/**
 * A computation of the public interface: JSON in, JSON out, nothing read that is not public, nothing changed. Anybody's
 * pages may ask it. The schemas are for the document only: `compute` gets the body as it came and judges it itself.
 */
export interface ApiCompute {
  path: string;
  summary: string;
  description: string;
  body: z.ZodType;
  answer: z.ZodType;
  /** For how many reads it counts under the limit on reading; 1 unless given. */
  weight?: number;
  compute(app: AppContext, body: unknown): Promise<{ answer: unknown } | { problem: ApiProblem }>;
}

/** Largest body of a computation, bytes. */
const COMPUTE_LIMIT = 256 * 1024;

/** The api face: reads of what the public can see, described by OpenAPI 3.1. Errors are problem documents (RFC 9457). */
export class ApiFace {
  readonly fastify: FastifyInstance;
  readonly app: AppContext;

  constructor(app: AppContext, fastify: FastifyInstance) {
    this.app = app;
    this.fastify = fastify;
    fastify.setValidatorCompiler(validatorCompiler);
    fastify.setSerializerCompiler(serializerCompiler);
    fastify.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: '明堂 政府信息公开接口',
          version: '1',
          description: '读取已向社会公开的政府信息，计算法定期限。无须登录；撤回的内容立即不再返回。',
        },
      },
      transform: jsonSchemaTransform,
      transformObject: jsonSchemaTransformObject,
    });
  }

  /** Declares a read that everybody may call. */
  read<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(spec: ApiRead<P, Q, R>): void {
    // The type of the schema is left open here: the caller's own types hold the handler to it.
    const schema: FastifySchema = {
      summary: spec.summary,
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { querystring: spec.query } : {}),
      response: { 200: spec.answer },
    };
    this.fastify.register(async (scope) => {
      scope.route({
        method: 'GET',
        url: spec.path,
        config: { access: { kind: 'public' } },
        schema,
        preValidation: async (request) => {
          request.query = withoutNul(request.query);
        },
        handler: async (request, reply) => {
          const answer = await spec.read(this.app, {
            params: request.params as z.output<P>,
            query: request.query as z.output<Q>,
          });
          return reply
            .header('cache-control', 'no-store')
            .header('access-control-allow-origin', '*')
            .send(answer);
        },
      });
    });
  }

  /** Declares a computation that everybody may ask for, from anywhere. */
  compute(spec: ApiCompute): void {
    const config = {
      access: { kind: 'public' },
      computes: true,
      ...(spec.weight === undefined ? {} : { weight: spec.weight }),
    } as const;
    const schema: FastifySchema = {
      summary: spec.summary,
      description: spec.description,
      body: spec.body,
      response: { 200: spec.answer },
    };
    this.fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        'application/json',
        { parseAs: 'string', bodyLimit: COMPUTE_LIMIT },
        scope.getDefaultJsonParser('error', 'error'),
      );
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
      });
      scope.route({
        method: 'POST',
        url: spec.path,
        config,
        bodyLimit: COMPUTE_LIMIT,
        schema,
        validatorCompiler: () => (value: unknown) => ({ value }),
        serializerCompiler: () => (value) => JSON.stringify(value),
        handler: async (request, reply) => {
          const result = await spec.compute(this.app, request.body);
          if ('answer' in result)
            return reply.type('application/json; charset=utf-8').send(result.answer as object);
          const status = 422;
          return reply
            .code(status)
            .type('application/problem+json; charset=utf-8')
            .send(
              JSON.stringify({
                ...result.problem.more,
                type: 'about:blank',
                title: '填写有误',
                status,
                detail: result.problem.detail,
                instance: request.id,
              }),
            );
        },
      });
      // Browsers ask before they send JSON to another origin.
      scope.route({
        method: 'OPTIONS',
        url: spec.path,
        config,
        schema: { hide: true },
        handler: async (_request, reply) =>
          reply
            .code(204)
            .headers({
              'access-control-allow-methods': 'POST',
              'access-control-allow-headers': 'content-type',
              'access-control-max-age': '86400',
            })
            .send(),
      });
    });
  }

  /** Serves the OpenAPI document. Called last, when every read is declared. */
  serveDocument(): void {
    this.fastify.register(async (scope) => {
      scope.route({
        method: 'GET',
        url: '/openapi.json',
        config: { access: { kind: 'public' } },
        schema: { hide: true },
        handler: async (_request, reply) =>
          reply.header('cache-control', 'no-store').send(this.fastify.swagger()),
      });
    });
  }
}

/** For reads of one thing: the thing, or the refusal that says there is none. */
export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw new NotFound('没有这份公开的文件。');
  return thing;
}
