import { createHash } from 'node:crypto';
import type { Page } from './harness.ts';

/* The two ways through a captcha, as a browser with and without JavaScript goes: nothing here is taken from the program. */

const plain = (html: string) =>
  html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** The proof of work of a page, solved by trying every number. @returns the field that the island fills */
export function provenWork(page: Page): { altcha: string } {
  const work = JSON.parse(plain(/data-captcha="([^"]*)"/.exec(page.html)?.[1] ?? '{}'));
  for (let number = 0; number <= work.maxnumber; number++)
    if (createHash('sha256').update(`${work.salt}${number}`).digest('hex') === work.challenge) {
      const { algorithm, challenge, salt, signature } = work;
      const payload = { algorithm, challenge, number, salt, signature };
      return { altcha: Buffer.from(JSON.stringify(payload)).toString('base64') };
    }
  throw new Error('the page has no work that can be proved');
}

const NUMBERS = '零一二三四五六七八九十';
const number = (words: string) => {
  const [tens, ones] = words.includes('十') ? words.split('十') : ['0', words];
  const digit = (w: string | undefined, none: number) => (w ? NUMBERS.indexOf(w) : none);
  return words.includes('十') ? digit(tens, 1) * 10 + digit(ones, 0) : digit(ones, 0);
};
const N = '([零一二三四五六七八九十]+)';
const SORTS: Record<string, RegExp> = {
  颜色: /色$/,
  水果: /苹果|香蕉|西瓜|葡萄|桃子|橘子/,
  动物: /老虎|白兔|山羊|大象|燕子|松鼠/,
  家具: /桌子|椅子|衣柜|书架|沙发|板凳/,
  交通工具: /火车|轮船|飞机|汽车|地铁|自行车/,
  季节: /季$/,
  天气: /下雨|刮风|打雷|下雪/,
};

/** The question of a page. */
export function questionOf(page: Page): string {
  return plain(/for="f-captchaAnswer">验证题：([^？]+？)/.exec(page.html)?.[1] ?? '');
}

/** The answer that a reader of the question would give. */
export function answerTo(question: string): string {
  const m = (pattern: string) => new RegExp(pattern).exec(question);
  const plus = m(`^${N}加${N}等于`) ?? m(`桌上有${N}本书，又放上${N}本`);
  if (plus) return String(number(plus[1]!) + number(plus[2]!));
  const minus = m(`^${N}减去${N}等于`) ?? m(`^${N}个人坐车，下去了${N}个`);
  if (minus) return String(number(minus[1]!) - number(minus[2]!));
  const odd = /哪一个是(.+)：(.+)？/.exec(question);
  if (odd) return odd[2]!.split('、').find((w) => SORTS[odd[1]!]!.test(w)) ?? '';
  const place = new RegExp(`“(.+)”，从左数第${N}个字`).exec(question);
  if (place) return place[1]!.split('、')[number(place[2]!) - 1] ?? '';
  throw new Error(`no answer to ${question}`);
}

/** The fields of a page's question, answered. */
export function answered(page: Page): { captchaAnswer: string } {
  return { captchaAnswer: answerTo(questionOf(page)) };
}
