import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';
import { type FaceName, faulty, send, startWith } from './http-kit.ts';

let database: TestDatabase;
let app: RunningApp;

const at = (face: FaceName): string => app.addresses[face]!;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: faulty });
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

describe('the api', () => {
  type Schema = Record<string, unknown>;
  interface OpenApi {
    openapi: string;
    info: { title: string; version: string };
    paths: Record<
      string,
      Record<
        string,
        {
          summary?: string;
          operationId?: string;
          parameters?: {
            name: string;
            in: string;
            required?: boolean;
            schema?: Schema;
            description?: string;
          }[];
          responses: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
        }
      >
    >;
  }
  const document = async () => JSON.parse((await send(at('api'), '/openapi.json')).body) as OpenApi;

  test('describes itself by a valid OpenAPI 3.1 document that holds reads, and one computation', async () => {
    const d = await document();
    expect(d.openapi).toMatch(/^3\.1\.\d+$/);
    expect(d.info.title).toMatch(/\p{Script=Han}/u);
    expect(Object.keys(d.paths).sort()).toEqual([
      '/api/test-fault',
      '/api/v1/deadlines',
      '/api/v1/documents',
      '/api/v1/documents/{id}',
      '/api/v1/search',
    ]);
    for (const [path, methods] of Object.entries(d.paths)) {
      expect(Object.keys(methods)).toEqual([path === '/api/v1/deadlines' ? 'post' : 'get']);
      const read = methods.get ?? methods.post!;
      expect(read.summary).toMatch(/\p{Script=Han}/u);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      const parameters = read.parameters ?? [];
      expect(parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
      for (const p of parameters) {
        expect(['path', 'query']).toContain(p.in);
        if (p.in === 'path') expect(p.required).toBe(true);
        expect(p.schema).toBeTypeOf('object');
      }
      expect(new Set(parameters.map((p) => `${p.in} ${p.name}`)).size).toBe(parameters.length);
      expect(Object.keys(read.responses)).toContain('200');
      for (const [status, response] of Object.entries(read.responses)) {
        expect(status).toMatch(/^([1-5]\d\d|default)$/);
        // Required by the standard.
        expect(response.description).toBeTypeOf('string');
        for (const media of Object.values(response.content ?? {})) expect(media.schema).toBeTypeOf('object');
      }
    }
  });

  test('its schemas are those of JSON Schema 2020-12: no leftovers of 3.0, nothing that leads nowhere', async () => {
    const d = await document();
    const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
    const walk = (value: unknown, at: string): string[] => {
      if (Array.isArray(value)) return value.flatMap((v, i) => walk(v, `${at}/${i}`));
      if (typeof value !== 'object' || value === null) return [];
      const o = value as Schema;
      const isProperties = at.endsWith('/properties');
      const wrong = isProperties
        ? []
        : [
            ...('nullable' in o ? [`${at} nullable`] : []),
            ...('example' in o ? [`${at} example`] : []),
            ...(typeof o.exclusiveMinimum === 'boolean' || typeof o.exclusiveMaximum === 'boolean'
              ? [`${at} exclusive`]
              : []),
            ...(typeof o.type === 'string' && !TYPES.includes(o.type) ? [`${at} type ${o.type}`] : []),
            ...(typeof o.$ref === 'string' && !resolves(d, o.$ref) ? [`${at} ${o.$ref}`] : []),
            ...(Array.isArray(o.required) &&
            o.type === 'object' &&
            o.required.some((r) => !(String(r) in ((o.properties as Schema) ?? {})))
              ? [`${at} required`]
              : []),
          ];
      return [...wrong, ...Object.entries(o).flatMap(([k, v]) => walk(v, `${at}/${k}`))];
    };
    expect(walk(d, '#')).toEqual([]);
    function resolves(root: unknown, ref: string): boolean {
      return (
        ref.startsWith('#/') &&
        ref
          .slice(2)
          .split('/')
          .reduce<unknown>(
            (o, k) => (o as Schema | undefined)?.[k.replace(/~1/g, '/').replace(/~0/g, '~')],
            root,
          ) !== undefined
      );
    }
  });

  test('answers what the document says, and takes nothing but reads', async () => {
    const list = JSON.parse((await send(at('api'), '/api/v1/documents?size=3')).body) as {
      total: number;
      items: Record<string, unknown>[];
    };
    expect(list.items).toHaveLength(3);
    const d = await document();
    const schema = (path: string) =>
      d.paths[path]!.get!.responses['200']!.content!['application/json']!.schema as {
        properties: Record<string, { items: { properties: Schema } }>;
      };
    expect(Object.keys(list.items[0]!).sort()).toEqual(
      Object.keys(schema('/api/v1/documents').properties.items!.items.properties).sort(),
    );
    const one = JSON.parse(
      (await send(at('api'), `/api/v1/documents/${String(list.items[0]!.id)}`)).body,
    ) as Schema;
    expect(Object.keys(one).sort()).toEqual(Object.keys(schema('/api/v1/documents/{id}').properties).sort());
    // The link leads to the page of the portal.
    expect(String(one.url)).toBe(`${app.addresses.portal}/documents/${String(one.id)}`);
    expect((await send(at('portal'), new URL(String(one.url)).pathname)).status).toBe(200);
    const { origin } = new URL(at('api'));
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await send(at('api'), '/api/v1/documents', { method, headers: { origin } })).status).toBe(404);
  });

  test.each([
    ['/api/v1/nothing', 404],
    ['/', 404],
    ['/api/v1/documents/0000000000', 404],
    ['/api/v1/documents/x', 400],
    ['/api/v1/documents?page=0', 400],
    ['/api/v1/documents?page=999999999', 400],
    ['/api/v1/documents?size=101', 400],
    ['/api/v1/documents?year=now', 400],
    ['/api/v1/search', 400],
    ['/api/v1/search?q=', 400],
    ['/api/v1/search?q=a&page=101&size=100', 400],
    ['/api/test-fault', 500],
  ])('explains %s as a problem document, status %i, without cookies', async (path, status) => {
    const answer = await send(at('api'), path, { headers: { cookie: 'mt_session=x; mode=elder' } });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const problem = JSON.parse(answer.body) as Schema;
    expect(problem).toEqual({
      type: 'about:blank',
      status,
      title: expect.stringMatching(/\p{Script=Han}/u),
      detail: expect.stringMatching(/\p{Script=Han}.*。/u),
      instance: expect.stringMatching(/^[0-9a-z]{10}$/),
    });
  });

  test('may be read by the pages of others, and is not kept', async () => {
    const answer = await send(at('api'), '/api/v1/documents', {
      headers: { origin: 'https://data.example' },
    });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});
