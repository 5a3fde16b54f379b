import net from 'node:net';
import { median, quantile } from './report.ts';

/** What a round of requests gave: per second, and milliseconds of one. */
export interface Load {
  perSecond: number;
  p50: number;
  p95: number;
}

/**
 * Asks for a page over and over on a few connections that stay open, each with one request under way, for a bounded time.
 * Reads no more of an answer than its head and length: the asking side shares the machine and must cost little.
 * @throws Error when an answer is not 200
 */
export async function load(
  port: number,
  path: string,
  connections: number,
  milliseconds: number,
): Promise<Load> {
  const until = performance.now() + milliseconds;
  const request = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
  const begin = performance.now();
  const took = (
    await Promise.all(Array.from({ length: connections }, () => lane(port, request, until)))
  ).flat();
  const all = performance.now() - begin;
  return { perSecond: (took.length * 1000) / all, p50: median(took), p95: quantile(took, 0.95) };
}

function lane(port: number, request: string, until: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const took: number[] = [];
    const socket = net.connect(port, '127.0.0.1');
    let sent = 0;
    let missing = 0;
    let head = '';
    const ask = () => {
      sent = performance.now();
      socket.write(request);
    };
    socket.setNoDelay(true);
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      if (missing === 0) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
        if (!head.startsWith('HTTP/1.1 200') || length === undefined)
          return socket.destroy(new Error(`not answered: ${head.slice(0, end)}`));
        missing = Number(length) - (head.length - end - 4);
        head = '';
      } else missing -= chunk.length;
      if (missing > 0) return;
      const now = performance.now();
      took.push(now - sent);
      if (now < until) ask();
      else socket.end(() => resolve(took));
    });
  });
}
