import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import type { Module } from '../src/modules/module.ts';
import { DiskFull, TooLarge, UploadArea } from '../src/platform/files/uploads.ts';
import type { FormState, RequestContext } from '../src/platform/http/route.ts';
import { Client, cloneDatabase, type TestDatabase } from './harness.ts';
import { send, startWith } from './http-kit.ts';

const MB = 1024 * 1024;

/** Every file that a submission of the form below was handed, read while it was there. */
const seen: { field: string; name: string; size: number; sha256: string; sm3: string; bytes: Buffer }[][] =
  [];

function page(ctx: RequestContext, form: FormState): string {
  const items = form.issues.map((i) => `<li>${i.field ?? ''}|${i.message}</li>`).join('');
  return `<ul>${items}</ul><form action="/test-upload"><input type="hidden" name="_once" value="${ctx.session?.once()}"><p>note=${String(form.values.note ?? '')}</p><p>later=${String(form.values.later ?? '')}</p></form>`;
}

/** A form with files as a module would declare it: at most two of 1 MB. */
const uploading: Module = {
  name: 'test-upload',
  console: {
    pages(face) {
      face.page({
        path: '/test-upload',
        access: { kind: 'signed-in' },
        render: async (ctx) => page(ctx, { values: {}, issues: [] }),
      });
      face.upload({
        path: '/test-upload',
        access: { kind: 'signed-in' },
        token: 'once',
        labels: { note: '说明', file: '文件' },
        body: z.object({ note: z.string().min(1), later: z.string().default('') }),
        limits: async () => ({ fileBytes: MB, files: 2 }),
        async submit(_ctx, { files }) {
          seen.push(files.map((f) => ({ ...f, bytes: fs.readFileSync(f.path) })));
          return { kind: 'redirect', to: '/test-upload' };
        },
        again: async (ctx, _input, form) => page(ctx, form),
      });
    },
  },
};

let database: TestDatabase;
let app: Awaited<ReturnType<typeof startWith>>;
let console_: string;
let clerk: Client;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: uploading });
  console_ = app.addresses.console ?? '';
  clerk = new Client(console_);
  expect((await clerk.signIn('zhoumin', DEMO_PASSWORD)).status).toBe(303);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const uploads = () => fs.readdirSync(path.join(app.dataDir, 'uploads'));
/** The answer may be there a moment before the last file is removed. */
const nothingLeft = () => expect.poll(uploads, { timeout: 5000 }).toEqual([]);
const fields = async (more: Record<string, string> = {}): Promise<Record<string, string>> => ({
  ...(await clerk.get('/test-upload')).hidden('/test-upload'),
  note: '说明文字',
  ...more,
});

describe('a form with files', () => {
  test('[R-SEC-01] is handed its files on disk, hashed, and nothing is left of them afterwards', async () => {
    const bytes = randomBytes(MB);
    const before = seen.length;
    const answer = await clerk.upload('/test-upload', await fields(), [
      { field: 'file', name: '附件 一.pdf', bytes },
      { field: 'file', name: 'empty.txt', bytes: '' },
    ]);
    expect(answer.status).toBe(303);
    const [first, second, ...more] = seen[before] ?? [];
    expect(more).toEqual([]);
    expect(first).toMatchObject({ field: 'file', name: '附件 一.pdf', size: MB });
    expect(first?.bytes.equals(bytes)).toBe(true);
    expect(first?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(first?.sm3).toBe(createHash('sm3').update(bytes).digest('hex'));
    expect(second).toMatchObject({ name: 'empty.txt', size: 0 });
    await nothingLeft();
  });

  test('an unchosen file field is no file', async () => {
    const before = seen.length;
    expect(
      (await clerk.upload('/test-upload', await fields(), [{ field: 'file', name: '', bytes: '' }])).status,
    ).toBe(303);
    expect(seen[before]).toEqual([]);
  });

  test('one byte too many is refused with the form kept as far as it had come, and nothing is acted on', async () => {
    const before = seen.length;
    const answer = await clerk.upload('/test-upload', await fields(), [
      { field: 'file', name: 'a.pdf', bytes: randomBytes(10) },
      { field: 'file', name: 'b.pdf', bytes: randomBytes(MB + 1) },
    ]);
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('file|文件超过 1 MB 的上限，没有保存。');
    expect(answer.text).toContain('note=说明文字');
    expect(seen.length).toBe(before);
    await nothingLeft();
    expect((await clerk.get('/test-upload')).status).toBe(200);
  });

  test('a body far too large is refused before it has been read to the end', async () => {
    const socket = net.connect(Number(new URL(console_).port), '127.0.0.1');
    const boundary = 'xyz';
    const once = (await fields())._once;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="_once"\r\n\r\n${once}\r\n--${boundary}\r\ncontent-disposition: form-data; name="note"\r\n\r\nkept words\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
    const cookie = [...clerk.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    let answer = '';
    let sent = 0;
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        answer += String(chunk);
        if (answer.includes('kept words')) resolve();
      });
      // Half a gigabyte is promised; chunks follow until the answer is there.
      socket.write(
        `POST /test-upload HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncookie: ${cookie}\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\ncontent-length: 536870912\r\n\r\n${head}`,
      );
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        if (answer.includes('kept words') || socket.destroyed) return;
        sent += chunk.length;
        socket.write(chunk, () => setTimeout(more, 2));
      };
      more();
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
    expect(sent).toBeLessThan(64 * MB);
    await nothingLeft();
  });

  test('too many files are refused, and what is wrong with the fields stands at the fields', async () => {
    const three = ['a', 'b', 'c'].map((name) => ({ field: 'file', name: `${name}.pdf`, bytes: 'x' }));
    const answer = await clerk.upload('/test-upload', await fields(), three);
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('file|一次最多上传 2 个文件');
    const wrong = await clerk.upload('/test-upload', await fields({ note: '', later: '后面' }), [three[0]!]);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('note|请填写说明。');
    expect(wrong.text).toContain('later=后面');
    // The browser forgets the chosen file; the page says so.
    expect(wrong.text).toContain('file|请重新选择文件');
    await nothingLeft();
  });

  test('[R-SEC-01] a secrecy mark in a field or in the name of a file stops it; nothing of the form is repeated', async () => {
    const before = seen.length;
    for (const [more, name] of [
      [{ later: '机密★5年' }, 'a.pdf'],
      [{}, '机密★五年 名单.pdf'],
    ] as const) {
      const answer = await clerk.upload('/test-upload', await fields(more), [
        { field: 'file', name, bytes: 'x' },
      ]);
      expect([name, answer.status]).toEqual([name, 422]);
      expect(answer.text).toContain('密级标志');
      expect(answer.html).not.toContain('五年');
      expect(answer.html).not.toContain('说明文字');
    }
    expect(seen.length).toBe(before);
    await nothingLeft();
  });

  test('needs a session, a page of the same origin and its token; nobody else’s bytes are kept', async () => {
    const before = seen.length;
    const file = [{ field: 'file', name: 'a.pdf', bytes: randomBytes(1000) }];
    const stranger = await new Client(console_).upload('/test-upload', { note: 'x' }, file);
    expect(stranger.status).toBe(303);
    expect(stranger.location).toMatch(/^\/signin/);
    const foreign = await clerk.upload('/test-upload', await fields(), file, {
      'sec-fetch-site': 'cross-site',
    });
    expect(foreign.status).toBe(403);
    const stale = await clerk.upload('/test-upload', { ...(await fields()), _once: 'made.up' }, file);
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('note=说明文字');
    expect(seen.length).toBe(before);
    await nothingLeft();
  });

  test('bodies that are no multipart form, or a broken one, get a sentence and not an error', async () => {
    const cookie = [...clerk.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const post = (type: string, body: string) =>
      send(console_, '/test-upload', {
        method: 'POST',
        headers: { cookie, 'content-type': type, 'sec-fetch-site': 'same-origin' },
        body,
      });
    expect((await post('application/x-www-form-urlencoded', 'note=x')).status).toBe(415);
    for (const [type, body] of [
      ['multipart/form-data', 'nothing'],
      ['multipart/form-data; boundary=x', 'nothing'],
      ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\ncut'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n1\r\n--x--\r\n',
      ],
    ] as const) {
      const answer = await post(type, body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(answer.body).toMatch(/不完整或无法识别/);
    }
    // A form without files takes no multipart body: nothing of it would be read.
    const plain = await send(console_, '/signin', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'sec-fetch-site': 'same-origin' },
      body: '--x--\r\n',
    });
    expect(plain.status).toBe(415);
    await nothingLeft();
  });

  test('a sender who hangs up in the middle leaves nothing behind', async () => {
    const once = (await fields())._once;
    const cookie = [...clerk.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const socket = net.connect(Number(new URL(console_).port), '127.0.0.1');
    const part = (disposition: string, body: string) =>
      `--x\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${body}`;
    socket.write(
      `POST /test-upload HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncookie: ${cookie}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 900000\r\n\r\n${part('name="_once"', `${once}\r\n`)}${part('name="file"; filename="a.bin"', 'begun'.repeat(10_000))}`,
    );
    await expect.poll(() => uploads().length, { timeout: 5000 }).toBe(1);
    socket.destroy();
    await nothingLeft();
    expect((await clerk.get('/test-upload')).status).toBe(200);
  });
});

describe('[R-SEC-03] a form with files that comes after the end of its session', () => {
  const FILES = [
    { field: 'file', name: '会议材料 一.pdf', bytes: randomBytes(2 * MB) },
    { field: 'file', name: '名单.xlsx', bytes: randomBytes(1000) },
  ];
  const end = (client: Client) =>
    app
      .office!.db.updateTable('session')
      .set({ ended_at: app.office!.clock.now(), end_reason: 'idle' })
      .where('token_hash', '=', createHash('sha256').update(client.cookies.get('mt_session')!).digest('hex'))
      .execute();
  async function stopped() {
    const client = new Client(console_);
    await client.signIn('zhoumin', DEMO_PASSWORD);
    const form = (await client.get('/test-upload')).hidden('/test-upload');
    await end(client);
    return {
      client,
      page: await client.upload('/test-upload', { ...form, note: '说明 <一>', later: '后面' }, FILES),
    };
  }

  test('keeps what was typed, says which files must be chosen again, and leaves none of them here', async () => {
    const before = seen.length;
    const { client, page } = await stopped();
    expect(page.status).toBe(409);
    expect(page.text).toContain('选择的文件没有保存，继续提交时须重新选择');
    expect(page.text).toContain('会议材料 一.pdf、名单.xlsx');
    expect(uploads()).toEqual([]);
    const files = { keptFiles: FILES.map((f) => `file/${f.name}`) };
    const back = await client.submit(page, '/signin', {
      username: 'zhoumin',
      password: DEMO_PASSWORD,
      ...files,
    });
    expect(back.text).toContain('重新选择：会议材料 一.pdf、名单.xlsx');
    expect(back.html).toMatch(/<form[^>]*action="\/test-upload"[^>]*enctype="multipart\/form-data"/);
    expect(back.html).toMatch(/<input[^>]*name="file"[^>]*type="file"[^>]*multiple/);
    const fields = back.hidden('/test-upload');
    expect(fields).toMatchObject({ note: '说明 <一>', later: '后面' });
    const sent = await client.upload('/test-upload', fields, [{ ...FILES[1]!, name: '名单.xlsx' }]);
    expect([sent.status, sent.location]).toEqual([303, '/test-upload']);
    expect(seen.slice(before).map((s) => s.map((f) => f.name))).toEqual([['名单.xlsx']]);
    await nothingLeft();
  });

  test('of a stranger nothing is read, of somebody else nothing is shown, with a secrecy mark nothing is repeated', async () => {
    const { client, page } = await stopped();
    const other = await client.submit(page, '/signin', { username: 'gujianguo', password: DEMO_PASSWORD });
    expect([other.status, other.text.includes('另一位同事填写的'), other.html.includes('会议材料')]).toEqual([
      200,
      true,
      false,
    ]);
    const marked = new Client(console_);
    await marked.signIn('zhoumin', DEMO_PASSWORD);
    await end(marked);
    const refused = await marked.upload('/test-upload', { note: '一般说明' }, [
      { field: 'file', name: '机密★5年.pdf', bytes: 'x' },
    ]);
    expect([refused.status, refused.html.includes('一般说明'), refused.html.includes('★')]).toEqual([
      422,
      false,
      false,
    ]);
    await nothingLeft();
  });
});

describe('the upload area', () => {
  const area = async (reserve = 0) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-area-'));
    const a = new UploadArea(folder, reserve);
    return { a, folder, done: () => fs.rmSync(folder, { recursive: true }) };
  };

  test('removes at the start what killed processes have left, and nothing of those that run', async () => {
    const { a, folder, done } = await area();
    // 2^22 is above the largest process number of Linux; 1 always runs.
    for (const name of ['4194305-dead', '1-alive', `${process.pid}-before`, 'strange'])
      fs.writeFileSync(path.join(folder, name), 'x');
    expect(await a.open()).toBe(3);
    expect(fs.readdirSync(folder)).toEqual(['1-alive']);
    expect(fs.statSync(path.join(folder)).mode & 0o077).toBe(0);
    done();
  });

  test('files are for nobody else to read, too large ones are gone at once', async () => {
    const { a, folder, done } = await area();
    const taken = await a.take(Readable.from([Buffer.from('abc')]), 3);
    expect(fs.statSync(taken.path).mode & 0o777).toBe(0o600);
    await expect(a.take(Readable.from([Buffer.from('abcd')]), 3)).rejects.toThrow(TooLarge);
    expect(fs.readdirSync(folder)).toEqual([path.basename(taken.path)]);
    done();
  });

  test('leaves the reserve of the disk alone', async () => {
    const { a, done } = await area(Number.MAX_SAFE_INTEGER);
    await expect(a.need(1)).rejects.toThrow(DiskFull);
    done();
  });
});
