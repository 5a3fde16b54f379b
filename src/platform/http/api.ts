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
import { withoutNul } from './face.ts';
import type { AppContext } from './route.ts';

/** A read of the public interface: what goes in, what comes out, in words for its document. */
export interface ApiRead<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType> {
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  answer: R;
  read(app: AppContext, input: { params: z.output<P>; query: z.output<Q> }): Promise<z.input<R>>;
}

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
          description: '读取已向社会公开的政府信息。无须登录；撤回的内容立即不再返回。',
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
