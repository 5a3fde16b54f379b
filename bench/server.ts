import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { systemClock } from '../src/platform/clock.ts';
import type { DatabaseAddress } from '../src/platform/db/pool.ts';
import { keyringOf, newKeyFile } from '../src/platform/keyring.ts';
import { createLog } from '../src/platform/log.ts';

/*
 * A process that is measured by another: the portal, the console, or a bare node:http that answers every request with the
 * same bytes. A process of its own, so that the one who asks does not slow down the one who answers.
 */

/** What to serve, told by the starting process. */
export type Order =
  /** `kept`: pages are kept, as shipped; `port`: shared with others of its kind. */
  | {
      kind: 'portal';
      database: { app: DatabaseAddress; portal: DatabaseAddress };
      kept: boolean;
      port?: number;
    }
  | { kind: 'console'; database: { app: DatabaseAddress; portal: DatabaseAddress } }
  | { kind: 'bare' };
/** What the bare server is to answer from now on. */
export interface Answer {
  headers: Record<string, string>;
  body: string;
}

/** The address that is served, reported once. */
export interface Served {
  port: number;
}

async function program(order: Extract<Order, { kind: 'portal' | 'console' }>): Promise<number> {
  const app = await startApp({
    config: readConfig({}),
    faces: [order.kind],
    database: order.database,
    ports: { portal: (order.kind === 'portal' && order.port) || 0, console: 0, api: 0 },
    sharePorts: order.kind === 'portal' && order.port !== undefined,
    ...(order.kind === 'portal' && !order.kept ? { settings: { cacheMegabytes: 0 } } : {}),
    dataDir: path.join(os.tmpdir(), 'mingtang-bench'),
    clock: systemClock,
    keys: keyringOf(newKeyFile()),
    anchorsFolder: os.tmpdir(),
    log: createLog('warn', 'bench'),
  });
  return Number(new URL(app.addresses[order.kind] ?? '').port);
}

function bare(): Promise<number> {
  let answer: { headers: Record<string, string>; body: Buffer } = { headers: {}, body: Buffer.alloc(0) };
  process.on('message', (message: Answer) => {
    answer = { headers: message.headers, body: Buffer.from(message.body) };
    process.send?.('ok');
  });
  const server = http.createServer((_request, response) => {
    response.writeHead(200, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
    });
  });
}

process.once('message', async (order: Order) => {
  const served: Served = { port: order.kind === 'bare' ? await bare() : await program(order) };
  process.send?.(served);
});
process.once('disconnect', () => process.exit(0));
