import type { ChildProcess } from 'node:child_process';
import http from 'node:http';
import { joinMetrics } from './platform/metrics-text.ts';
import type { ChildQuestion, ChildReport } from './runtime.ts';

/* The health port: what the supervisor knows itself, and what it asks its processes for. Loads no library. */

/** A process that does not answer within this time stands still; milliseconds. */
const PATIENCE = 3000;

/** What the health port reports on. */
export interface Watched {
  /** Whether everything has been started and nothing is being stopped. */
  serving(): boolean;
  /** The processes by name. */
  children(): ReadonlyMap<string, ChildProcess>;
}

let asked = 0;
const waiting = new Map<number, (lines: string[]) => void>();

/** Takes the answers out of what a process reports. */
export function hearAnswer(message: ChildReport): void {
  if (message.kind === 'answer') waiting.get(message.id)?.(message.lines);
}

/** Asks a process. @returns its answer; undefined when it does not answer in time or is gone */
function ask(child: ChildProcess, what: ChildQuestion['what']): Promise<string[] | undefined> {
  const id = ++asked;
  return new Promise((resolve) => {
    const end = (answer: string[] | undefined) => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(answer);
    };
    const timer = setTimeout(() => end(undefined), PATIENCE);
    waiting.set(id, end);
    if (!child.connected) end(undefined);
    else
      child.send({ id, what } satisfies ChildQuestion, (error) => {
        if (error) end(undefined);
      });
  });
}

async function readiness(watched: Watched): Promise<[status: number, body: string]> {
  if (!watched.serving()) return [503, 'not ready'];
  const problems = await Promise.all(
    [...watched.children()].map(async ([name, child]) => {
      const answer = await ask(child, 'problems');
      return (answer ?? ['没有应答']).map((problem) => `${name}：${problem}`);
    }),
  );
  const all = problems.flat();
  return all.length === 0 ? [200, 'ready'] : [503, `not ready\n${all.join('\n')}`];
}

async function metrics(watched: Watched): Promise<string> {
  const texts = await Promise.all(
    [...watched.children()].map(async ([name, child]) => {
      const answer = await ask(child, 'metrics');
      const up = `# HELP mingtang_up Whether the process answers\n# TYPE mingtang_up gauge\nmingtang_up{process="${name}"} ${answer ? 1 : 0}`;
      return [up, ...(answer ?? [])].join('\n');
    }),
  );
  return joinMetrics(texts);
}

/**
 * Serves /healthz, /readyz and /metrics on loopback.
 * @throws Error when the port is taken
 */
export function serveHealth(port: number, watched: Watched): Promise<http.Server> {
  const answer = async (url: string | undefined): Promise<[status: number, body: string]> => {
    if (url === '/healthz') return [200, 'ok'];
    if (url === '/readyz') return readiness(watched);
    if (url === '/metrics') return [200, (await metrics(watched)).trimEnd()];
    return [404, 'not found'];
  };
  const server = http.createServer(async (request, response) => {
    const [status, body] = await answer(request.url);
    const version = request.url === '/metrics' ? '; version=0.0.4' : '';
    response
      .writeHead(status, {
        'content-type': `text/plain${version}; charset=utf-8`,
        'cache-control': 'no-store',
      })
      .end(`${body}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
