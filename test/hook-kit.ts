import http from 'node:http';
import type net from 'node:net';

/** A call as the gateway got it. */
export interface HookCall {
  method: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** A gateway on the loopback interface. `answer` decides the status of each call, or undefined to hang up. */
export async function startGateway(
  answer: (call: HookCall, n: number) => { status: number; body?: string } | undefined,
): Promise<{ url: string; calls: HookCall[]; stop(): Promise<void> }> {
  const calls: HookCall[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (c: Buffer) => chunks.push(c));
    request.on('end', () => {
      const call = { method: request.method ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      calls.push(call);
      const said = answer(call, calls.length);
      if (!said) return request.socket.destroy();
      const location = said.status >= 300 && said.status < 400 ? { location: '/elsewhere' } : {};
      return response.writeHead(said.status, location).end(said.body ?? '');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/hook`,
    calls,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
