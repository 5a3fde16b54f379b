import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_SIGHTS, PAGES, routeOf } from '../e2e/routes.ts';
import type { RunningApp } from '../src/app.ts';
import { cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';

/** GET addresses of each face in the order in which the faces are made: portal, then console. */
const declared: string[][] = [];
const listen = (message: unknown) => {
  const routes: string[] = [];
  declared.push(routes);
  (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => {
    if ([route.method].flat().includes('GET') && !route.url.startsWith('/assets/')) routes.push(route.url);
  });
};
let database: TestDatabase;
let app: RunningApp;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  subscribe('fastify.initialization', listen);
  app = await startTestApp(database, { faces: ['portal', 'console'] });
  unsubscribe('fastify.initialization', listen);
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

test.each([
  ['portal', 0],
  ['console', 1],
] as const)(
  'every page of the %s is on the list of those that are looked at, or has a reason not to be',
  (face, i) => {
    const listed = [...PAGES[face], ...Object.keys(NO_SIGHTS[face])];
    expect(listed.toSorted()).toEqual([...new Set(declared[i])].toSorted());
    expect(listed.length).toBe(new Set(listed).size);
  },
);

test('a path belongs to the most exact of the addresses', () => {
  expect(routeOf('console', '/documents/new')).toBe('/documents/new');
  expect(routeOf('console', '/documents/abcdefghjk')).toBe('/documents/:pid');
  expect(routeOf('portal', '/columns/policy/plan')).toBe('/columns/*');
  expect(routeOf('portal', '/sitemaps/2026-05.xml')).toBe('/sitemaps/:month.xml');
  expect(routeOf('portal', '/nowhere')).toBeUndefined();
});
