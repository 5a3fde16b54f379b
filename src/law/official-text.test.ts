import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAddresseeLine, isOrganisationName, isSignedDate, structureOfficialText } from './official-text.ts';

const PAPER = `各县（市、区）人民政府，市级各部门：

　　经市政府同意，现将有关事项通知如下。
一、总体要求
　　以便民为先，把事情办好。
（一）基本原则
1.坚持公开。每一项都要说明理由。
（二）主要目标。到明年底前，全部事项可以在网上查到，并且每一条都注明来源和时间。
二、工作任务：
第三章 附则
附件：1.任务分工表
2.联系人名单

明川市人民政府办公室
2026年5月20日
（此件公开发布）`;

describe('[R-DOC-01] the structure of an official paper', () => {
  const result = structureOfficialText(PAPER);

  test('each line has its place', () => {
    expect(result.html.split('\n')).toEqual([
      '<p class="to">各县（市、区）人民政府，市级各部门：</p>',
      '<p>经市政府同意，现将有关事项通知如下。</p>',
      '<h2>一、总体要求</h2>',
      '<p>以便民为先，把事情办好。</p>',
      '<h3>（一）基本原则</h3>',
      '<p>1.坚持公开。每一项都要说明理由。</p>',
      '<p>（二）主要目标。到明年底前，全部事项可以在网上查到，并且每一条都注明来源和时间。</p>',
      '<h2>二、工作任务：</h2>',
      '<h2>第三章 附则</h2>',
      '<p class="fl">附件：1.任务分工表</p>',
      '<p class="fl">2.联系人名单</p>',
      '<p class="sign">明川市人民政府办公室</p>',
      '<p class="sign">2026年5月20日</p>',
      '<p>（此件公开发布）</p>',
    ]);
  });

  test('headings in order', () => {
    expect(result.headings).toEqual(['一、总体要求', '（一）基本原则', '二、工作任务：', '第三章 附则']);
  });

  test('text is one line per block without ideographic blanks', () => {
    expect(result.text.split('\n')).toHaveLength(14);
    expect(result.text).not.toMatch(/\u3000|\n\n/);
  });

  test.each([
    ['署名 and date run together', '首段。\n明川市人民政府2026年5月20日', 1, 'sign'],
    ['a date in Chinese numerals', '首段。\n二〇二六年五月二十日', 1, 'sign'],
    ['a damaged date', '首段。\n○○九年四月十四日', 1, 'sign'],
    ['two signing organisations', '首段。\n明川市财政局\n明川市教育局\n2026年5月20日', 1, 'sign'],
    ['a signature without date at the end', '首段。\n明川市财政局', 1, 'sign'],
    ['half-width punctuation', '各区、县政府,市直单位:\n正文。', 0, 'to'],
    ['附件 with a half-width colon', '正文。\n附件:名单', 1, 'fl'],
  ])('%s', (_what, plain, line, cls) => {
    expect(structureOfficialText(plain).html.split('\n')[line]).toContain(`<p class="${cls}">`);
  });

  test.each([
    ['a long section keeps its sentence', `一、${'工作'.repeat(40)}`, '<p>一、'],
    ['a section with its text', '一、要求。各单位要落实。', '<p>一、'],
    ['a heading with a full stop and text under it', '（一）做好公开。\n各单位要落实。', '<h3>'],
    ['an item of an enumeration', '（一）做好公开。\n（二）做好解读。', '<p>（一）'],
    ['a last item', '（三）做好回应。', '<p>（三）'],
    [
      'a sentence of the first level',
      '十五、本办法由市财政局解释。\n十六、本办法自印发之日起施行。',
      '<p>十五、',
    ],
    ['a headline of the first level with a full stop', '一、做好公开。\n各单位要落实。', '<h2>一、'],
    ['half-width brackets', '(十二)做好公开', '<h3>'],
    ['a sentence that ends in a colon', '现将有关情况通知如下：', '<p>现'],
    ['a date inside a sentence', '自2026年5月20日', '<p>自'],
  ])('%s', (_what, plain, start) => {
    expect(structureOfficialText(`首段。\n${plain}`).html.split('\n')[1]).toMatch(
      new RegExp(`^${start.replace(/[()（）]/g, '\\$&')}`),
    );
  });
});

describe('[R-DOC-01] what a paper issues', () => {
  const issuing = `《养犬管理办法》已经审议通过，现印发给你们。
明川市人民政府
2026年5月20日
养犬管理办法
第一章　总则
第一条　为了规范养犬，制定本办法。
第二条　本市行政区域内养犬，适用本办法。
第三条　主管部门负责登记。
附养犬登记表`;

  test('its title stands in the middle; numbers of chapters and articles stand apart', () => {
    expect(structureOfficialText(issuing).html.split('\n').slice(3)).toEqual([
      '<p class="centre">养犬管理办法</p>',
      '<h2>第一章\u3000总则</h2>',
      '<p>第一条\u3000为了规范养犬，制定本办法。</p>',
      '<p>第二条\u3000本市行政区域内养犬，适用本办法。</p>',
      '<p>第三条\u3000主管部门负责登记。</p>',
      '<p>附养犬登记表</p>',
    ]);
  });

  test('sentences about an article stay as they are; so does a line that nothing names, and the text for search', () => {
    const letter = `来信收悉。\n第三条的期限按工作日计算。\n明川市财政局\n2026年5月20日\n养犬管理办法`;
    const { html } = structureOfficialText(letter);
    expect(html).toContain('<p>第三条的期限按工作日计算。</p>');
    expect(html).toContain('<p>养犬管理办法</p>');
    expect(structureOfficialText(issuing).text).not.toContain('\u3000');
  });
});

describe('[R-DOC-01] tables', () => {
  const table = (plain: string) => structureOfficialText(`价格如下：\n${plain}\n以上为本周均价。`).html;

  test.each([
    ['strokes', '品种|本周|环比\n大白菜|1.80|下降5.3%\n猪肉|22.80|持平'],
    [
      'strokes at the ends too',
      '| 品种 | 本周 | 环比 |\n| 大白菜 | 1.80 | 下降5.3% |\n| 猪肉 | 22.80 | 持平 |',
    ],
    ['wide strokes', '品种｜本周｜环比\n大白菜｜1.80｜下降5.3%\n猪肉｜22.80｜持平'],
    ['tabs, as copied from an office program', '品种\t本周\t环比\n大白菜\t1.80\t下降5.3%\n猪肉\t22.80\t持平'],
  ])('rows with %s', (_what, plain) => {
    expect(table(plain).split('\n')).toEqual([
      '<p>价格如下：</p>',
      '<table><thead><tr><th>品种</th><th>本周</th><th>环比</th></tr></thead><tbody>' +
        '<tr><td>大白菜</td><td>1.80</td><td>下降5.3%</td></tr><tr><td>猪肉</td><td>22.80</td><td>持平</td></tr></tbody></table>',
      '<p>以上为本周均价。</p>',
    ]);
  });

  test.each([
    ['a first row with a number is no head', '大白菜|1.80\n猪肉|22.80', '<table><tbody><tr><td>大白菜'],
    ['an empty cell keeps its place', '甲|乙\n1|\n|2', '<td>1</td><td></td>'],
    ['one line alone stays a line', '甲|乙', '<p>甲|乙</p>'],
    [
      'rows of another width begin another table',
      '甲|乙\n丙|丁\n1|2|3\n4|5|6',
      '</tbody></table>\n<table><tbody>',
    ],
    ['rows that differ are lines', '甲|乙\n甲|乙|丙', '<p>甲|乙</p>\n<p>甲|乙|丙</p>'],
    ['sentences are no cells', `${'长'.repeat(201)}|乙\n丙|丁`, '<p>丙|丁</p>'],
    ['cells are text', '<b>|&\n"|1', '<th>&lt;b&gt;</th><th>&amp;</th>'],
  ])('%s', (_what, plain, part) => {
    expect(table(plain)).toContain(part);
  });
});

describe('[R-DOC-01] nothing gets out of the text', () => {
  test('markup is text', () => {
    const { html } = structureOfficialText(`<script>alert("1")</script>\n一、<b onclick='x'>&amp;`);
    expect(html).toBe(
      '<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</p>\n<h2>一、&lt;b onclick=&#39;x&#39;&gt;&amp;amp;</h2>',
    );
  });

  const visible = (s: string) => s.toWellFormed().replace(/[\s\p{Cc}\u200b-\u200d\u2060\ufeff]/gu, '');
  const bit = fc.constantFrom(
    '一、',
    '（一）',
    '(二)',
    '1.',
    '第一章 ',
    '附件：',
    '各单位：',
    '明川市财政局',
    '2026年5月20日',
    '正文',
    '。',
    '，',
    '\n',
    '\r\n',
    '\u2028',
    '\u3000',
    ' ',
    '\t',
    '|',
    '甲|乙\n',
    '丙\t1\n',
    '\u0000',
    '\ufeff',
    '\u200b',
    '<b>',
    '&',
    '"',
    '\ud800',
    '😀',
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(bit, { maxLength: 60 }).map((bits) => bits.join('')),
  );
  const decode = (html: string) =>
    html
      .replace(/<\/?(?:h2|h3|p)(?: class="(?:to|sign|fl|centre)")?>/g, '')
      .replace(/<\/?(?:table|thead|tbody|tr|t[hd])>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&');

  const strokeless = (s: string) => visible(s).replace(/[|｜]/g, '');

  test('no visible character is lost, in text or in html, and no other tag or attribute is made', () => {
    fc.assert(
      fc.property(anyText, (plain) => {
        const { html, text } = structureOfficialText(plain);
        expect(visible(text)).toBe(visible(plain));
        if (html.includes('<table>')) expect(strokeless(decode(html))).toBe(strokeless(text));
        else expect(decode(html)).toBe(text);
        expect(html).not.toMatch(/\u0000/);
      }),
      { numRuns: 500 },
    );
  });

  test('its own text gives the same result again', () => {
    fc.assert(
      fc.property(anyText, (plain) => {
        const once = structureOfficialText(plain);
        expect(structureOfficialText(once.text)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  test('hostile lengths are read in linear time', () => {
    const started = performance.now();
    structureOfficialText('（'.repeat(1_000_000));
    structureOfficialText('一、\n'.repeat(50_000));
    structureOfficialText('2026年5月20日\n'.repeat(20_000));
    structureOfficialText(' \u3000'.repeat(500_000));
    structureOfficialText('甲|乙\n'.repeat(100_000));
    structureOfficialText('|'.repeat(1_000_000));
    // Quadratic behaviour would take minutes; the bound leaves room for a busy machine.
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});

describe('shapes of lines', () => {
  test.each([
    ['各县、区人民政府，市级各部门:', true],
    ['市发展改革委：', true],
    ['王某某同志：', true],
    ['现就有关事项通知如下：', false],
    ['一、各单位：', false],
    ['各单位要做好以下工作。包括：', false],
    ['联系人和电话：', false],
    ['牵头单位：', false],
    ['受市人民政府委托，现通报全市各部门：', false],
    ['市级有关部门（单位）：', true],
    ['各位代表：', true],
    ['：', false],
  ])('addressee %s: %s', (line, expected) => expect(isAddresseeLine(line)).toBe(expected));

  test.each([
    ['明川市人民政府', true],
    ['中共明川市委', true],
    ['明 川 市 财 政 局', true],
    ['明川市住房和城乡建设局', true],
    ['望川镇人民政府', true],
    ['做好工作，落实局', false],
    ['局', false],
    ['加强管理', false],
  ])('organisation %s: %s', (line, expected) => expect(isOrganisationName(line)).toBe(expected));

  test.each([
    ['2026年5月20日', true],
    ['二○○七年十一月八日', true],
    ['○○九年四月十四日', true],
    ['明川市人民政府办公室2026年5月20日', true],
    ['2026-05-20', false],
    ['会议定于2026年5月20日', false],
    ['2026年5月20日至2026年5月22日', false],
  ])('date line %s: %s', (line, expected) => expect(isSignedDate(line)).toBe(expected));
});
