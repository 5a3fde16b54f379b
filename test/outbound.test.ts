import http from 'node:http';
import type net from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPublicAddress, OutboundRefused, openOutbound } from '../src/platform/outbound.ts';

/* The door outward: where it leads, and what cannot be led through it (SSRF). */

let server: http.Server;
let port: number;
/** Requests that have come in, by path. */
const asked: { url: string; method: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
const answers: Record<string, (request: http.IncomingMessage, response: http.ServerResponse) => void> = {
  '/ok': (_, r) => r.end('fine'),
  '/huge': (_, r) => {
    r.on('error', () => undefined);
    const more = () => {
      while (!r.destroyed && r.write(Buffer.alloc(64 * 1024)));
      r.once('drain', more);
    };
    more();
  },
  '/announced': (_, r) => {
    r.writeHead(200, { 'content-length': '999999999' });
    r.write('x');
  },
  '/slow': (_, r) => {
    r.writeHead(200);
    const drip = setInterval(() => r.write('x'), 50);
    r.on('close', () => clearInterval(drip));
  },
  '/silent': () => undefined,
  '/loop': (_, r) => r.writeHead(302, { location: '/loop' }).end(),
  '/once': (_, r) => r.writeHead(302, { location: '/ok' }).end(),
  '/see-other': (_, r) => r.writeHead(303, { location: '/ok' }).end(),
  '/kept': (_, r) => r.writeHead(307, { location: '/ok' }).end(),
  '/broken': (_, r) => {
    r.writeHead(200, { 'content-length': '100' });
    r.write('half');
    setTimeout(() => r.destroy(), 20);
  },
};
beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const url = request.url ?? '';
      asked.push({ url, method: request.method ?? '', headers: request.headers, body });
      const to = /^\/to\?(.+)$/.exec(url)?.[1];
      if (to) response.writeHead(302, { location: decodeURIComponent(to) }).end();
      else (answers[url] ?? ((_, r) => r.writeHead(404).end()))(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as net.AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A door for which names mean what is written here; everything else is not found. */
const door = (o: { names?: Record<string, string[]>; allow?: string[] } = {}) =>
  openOutbound({
    allow: o.allow ?? [],
    resolve: async (host) => o.names?.[host] ?? [],
  });
/** The same with our server behind a name that is allowed. */
const open = () => door({ names: { 'inside.example': ['127.0.0.1'] }, allow: [`inside.example:${port}`] });
const at = (path: string) => `http://inside.example:${port}${path}`;

describe('addresses', () => {
  test('[R-SEC-01] of no public network are told apart, in every way of writing them', () => {
    for (const address of [
      ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255'],
      ...['127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
      ...['192.0.0.8', '192.0.2.1', '192.168.0.1', '198.18.0.1', '198.51.100.7', '203.0.113.9'],
      ...['224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
      ...[
        '::',
        '::1',
        'fe80::1',
        'fc00::1',
        'fdff::1',
        'ff02::1',
        '2001:db8::1',
        '2002:7f00:1::',
        '64:ff9b::7f00:1',
      ],
      ...[
        '::ffff:127.0.0.1',
        '::ffff:10.0.0.1',
        '::FFFF:192.168.1.1',
        '::ffff:7f00:1',
        '::127.0.0.1',
        '::7f00:1',
      ],
      ...['2001::1', '100::1', '3fff::1', 'not an address', ''],
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
    for (const address of [
      ...[
        '1.1.1.1',
        '8.8.8.8',
        '100.63.255.255',
        '100.128.0.1',
        '172.15.0.1',
        '172.32.0.1',
        '192.167.1.1',
        '223.255.255.1',
      ],
      ...['2400:3200::1', '240e::1', '2606:4700::1111'],
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
  });

  test('[R-SEC-01] inside are refused under every spelling that a URL takes, and nothing is connected', async () => {
    const before = asked.length;
    for (const host of [
      ...['127.0.0.1', '127.1', '0x7f.0.0.1', '0177.0.0.1', '2130706433', '017700000001', '0', '0.0.0.0'],
      ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]'],
      ...['１２７.０.０.１', '127。0。0。1', '169.254.169.254'],
    ])
      await expect(door().fetch(`http://${host}:${port}/ok`), host).rejects.toThrow(OutboundRefused);
    await expect(door().connect('127.0.0.1', port)).rejects.toThrow(OutboundRefused);
    expect(asked.length).toBe(before);
  });

  test('a name is refused when any of its addresses is inside, and when it has none', async () => {
    const names = {
      'inside.example': ['127.0.0.1'],
      'mixed.example': ['8.8.8.8', '127.0.0.1'],
      'mapped.example': ['::ffff:127.0.0.1'],
      'six.example': ['::1'],
    };
    for (const host of [...Object.keys(names), 'nowhere.example'])
      await expect(door({ names }).fetch(`http://${host}:${port}/ok`), host).rejects.toThrow(OutboundRefused);
  });
});

describe('a name that changes its address', () => {
  test('[R-SEC-01] between the look and the connection gains nothing: what was looked at is connected to', async () => {
    let looks = 0;
    const rebinding = openOutbound({
      allow: ['10.99.0.0/16'],
      // First an address that is allowed (and where nobody is), then this machine.
      resolve: async () => (looks++ === 0 ? ['10.99.0.1'] : ['127.0.0.1']),
    });
    const before = asked.length;
    await expect(rebinding.fetch(`http://rebind.example:${port}/ok`, { timeoutMs: 700 })).rejects.toThrow();
    expect(looks).toBe(1);
    expect(asked.length).toBe(before);
  });

  test('is looked at again at every redirect', async () => {
    const calls: string[] = [];
    const turning = openOutbound({
      allow: [`first.example:${port}`],
      resolve: async (host) => {
        calls.push(host);
        return ['127.0.0.1'];
      },
    });
    await expect(
      turning.fetch(
        `http://first.example:${port}/to?${encodeURIComponent(`http://second.example:${port}/ok`)}`,
      ),
    ).rejects.toThrow(/second\.example.*内部网络/);
    expect(calls).toEqual(['first.example', 'second.example']);
  });
});

describe('redirects', () => {
  test('[R-SEC-01] to the inside, to other schemes and to other ports are refused', async () => {
    for (const target of [
      `http://127.0.0.1:${port}/ok`,
      `http://[::1]:${port}/ok`,
      'http://169.254.169.254/latest/meta-data/',
      `//127.0.0.1:${port}/ok`,
      'file:///etc/passwd',
      'gopher://inside.example/x',
      'ftp://inside.example/x',
      'http://inside.example:1/ok',
    ]) {
      const before = asked.length;
      await expect(open().fetch(at(`/to?${encodeURIComponent(target)}`)), target).rejects.toThrow(
        OutboundRefused,
      );
      expect([target, asked.length]).toEqual([target, before + 1]);
    }
  });

  test('are followed three times at most, with what may go along', async () => {
    expect(await (await open().fetch(at('/once'))).text()).toBe('fine');
    await expect(open().fetch(at('/loop'))).rejects.toThrow('转向次数过多');
    await expect(open().fetch(at('/once'), { maxRedirects: 0 })).rejects.toThrow('转向次数过多');
    // After "see other" nothing is sent again; after "the same elsewhere" everything is.
    await open().fetch(at('/see-other'), {
      method: 'POST',
      body: 'words',
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(asked.at(-1)).toMatchObject({ url: '/ok', method: 'GET', body: '' });
    await open().fetch(at('/kept'), { method: 'POST', body: 'words' });
    expect(asked.at(-1)).toMatchObject({ url: '/ok', method: 'POST', body: 'words' });
  });

  test('take no secrets to another origin', async () => {
    const two = door({
      names: { 'inside.example': ['127.0.0.1'], 'other.example': ['127.0.0.1'] },
      allow: [`inside.example:${port}`, `other.example:${port}`],
    });
    const headers = { Authorization: 'Bearer secret', Cookie: 'a=b', 'X-Plain': 'p' };
    await two.fetch(at(`/to?${encodeURIComponent(`http://other.example:${port}/ok`)}`), { headers });
    expect(asked.at(-1)?.headers).toMatchObject({ 'x-plain': 'p' });
    expect(asked.at(-1)?.headers).not.toHaveProperty('authorization');
    expect(asked.at(-1)?.headers).not.toHaveProperty('cookie');
    await two.fetch(at('/once'), { headers });
    expect(asked.at(-1)?.headers).toMatchObject({ authorization: 'Bearer secret', cookie: 'a=b' });
  });
});

describe('limits', () => {
  test('of length end an answer that is too long, announced or not', async () => {
    await expect(open().fetch(at('/announced'))).rejects.toThrow(/超过 1000000 字节/);
    const huge = await open().fetch(at('/huge'), { maxBytes: 100_000 });
    await expect(huge.arrayBuffer()).rejects.toThrow(/超过 100000 字节/);
  });

  test('of time end a silent answer and one that drips', async () => {
    const started = performance.now();
    await expect(open().fetch(at('/silent'), { timeoutMs: 300 })).rejects.toThrow('没有答复');
    const slow = await open().fetch(at('/slow'), { timeoutMs: 300 });
    await expect(slow.text()).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('an answer that breaks off is an error, not a short answer', async () => {
    const broken = await open().fetch(at('/broken'), { timeoutMs: 3000 });
    await expect(broken.text()).rejects.toThrow();
  });

  test('a body that breaks ends the call, also when it broke before the call', async () => {
    const breaking = new Readable({
      read() {
        this.push('some');
        this.destroy(new Error('the source broke'));
      },
    });
    await expect(open().fetch(at('/ok'), { method: 'PUT', body: breaking })).rejects.toThrow();
    const broken = Readable.from(['x']);
    broken.on('error', () => undefined).destroy(new Error('broke before'));
    await expect(open().fetch(at('/ok'), { method: 'PUT', body: broken, timeoutMs: 3000 })).rejects.toThrow();
  });
});

describe('what may be reached besides the public network', () => {
  test('is a host with its port, or a range; nothing beside it', async () => {
    expect(await (await open().fetch(at('/ok'))).text()).toBe('fine');
    const range = door({ allow: ['127.0.0.0/8'] });
    expect(await (await range.fetch(`http://127.0.0.1:${port}/ok`)).text()).toBe('fine');
    const six = door({ allow: ['fd00::/8'], names: { 'a.example': ['::1'] } });
    await expect(six.fetch(`http://a.example:${port}/ok`)).rejects.toThrow(OutboundRefused);
    const otherPort = door({
      names: { 'inside.example': ['127.0.0.1'] },
      allow: [`inside.example:${port + 1}`],
    });
    await expect(otherPort.fetch(at('/ok'))).rejects.toThrow(OutboundRefused);
    const upper = door({ names: { 'inside.example': ['127.0.0.1'] }, allow: [`INSIDE.example:${port}`] });
    expect((await upper.fetch(at('/ok'))).status).toBe(200);
    const socket = await range.connect('127.0.0.1', port);
    socket.destroy();
  });

  test('is read strictly: an entry that is neither stops the start', () => {
    for (const entry of ['inside.example', 'http://inside.example:80', '*', '10.0.0.0', 'a b:1', ':80'])
      expect(() => openOutbound({ allow: [entry] }), entry).toThrow(OutboundRefused);
  });

  test('schemes other than http and https lead nowhere', async () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://inside.example/',
      'data:text/plain,x',
      'gopher://inside.example/',
    ])
      await expect(open().fetch(url), url).rejects.toThrow(OutboundRefused);
  });
});
