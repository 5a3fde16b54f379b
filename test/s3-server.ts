import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';

/*
 * A service that speaks S3: s3rver keeps the objects, and a front before it does what s3rver leaves out: it proves the
 * signatures (AWS Signature Version 4, written here from its description), compares the hash and length that were signed
 * with what came, and stores nothing that was cut off. s3rver answers no long listing on this version of Node by its
 * second protocol; the front asks it by its first.
 */

interface S3rver {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}

/** Starts the service on a free port with one bucket. */
export async function startS3(o: {
  directory: string;
  bucket: string;
  secret: string;
}): Promise<{ port: number; close(): Promise<void> }> {
  // The package has no types; this is all that is used of it.
  const name: string = 's3rver';
  const { default: Server } = (await import(name)) as {
    default: new (options: Record<string, unknown>) => S3rver;
  };
  const behind = new Server({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: o.directory,
    vhostBuckets: false,
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: o.bucket }],
  });
  const { port: behindPort } = await behind.run();
  const front = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const wrong = problem(request, body, o.secret);
    if (wrong) {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${wrong}</Code></Error>`);
      return;
    }
    const url = new URL(request.url ?? '', 'http://s3');
    if (url.searchParams.get('list-type') === '2') {
      url.searchParams.delete('list-type');
      url.searchParams.set('marker', url.searchParams.get('start-after') ?? '');
      url.searchParams.delete('start-after');
    }
    const { authorization: _a, 'x-amz-date': _d, 'x-amz-content-sha256': _s, ...headers } = request.headers;
    const onward = http.request(
      {
        host: '127.0.0.1',
        port: behindPort,
        method: request.method ?? 'GET',
        path: url.pathname + url.search,
        headers,
        agent: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.end(body);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as { port: number }).port,
    async close() {
      front.closeAllConnections();
      front.close();
      await behind.close();
    },
  };
}

const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const mac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/** What is wrong with a request, as S3 calls it; undefined for a good one. */
function problem(request: http.IncomingMessage, body: Buffer, secret: string): string | undefined {
  const authorization =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      request.headers.authorization ?? '',
    );
  if (!authorization) return 'AccessDenied';
  const [, credential = '', names = '', signature] = authorization;
  const [, date = '', region = '', service = '', end] = credential.split('/');
  const payload = String(request.headers['x-amz-content-sha256']);
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((n) => names.split(';').includes(n)))
    return 'AccessDenied';
  const url = new URL(request.url ?? '', 'http://s3');
  const encode = (s: string) =>
    encodeURIComponent(s).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map(([k, v]) => `${encode(k)}=${encode(v)}`)
      .sort()
      .join('&'),
    ...names.split(';').map((n) => `${n}:${String(request.headers[n]).trim()}`),
    '',
    names,
    payload,
  ].join('\n');
  const scope = `${date}/${region}/${service}/${end}`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${secret}`);
  if (mac(key, text).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  if (request.method === 'PUT') {
    if (Number(request.headers['content-length']) !== body.length) return 'IncompleteBody';
    if (payload !== 'UNSIGNED-PAYLOAD' && payload !== hash(body)) return 'XAmzContentSHA256Mismatch';
  }
  return undefined;
}
