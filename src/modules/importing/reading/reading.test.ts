import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readText, UnreadableText } from './index.ts';

const readPage = (text: string, fileName = 'page.txt') => readText(new TextEncoder().encode(text), fileName);

const MENU = [
  '首页',
  '网站首页 | 政务公开 | 办事服务',
  '欢迎您访问明川市政府网！',
  '今天是2026年5月20日 星期三',
  '无障碍 长者版 登录 注册',
];
const TOOLS = [
  '【打印本页】 【关闭窗口】',
  '字体：大 中 小',
  '[ 加入收藏 ]  [ 告诉好友 ]',
  '扫描二维码 分享好友和朋友圈',
  '返回顶部',
];
const BOX = [
  '发布时间：2026-05-21 09:00 来源：明川日报 浏览次数：12',
  '索 引 号：000000001/2026-00012',
  '主题分类：综合政务    体裁分类：通知',
  '时效性：现行有效',
];
const BELOW = [
  '相关链接',
  '版权所有：明川市人民政府办公室',
  '明ICP备00000001号',
  '上一篇：没有了',
  '关于我们 | 联系我们 | 网站地图',
  'QQ：100200300',
];
const SENTENCES = [
  '各单位要把窗口搬到一楼，让老人不用爬楼，也不用来回打听在哪里办理。',
  '市民可以关注“明川发布”微信公众号，查看每天的停水停电通知，也可以拨打热线。',
  '登录网站注册后即可下载表格，填好交到社区，三天内给答复。',
  '扫描灯杆上的二维码可以报修，维修人员二十四小时内到场处理并回访。',
  '为企业提供咨询、注册、投诉等服务的窗口，中午不休息。',
  '1.路灯坏了要修。接到电话后当天到场，修不好的说明原因。',
  '（一）抓紧办。能当天办完的当天办完，不能当天办完的说明理由。',
  '来源清楚的旧物可以直接登记，来源不清的由社区核实后登记。',
];
const SECTIONS = ['一、总的要求', '二、怎么做', '三、谁负责', '（二）早公开'];

const page = fc.record({
  menu: fc.subarray(MENU),
  box: fc.subarray(BOX),
  tools: fc.subarray(TOOLS),
  serial: fc.integer({ min: 1, max: 999 }),
  paragraphs: fc.array(fc.constantFrom(...SENTENCES, ...SECTIONS), { minLength: 1, maxLength: 12 }),
  last: fc.constantFrom(...SENTENCES),
  below: fc.subarray(BELOW),
  toolsBelow: fc.subarray(TOOLS),
  blank: fc.constantFrom('\n', '\r\n', '\n\n', '\n \u3000\n'),
  indent: fc.constantFrom('', '　　', '  ', '\u00a0'),
});

describe('[R-DOC-01] pages put together from parts', () => {
  test('the paper stays whole, the page goes, the fields are found', () => {
    fc.assert(
      fc.property(page, (p) => {
        const title = '明川市人民政府办公室关于把窗口搬到一楼的通知';
        const paper = [
          '各区、县人民政府：',
          ...p.paragraphs,
          p.last,
          '明川市人民政府办公室',
          '2026年5月20日',
        ];
        const lines = [
          ...p.menu,
          title,
          ...p.box,
          ...p.tools,
          `明政办发[2026]0${p.serial}号`,
          ...paper.map((line) => p.indent + line),
          ...p.toolsBelow,
          ...p.below,
        ];
        const read = readPage(lines.join(p.blank));
        expect(read.body.split('\n')).toEqual(paper);
        expect(read.title.value).toBe(title);
        expect(read.documentNumber.value).toBe(`明政办发〔2026〕${p.serial}号`);
        expect(read.writtenOn.value).toBe('2026-05-20');
        expect(read.excerpts).toEqual([]);
      }),
      { numRuns: 100 },
    );
  }, 30_000);

  test('whatever the lines are, each one is in the body or among the removed, in order', () => {
    const bit = fc.constantFrom(
      ...MENU,
      ...TOOLS,
      ...BOX,
      ...BELOW,
      ...SENTENCES,
      ...SECTIONS,
      '验证码：',
      '• 姓  名：',
      '请您留下宝贵的意见。',
      '（此件公开发布）',
      '附件1',
      '入场登记表',
      '明川市关于甲事的通知',
      '明政发〔2020〕1号',
      '2020年1月1日',
      '明川市财政局',
      '发布单位',
      '声明：',
      '广告',
      '<b>甲</b>',
      '。',
      '1',
      '机密★1年',
      '明川市人民政府公报',
      '总 编 辑 程某',
      '电 话 0899-2101234',
      '窗口工作方案一、甲',
      '',
    );
    const anyText = fc.oneof(
      fc.array(bit, { minLength: 1, maxLength: 40 }).map((lines) => lines.join('\n')),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        let read: ReturnType<typeof readPage>;
        try {
          read = readPage(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableText);
          return;
        }
        const body = read.body === '' ? [] : read.body.split('\n');
        const all = text
          .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
          .split(/[\r\n\v\f\u0085\u2028\u2029]+/)
          .map((line) => line.replaceAll('\u00a0', ' ').trim())
          .filter((line) => line !== '');
        expect([...body, ...read.removed.map((r) => r.text)].sort()).toEqual([...all].sort());
        const kept = all.filter((line) => body.includes(line));
        expect(kept.length).toBeGreaterThanOrEqual(body.length);
        expect(readPage(text)).toEqual(read);
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});

describe('[R-DOC-10] the disclosure mark', () => {
  const paper = (mark: string) =>
    `明川市财政局关于甲事的通知\n各单位：\n请把这件事办好，三天内报结果，逾期说明理由。\n明川市财政局\n2026年5月20日\n${mark}`;

  test.each([
    ['（此件公开发布）', 'proactive'],
    ['(此件公开发布)', 'proactive'],
    ['（此件主动公开）', 'proactive'],
    ['此件公开发布', 'proactive'],
    ['（此件依申请公开）', 'on-request'],
    ['（此件删减后公开）', 'proactive'],
    ['（此件不公开）', undefined],
  ])('%s', (mark, value) => {
    const read = readPage(paper(mark));
    expect(read.disclosureMark.value).toBe(value);
    expect(read.disclosureMark.evidence).toBe(mark);
    expect(read.body).not.toContain('此件');
    expect(read.removed).toContainEqual({ line: 6, text: mark, reason: expect.stringContaining('公开标注') });
  });

  test('at the end of a line it is cut off, and the line stays', () => {
    const read = readPage(`${paper('')}\n附：说明。（此件公开发布）`);
    expect(read.disclosureMark.value).toBe('proactive');
    expect(read.body).toMatch(/附：说明。$/);
  });

  test('a sentence about “此件” is no mark', () => {
    const read = readPage(paper('收到此件后请在三天内公开发布在网站上。'));
    expect(read.disclosureMark.value).toBeUndefined();
    expect(read.body).toContain('收到此件后');
  });
});

describe('titles', () => {
  test('a page without any falls back to the file name, with little confidence', () => {
    const read = readPage('请把路灯修好，三天内修完，修好以后要回访住户。', '/某处/关于修路灯的说明.txt');
    expect(read.title).toMatchObject({ value: '关于修路灯的说明', confidence: 0.3 });
    expect(read.title.note).toContain('文件名');
  });

  test('what stands above the breadcrumb is no title', () => {
    const read = readPage(
      '政府信息公开专栏指南\n首页 > 政务公开 > 应急管理\n望川县防汛预案\n为了让大家在汛期少担心，请各村提前备好沙袋。',
    );
    expect(read.title.value).toBe('望川县防汛预案');
    expect(read.body).toMatch(/^为了让大家/);
  });

  test('a long summary of the page is not the text', () => {
    const summary = `核心提示：${'这是网站编辑写的摘要，'.repeat(30)}请看正文。`;
    const read = readPage(`明川市财政局关于甲事的通知\n${summary}\n各单位：\n请把这件事办好，三天内报结果。`);
    expect(read.body).toBe('各单位：\n请把这件事办好，三天内报结果。');
    expect(read.removed).toContainEqual({ line: 2, text: summary, reason: '网站摘要' });
  });

  test('a quoted number in the title is not the number of the paper', () => {
    const read = readPage('转发省政府关于甲事的通知（川府发〔2020〕3号）的通知\n各单位：\n请照办。');
    expect(read.documentNumber.value).toBeUndefined();
  });

  test('a number quoted in the text is not the number of the paper', () => {
    const read = readPage(
      '明川市财政局关于甲事的通知\n各单位：\n根据明府发〔2020〕3号文件，请把这件事办好。',
    );
    expect(read.documentNumber.value).toBeUndefined();
  });

  test('two numbers on one page are not decided silently', () => {
    const read = readPage(
      '明川市财政局关于甲事的通知（明财发〔2020〕3号）\n文号：明财发〔2020〕8号\n各单位：\n请照办。',
    );
    expect(read.documentNumber.confidence).toBe(0.5);
    expect(read.documentNumber.note).toContain('明财发〔2020〕8号');
  });
});

describe('one paper is not taken for several', () => {
  test.each([
    [
      'an issued plan with sections of its own',
      '关于印发消防演练方案的通知\n各单位：\n一、提高认识\n二、抓好落实\n明川市应急局\n2026年5月20日\n消防演练方案\n一、目的\n二、步骤',
    ],
    [
      'a forwarded paper with its own number',
      '明川市财政局转发省财政厅关于清理旧账的通知\n各单位：\n现转发给你们。\n明川市财政局\n2026年5月20日\n省财政厅关于清理旧账的通知\n川财发〔2026〕3号\n各市财政局：\n请清理。',
    ],
    [
      'annexes',
      '明川市关于甲事的通知\n各单位：\n请照办。\n附件1\n乙事工作方案\n一、目的\n二、步骤\n附件2\n丙事工作方案\n一、目的',
    ],
    [
      'an announced rule',
      '明川市公告\n各单位：\n现公布《丁事管理办法》。\n一、甲\n二、乙\n丁事管理办法\n一、总则\n二、附则',
    ],
  ])('%s', (_what, text) => expect(readPage(text).excerpts).toEqual([]));
});

test('[R-SEC-01] a secrecy mark is reported first', () => {
  const read = readPage('秘密★3年\n明川市关于甲事的通知\n各单位：\n请照办。');
  expect(read.secrecyMark).toMatchObject({ value: '秘密', line: 1 });
  expect(read.warnings[0]).toContain('不得存储');
});

test('HTML stays text, with a warning', () => {
  const read = readPage(
    '<p onclick="x()">各单位要把路灯修好，三天内修完，修好以后要回访。</p><script>alert(1)</script>',
  );
  expect(read.body).toContain('<script>alert(1)</script>');
  expect(read.warnings.join()).toContain('HTML');
});

describe('hostile files are read in linear time', () => {
  const MB = 1024 * 1024;
  test.each([
    ['5 MB in one line', '明'.repeat(Math.floor((5 * MB) / 3))],
    ['5 MB of opening brackets', '（此件〔'.repeat(Math.floor((5 * MB) / 12))],
    ['5 MB of tags', '<b>'.repeat(Math.floor((5 * MB) / 3))],
    ['200,000 short lines', '明川\n'.repeat(200_000)],
    ['50,000 labels', '来源：市\n'.repeat(50_000)],
    ['30,000 titles with addressees', '明川市关于甲的通知\n各单位：\n'.repeat(30_000)],
    ['30,000 annexes', '附件1\n明川调查表\n'.repeat(30_000)],
    ['30,000 dates', '2020年1月1日\n'.repeat(30_000)],
    ['100,000 form fields', `验证码\n${'姓名\n'.repeat(100_000)}`],
    ['only punctuation', '。，；：\n'.repeat(200_000)],
    ['blanks after one character', `明${' '.repeat(4 * MB)}`],
    ['control characters', `${'\u0001\u0002'.repeat(MB)}明`],
  ])(
    '%s',
    (_what, text) => {
      const started = performance.now();
      const read = readPage(text);
      // Quadratic behaviour would take minutes; the bound leaves room for a busy machine.
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(read.warnings.every((w) => /\p{Script=Han}/u.test(w))).toBe(true);
    },
    30_000,
  );
});
