import http from 'node:http';
import net from 'node:net';
import { expect } from 'vitest';
import { z } from 'zod';
import type { RunningApp } from '../src/app.ts';
import { MODULES } from '../src/house.ts';
import type { Module } from '../src/modules/module.ts';
import { systemClock } from '../src/platform/clock.ts';
import { type Page, startTestApp, type TestDatabase } from './harness.ts';

/* What the tests of HTTP share: requests that no browser would send, and the reading of forms. */

export type FaceName = 'portal' | 'console' | 'api';

/** A page that breaks as any page might, on every face. */
export const faulty: Module = {
  name: 'fault',
  portal: { pages: (face) => face.page({ path: '/test-fault', access: { kind: 'public' }, render: broken }) },
  console: {
    pages: (face) => face.page({ path: '/test-fault', access: { kind: 'public' }, render: broken }),
  },
  api: (api) => api.read({ path: '/api/test-fault', summary: '故障', answer: z.object({}), read: broken }),
};

async function broken(): Promise<never> {
  throw new Error('password of /home/secret: select * from account');
}

/** Starts the program, with a module besides its own or another environment. */
export async function startWith(
  database: TestDatabase,
  o: { extra?: Module; env?: Record<string, string>; dataDir?: string },
): Promise<RunningApp & { dataDir: string }> {
  const modules = MODULES as Module[];
  if (o.extra) modules.push(o.extra);
  try {
    return await startTestApp(database, {
      clock: systemClock,
      ...(o.env ? { env: o.env } : {}),
      ...(o.dataDir ? { dataDir: o.dataDir } : {}),
    });
  } finally {
    if (o.extra) modules.splice(modules.indexOf(o.extra), 1);
  }
}

/** An answer as it came. */
export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A request to an origin with exactly these headers; follows nothing and checks nothing. */
export function send(
  origin: string,
  path: string,
  o: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, path, method: o.method ?? 'GET', headers: o.headers ?? {}, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    request.on('error', reject);
    request.end(o.body);
  });
}

/** Sends these bytes to an origin and returns everything that comes back. */
export function wire(origin: string, text: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (part) => {
      answer += String(part);
    });
    socket.on('close', () => resolve(answer));
    // A server that refuses to read on may reset the connection after its answer.
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
  });
}

/** Headers of a form, and of one that a browser sends from a page of the same origin. */
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
export const SAME = { ...FORM, 'sec-fetch-site': 'same-origin' };

/** Every answer whatever carries the headers that keep a page from being misused. */
export function expectSecured(answer: Answer): void {
  const policy = answer.headers['content-security-policy'] ?? '';
  const directives = new Map(
    String(policy)
      .split(';')
      .map((d) => [d.trim().split(/\s+/)[0], d.trim().split(/\s+/).slice(1)]),
  );
  expect(
    [...directives].filter(
      ([, sources]) => !sources || sources.some((s) => s !== "'self'" && s !== "'none'"),
    ),
  ).toEqual([]);
  expect(directives.get('default-src')).toEqual(["'none'"]);
  for (const name of ['base-uri', 'frame-ancestors']) expect(directives.get(name)).toEqual(["'none'"]);
  expect(directives.get('form-action')).toEqual(["'self'"]);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(answer.headers['x-frame-options']).toBe('DENY');
  expect(answer.headers['referrer-policy']).toMatch(/^(same-origin|no-referrer)$/);
  expect(answer.headers['x-powered-by']).toBeUndefined();
  expect(answer.headers.server).toBeUndefined();
}

/** What a form of a page holds under a name, as a browser would send it. */
export function filled(html: string, name: string): string[] {
  const values: string[] = [];
  const controls = html.matchAll(
    /<input\b(?:[^>"]|"[^"]*")*>|<textarea\b[^>]*>([\s\S]*?)<\/textarea>|<select\b[^>]*>([\s\S]*?)<\/select>/g,
  );
  for (const [tag, area, options] of controls) {
    const attribute = (text: string, key: string) =>
      decoded(new RegExp(`\\s${key}="([^"]*)"`).exec(text)?.[1]);
    const head = /^<\w+(?:[^>"]|"[^"]*")*>/.exec(tag)?.[0] ?? '';
    if (attribute(head, 'name') !== name) continue;
    if (area !== undefined) values.push(decoded(area)!.replace(/^\n/, ''));
    else if (options !== undefined) {
      const chosen = [...options.matchAll(/<option[^>]*>/g)]
        .map((m) => m[0])
        .find((o) => /\sselected\b/.test(o));
      values.push(attribute(chosen ?? /<option[^>]*>/.exec(options)?.[0] ?? '', 'value') ?? '');
    } else if (/type="(radio|checkbox)"/.test(head)) {
      if (/\schecked\b/.test(head)) values.push(attribute(head, 'value') ?? 'on');
    } else values.push(attribute(head, 'value') ?? '');
  }
  return values.map((v) => v.replace(/\r\n?/g, '\n'));
}

function decoded(text: string | undefined): string | undefined {
  return text
    ?.replace(/&quot;/g, '"')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** Texts of the error summary with the field each links to. */
export function summary(page: Page): { field: string | undefined; text: string }[] {
  const list = /class="mc-errs"[\s\S]*?<ul>([\s\S]*?)<\/ul>/.exec(page.html)?.[1] ?? '';
  return [...list.matchAll(/<li>(?:<a href="#f-([^"]+)">)?([^<]*)/g)].map((m) => ({
    field: m[1],
    text: decoded(m[2])!,
  }));
}

/** The message that stands at a field. */
export function messageAt(page: Page, field: string): string {
  const message =
    new RegExp(`<p class="msg" id="f-${field}-msg">([\\s\\S]*?)</p>`).exec(page.html)?.[1] ?? '';
  return decoded(message.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<[^>]+>/g, ''))!.trim();
}
