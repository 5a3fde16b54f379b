import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { databaseSilent } from '../db/pool.ts';
import { Forbidden, type Issue, NotFound, Refusal, TooMany } from '../errors.ts';
import { logged } from '../log.ts';
import { contextOf } from './answers.ts';
import type { FaceBehaviour, Notice, Served } from './behaviour.ts';
import { TooManyFields } from './form-body.ts';
import { SECURITY_HEADERS } from './guard.ts';

/** Headings of refusals, by status. */
export const TITLES: Readonly<Record<number, string>> = {
  400: '请求无法识别',
  403: '没有权限',
  404: '没有找到页面',
  405: '不能这样访问',
  409: '现在不能办理',
  413: '内容太大',
  415: '格式不支持',
  422: '填写有误',
  429: '操作太频繁',
  500: '系统出了问题',
  503: '系统暂时不能使用',
  507: '磁盘空间不足',
};

/** Answers with the error page of a status and the sentences that explain it. */
export async function fail(
  face: Served,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  issues: readonly Issue[],
): Promise<FastifyReply> {
  const error = { status, title: TITLES[status] ?? '出了问题', issues, requestId: request.id };
  let html: string;
  try {
    html = await face.behaviour.errorPage(await contextOf(face, request), error);
  } catch (thrown) {
    // The error page itself needs the database; without it a plain sentence must do.
    face.app.log.error({ request: request.id, ...logged(thrown) }, 'no error page');
    return silent(request, reply);
  }
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(face.behaviour.errorType ?? 'text/html; charset=utf-8')
    .send(html);
}

/** A plain sentence that needs nothing: for when the database does not answer. */
function silent(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers({ 'cache-control': 'no-store', 'retry-after': 30 })
    .type('text/plain; charset=utf-8')
    .send(
      `系统暂时不能使用，请稍后再试。如果刚才提交了内容，请用浏览器的“后退”回到原页面，内容还在。编号：${request.id}`,
    );
}

/** Bytes as people read them. */
function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${Math.floor(bytes / 1024)} kB`;
}

/** Answers what a handler or hook has thrown. */
export async function answerError(
  face: Served,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const error = thrown as Error & { statusCode?: number; code?: string };
  if (error instanceof NotFound) return fail(face, request, reply, 404, [{ message: error.message }]);
  if (error instanceof Forbidden) return fail(face, request, reply, 403, [{ message: error.message }]);
  if (error instanceof Refusal) return fail(face, request, reply, error.status, error.issues);
  if (error instanceof TooMany) {
    reply.header('retry-after', error.retryAfter);
    return fail(face, request, reply, 429, [{ message: error.message }]);
  }
  const api = face.behaviour.name === 'api';
  if (error.statusCode === 413)
    return fail(face, request, reply, 413, [
      {
        message: api
          ? `请求正文超过 ${size(request.routeOptions.bodyLimit)}，请分批提交。`
          : error instanceof TooManyFields
            ? error.message
            : `提交的内容超过 ${size(request.routeOptions.bodyLimit)}，请缩短后再提交。请用浏览器的“后退”回到原页面，内容还在。`,
      },
    ]);
  if (error.statusCode === 415)
    return fail(face, request, reply, 415, [
      { message: api ? '正文应为 JSON（application/json）。' : '本站不接收这种格式的内容。' },
    ]);
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500)
    return fail(face, request, reply, 400, [
      {
        message: api
          ? '请求无法识别，请对照接口文档核对地址、参数和正文。'
          : '请求的内容无法识别，请从页面上重新操作。',
      },
    ]);
  face.app.log.error(
    { request: request.id, route: request.routeOptions.url, ...logged(error) },
    'request failed',
  );
  // The page of an error asks the database for the session: without it that would be another long wait.
  if (databaseSilent(error)) return silent(request, reply);
  return fail(face, request, reply, 500, [
    { message: '请稍后再试。如果一直这样，请把下面的编号告诉管理员。您的内容没有被改动。' },
  ]);
}

/** What Node's parser does not read to its end; a browser sends such an address for a form with a long text. */
const TOO_LONG: Notice = {
  title: '网址太长',
  sentences: [
    '您打开的网址太长，本站没有接收。',
    '如果是在搜索：请只输入几个关键词或者一句话，不要粘贴整篇文字。',
    '从别处复制的网址，请检查是否多复制了内容。',
  ],
  again: false,
};

/** Answers what is no HTTP, or an address or headers that are too large, and hangs up. */
export function refuseSocket(
  error: Error & { code?: string },
  socket: Socket,
  by: Pick<FaceBehaviour, 'noticePage'>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const status = tooLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const page = tooLong ? by.noticePage?.(TOO_LONG) : undefined;
  const body = page ?? Buffer.from(`${tooLong ? TOO_LONG.sentences.join('') : '请求无法识别。'}\n`);
  const headers = [
    `content-type: text/${page ? 'html' : 'plain'}; charset=utf-8`,
    `content-length: ${body.length}`,
    'cache-control: no-store',
    'connection: close',
  ];
  const security = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${status}\r\n${[...headers, ...security].join('\r\n')}\r\n\r\n`);
  socket.end(body);
}
