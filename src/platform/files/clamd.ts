import net from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Outbound } from '../outbound.ts';

/** Where a virus scanner listens: a host and port, or a socket of this machine. */
export type ScannerAddress = { host: string; port: number } | { path: string };

/** The scanner gave no answer that could be relied on. What was to be scanned must not go on. */
export class ScannerFailed extends Error {}

/** Looks for what is harmful in bytes. */
export interface Scanner {
  /** @returns the name of what was found, or undefined when nothing was. @throws ScannerFailed */
  scan(bytes: Readable, timeoutMs: number): Promise<string | undefined>;
}

/** A scanner that speaks the protocol of ClamAV's clamd (INSTREAM). */
export function openClamd(address: ScannerAddress, outbound: Outbound): Scanner {
  return {
    async scan(bytes, timeoutMs) {
      const deadline = AbortSignal.timeout(timeoutMs);
      let socket: net.Socket | undefined;
      try {
        socket =
          'path' in address
            ? await connectLocal(address.path)
            : await outbound.connect(address.host, address.port, Math.min(timeoutMs, 10_000));
        const open = socket;
        deadline.addEventListener('abort', () => open.destroy(new Error('timed out')), { once: true });
        const answer = readAnswer(open);
        // The scanner may hang up in the middle, for example at its own limit of length: its answer is what counts.
        await Promise.race([send(open, bytes), answer.catch(() => undefined)]);
        return verdict(await answer);
      } catch (error) {
        if (error instanceof ScannerFailed) throw error;
        throw new ScannerFailed(deadline.aborted ? 'no answer in time' : String(error));
      } finally {
        socket?.destroy();
        bytes.destroy();
      }
    },
  };
}

function connectLocal(path: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket.off('error', reject)));
  });
}

/** Command, then pieces with their length before them, then a length of nothing. */
async function send(socket: net.Socket, bytes: Readable): Promise<void> {
  socket.write('zINSTREAM\0');
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    while (!socket.write(chunk) && !socket.destroyed && socket.writableNeedDrain) await pause(5);
    if (socket.destroyed) return;
  }
  socket.write(Buffer.alloc(4));
}

function readAnswer(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
      if (answer.includes('\0')) resolve(answer.replace(/\0.*$/s, ''));
      else if (answer.length > 10_000) reject(new ScannerFailed('unreadable answer'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new ScannerFailed('closed without an answer')));
  });
}

/** Nothing but a plain OK lets a file pass. */
function verdict(answer: string): string | undefined {
  if (answer === 'stream: OK') return undefined;
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found) return found.slice(0, 200);
  throw new ScannerFailed(answer.slice(0, 200));
}
