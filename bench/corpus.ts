import { DEMO_DOCUMENTS } from '../src/demo/content/index.ts';
import { addDays, type Day } from '../src/law/day.ts';

/*
 * Papers by the thousand, the same ones for the same seed: clauses of the demo texts, clauses strung together from their
 * character triples (so that texts differ as real ones do), and invented places, people, measures and Latin words strewn
 * in, by a few frequent and many rare ones.
 */

/** A generated paper. */
export interface Paper {
  title: string;
  documentNumber: string;
  summary: string;
  body: string;
  genre: string;
  theme: string;
  /** Which of the given number of organisations issued it. */
  organ: number;
  publishedOn: Day;
  effectiveOn: Day | null;
  repealedOn: Day | null;
  expiresOn: Day | null;
}

/** Numbers from 0 to 1, the same sequence for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pairs = (first: string, second: string): string[] =>
  first.split(' ').flatMap((a) => second.split(' ').map((b) => a + b));

/** Places, invented. */
export const PLACES = pairs(
  '上河 柳湾 大塘 石门 双井 竹园 青陵 望川 云溪 禾丰 白塔 溪口 桥东 南浦 北坪 长岭 松林 枫桥 古渡 新铺',
  '村 镇 乡 街道 社区',
);
/** People, invented. */
export const NAMES = pairs(
  '周 顾 沈 郑 罗 陆 韩 胡 温 卢 苏 钟 邵 贺 龚 严 施 尤 柏 祝',
  '明远 文斌 晓岚 建业 雨桐 思齐 海峰 若琳 志诚 秋实 可欣 一鸣 庆丰 佳禾 长庚 素心 怀瑾 望舒 景行 知微',
);
/** Subjects of work, from frequent to rare. */
export const SUBJECTS = pairs(
  '安全 生态 住房 教育 医疗 交通 农业 水利 养老 就业 消防 档案 气象 粮食 林业 社保 旅游 税费 用地 供水 燃气 河湖 古树 托育 殡葬',
  '检查 整治 保障 补助 规划 监测 服务 登记 培训 评估 备案 修缮 普查 巡护 招募 公示 验收 调度 试点 清退 核销 督导 结对 联审 轮训',
);
/** Words in Latin letters and digits. */
export const LATIN = 'app pm2.5 5g ppp iso9001 gb/t-33190 cod bim vocs epc ofd sm3 a-level b2b'.split(' ');

const CLAUSES = [
  ...new Set(
    DEMO_DOCUMENTS.flatMap((d) => d.body.split(/[。；\n]/))
      .map((c) => c.replace(/\{\w+\}/g, '').trim())
      .filter((c) => c.length >= 12 && c.length <= 90),
  ),
];
/** What follows two characters in the demo texts, as often as it does. */
const FOLLOWING = new Map<string, string[]>();
for (const clause of CLAUSES)
  for (const [run] of clause.matchAll(/\p{Script=Han}{3,}/gu))
    for (let i = 0; i + 2 < run.length; i++) {
      const pair = run.slice(i, i + 2);
      const known = FOLLOWING.get(pair);
      if (known) known.push(run.charAt(i + 2));
      else FOLLOWING.set(pair, [run.charAt(i + 2)]);
    }
const STARTS = [...FOLLOWING.keys()];
/** Part of the clauses that stand in the demo texts word for word: official papers repeat each other. */
const REPEATED = 0.3;
const THEMES = [...new Set(DEMO_DOCUMENTS.map((d) => d.theme))];
const GENRES = ['通知', '通知', '意见', '公告', '通告', '批复', '方案', '公示'];
const NUMERALS = [...'一二三四五六七八九'];

/** So many days of the last ten years, in their order. @param today the last of them */
export function daysUpTo(random: () => number, today: Day, n: number): Day[] {
  return Array.from({ length: n }, () => addDays(today, -Math.floor(random() * 3650))).sort();
}

/** Papers without end. @param organs number of organisations that issue them; @param nextDay the day of publication of the next one */
export function* papers(seed: number, organs: number, nextDay: () => Day): Generator<Paper, never> {
  const random = randomFrom(seed);
  const integer = (below: number) => Math.floor(random() * below);
  const any = <T>(list: readonly T[]): T => list[integer(list.length)] as T;
  // The square of a square: the first of a list comes a hundred times as often as the last.
  const often = <T>(list: readonly T[]): T => list[Math.floor(random() ** 4 * list.length)] as T;
  const strung = (length: number) => {
    let text = any(STARTS);
    while (text.length < length) text += any(FOLLOWING.get(text.slice(-2)) ?? STARTS);
    return text;
  };
  const clause = () => {
    const text = random() < REPEATED ? any(CLAUSES) : strung(8 + integer(24));
    const r = random();
    if (r < 0.15) return `${any(PLACES)}${text}`;
    if (r < 0.4) return `${text}，做好${often(SUBJECTS)}`;
    if (r < 0.44) return `${text}，联系人${NAMES[integer(NAMES.length)]}`;
    if (r < 0.48) return `${text}，按${often(LATIN)}执行`;
    if (r < 0.6) return `${text}，金额${integer(9000) + 100}.${integer(10)}万元`;
    return text;
  };
  const numbers = new Map<string, number>();
  for (;;) {
    const organ = Math.floor(random() ** 2 * organs);
    const publishedOn = nextDay();
    const year = publishedOn.slice(0, 4);
    const key = `${organ} ${year}`;
    const serial = (numbers.get(key) ?? 0) + 1;
    numbers.set(key, serial);
    const place = any(PLACES);
    const [first, second] = [often(SUBJECTS), often(SUBJECTS)];
    const genre = any(GENRES);
    // About 1,600 characters, seldom below 300 or above 6,000.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const length = Math.min(6000, Math.max(300, 1350 * Math.exp(0.6 * normal)));
    const body = [`${place}各单位：`];
    for (let n = 0, part = 0; n < length; ) {
      const heading =
        body.length % 6 === 1 ? `${NUMERALS[part++ % NUMERALS.length]}、${often(SUBJECTS)}` : '';
      const line = heading || `${clause()}；${clause()}，${clause()}。`;
      body.push(line);
      n += line.length;
    }
    yield {
      title: `关于做好${year}年${place}${first}和${second}工作的${genre}`,
      documentNumber:
        random() < 0.9
          ? `明${NAMES[organ]?.[0] ?? ''}${NAMES[organ]?.[2] ?? ''}发〔${year}〕${serial}号`
          : '',
      summary: `${place}${first}的对象、标准和时限。`,
      body: body.join('\n'),
      genre,
      theme: any(THEMES),
      organ,
      publishedOn,
      effectiveOn: random() < 0.6 ? addDays(publishedOn, integer(60)) : null,
      repealedOn: random() < 0.05 ? addDays(publishedOn, 400 + integer(1000)) : null,
      expiresOn: random() < 0.15 ? addDays(publishedOn, 730) : null,
    };
  }
}
