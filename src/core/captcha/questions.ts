import { randomInt } from 'node:crypto';

/** A question that needs no picture, no sound and no script, with its one right answer in the form of `plainAnswer`. */
export interface Question {
  text: string;
  answer: string;
}

const DIGITS = '零一二三四五六七八九十';

/** Words of one kind each; a question hides one among three of other kinds. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  颜色: ['红色', '蓝色', '绿色', '黄色', '白色', '紫色'],
  水果: ['苹果', '香蕉', '西瓜', '葡萄', '桃子', '橘子'],
  动物: ['老虎', '白兔', '山羊', '大象', '燕子', '松鼠'],
  家具: ['桌子', '椅子', '衣柜', '书架', '沙发', '板凳'],
  交通工具: ['火车', '轮船', '飞机', '汽车', '地铁', '自行车'],
  季节: ['春季', '夏季', '秋季', '冬季'],
  天气: ['下雨', '刮风', '打雷', '下雪'],
};

/** Rows of words whose order everybody can hear, to ask for the one at a place. */
const ROWS: readonly (readonly string[])[] = [
  ['春', '夏', '秋', '冬'],
  ['东', '南', '西', '北'],
  ['山', '水', '田', '林', '湖'],
  ['金', '木', '水', '火', '土'],
  ['笔', '墨', '纸', '砚'],
];

function one<T>(list: readonly T[]): T {
  return list[randomInt(list.length)] as T;
}

/** 0 to 99 in Chinese words. */
function inWords(n: number): string {
  if (n <= 10) return DIGITS[n] ?? '';
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens > 1 ? DIGITS[tens] : ''}十${ones > 0 ? DIGITS[ones] : ''}`;
}

function reckoning(): Question {
  const a = randomInt(2, 20);
  const b = randomInt(1, 10);
  return one([
    () => ({ text: `${inWords(a)}加${inWords(b)}等于多少？`, answer: String(a + b) }),
    () => ({ text: `${inWords(a + b)}减去${inWords(b)}等于多少？`, answer: String(a) }),
    () => ({
      text: `桌上有${inWords(a)}本书，又放上${inWords(b)}本，一共是多少本？`,
      answer: String(a + b),
    }),
    () => ({
      text: `${inWords(a + b)}个人坐车，下去了${inWords(b)}个，车上还有多少人？`,
      answer: String(a),
    }),
  ])();
}

function oddOne(): Question {
  const kinds = Object.keys(KINDS);
  const wanted = one(kinds);
  const others = kinds.filter((k) => k !== wanted);
  while (others.length > 3) others.splice(randomInt(others.length), 1);
  const answer = one(KINDS[wanted] ?? []);
  const words = others.map((k) => one(KINDS[k] ?? []));
  words.splice(randomInt(words.length + 1), 0, answer);
  return { text: `下面四个词里，哪一个是${wanted}：${words.join('、')}？`, answer };
}

function place(): Question {
  const row = one(ROWS);
  const at = randomInt(row.length);
  return {
    text: `“${row.join('、')}”，从左数第${inWords(at + 1)}个字是什么？`,
    answer: row[at] ?? '',
  };
}

/** A question of some thousands, made by chance. */
export function newQuestion(): Question {
  return one([reckoning, reckoning, oddOne, place])();
}

/** A number in Chinese words, 0 to 99; undefined for anything else. */
function numberOf(words: string): number | undefined {
  const m = /^([一二三四五六七八九])?(十)?([零一二三四五六七八九])?$/.exec(words);
  if (!m || words === '') return undefined;
  const [, tens = '', ten, ones = ''] = m;
  if (ten === undefined) return tens !== '' && ones !== '' ? undefined : DIGITS.indexOf(tens || ones);
  return (tens === '' ? 1 : DIGITS.indexOf(tens)) * 10 + (ones === '' ? 0 : DIGITS.indexOf(ones));
}

/** An answer as it is compared: full-width forms, blanks, marks and the words of numbers do not matter. */
export function plainAnswer(typed: string): string {
  const bare = typed
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replaceAll('两', '二')
    .replaceAll('〇', '零')
    .replace(/(?<=[\d零一二三四五六七八九十])[本个人]$/u, '');
  return /^\d+$/.test(bare) ? String(Number(bare)) : String(numberOf(bare) ?? bare);
}
