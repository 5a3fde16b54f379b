import type { FastifyReply, FastifyRequest } from 'fastify';
import { count } from '../metrics.ts';
import type { FaceBehaviour } from './behaviour.ts';

/** Seconds as people read them. */
function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} 秒` : `${seconds} 秒（约 ${Math.ceil(seconds / 60)} 分钟）`;
}

/** Answers a request that came too soon: a page that costs nothing to make. */
export function tooMany(
  reply: FastifyReply,
  request: FastifyRequest,
  by: Pick<FaceBehaviour, 'name' | 'noticePage'>,
  seconds: number,
): FastifyReply {
  count.limited(by.name);
  const sentence = `您所在的网络短时间内访问次数太多，请在 ${duration(seconds)}后再试。`;
  const bulk = '批量获取公开信息请使用开放接口，并放慢速度。';
  reply.code(429).headers({ 'retry-after': String(seconds), 'cache-control': 'no-store' });
  if (by.name === 'api')
    return reply.type('application/problem+json; charset=utf-8').send(
      JSON.stringify({
        type: 'about:blank',
        title: '操作太频繁',
        status: 429,
        detail: sentence + bulk,
        instance: request.id,
      }),
    );
  const read = request.method === 'GET' || request.method === 'HEAD';
  const sentences = read
    ? [sentence, '多人共用一个网络地址（如单位、学校的网络）时，次数合在一起计算。', bulk]
    : [sentence, '刚才提交的内容没有收到。请到时用浏览器的“后退”回到原页面，再提交一次，内容还在。'];
  if (!by.noticePage) return reply.type('text/plain; charset=utf-8').send(`${sentences.join('')}\n`);
  const cookies = request.server.parseCookie(request.headers.cookie ?? '');
  return reply
    .type('text/html; charset=utf-8')
    .send(by.noticePage({ title: '访问太频繁', sentences, again: read }, cookies));
}
