import { gzipSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import { h } from 'preact';
import { describe, expect, test } from 'vitest';
import { parseInChild } from '../src/platform/parse/index.ts';
import { inspect } from '../src/platform/parse/inspect.ts';
import { type Block, PREVIEW_LIMITS, type Preview } from '../src/platform/preview/blocks.ts';
import { FilePreview, renderPage } from '../src/ui/index.ts';
import { pdfOf } from './pdf-sample.ts';
import { docx, ofd, p, pptx, rows, shape, xlsx } from './preview-samples.ts';

/* What is read of an attachment to be shown without the program that made it: typed text, never its markup. */

const preview = async (extension: string, bytes: Uint8Array | string): Promise<Preview> =>
  (await inspect(Buffer.from(bytes), { extension: extension as 'pdf' })).result.preview;
const read = async (extension: string, bytes: Uint8Array | string) => {
  const made = await preview(extension, bytes);
  if (made.kind !== 'blocks') throw new Error(`a preview of kind ${made.kind}`);
  return { blocks: made.parts.flat(), notes: made.notes, parts: made.parts };
};
const tableOf = (blocks: readonly Block[]) => {
  const table = blocks.find((b) => b.kind === 'table');
  if (table?.kind !== 'table') throw new Error('no table');
  return table;
};
/** The page's part of a preview, as HTML. */
const html = (blocks: readonly Block[]) =>
  renderPage(
    h(
      'html',
      null,
      h(FilePreview, {
        preview: { kind: 'blocks', blocks, notes: [], part: 1, parts: 1 },
        title: '附件',
        href: '/files/x/a',
        pdf: false,
        partHref: (n) => `?part=${n}`,
      }),
    ),
  );

describe('figures of a table', () => {
  const shown = (head: Block & { kind: 'table' }) => html([head]).replace(/<!doctype html>/, '');

  test('[R-ACC-07] a column of figures stands to the right with its heading; one with a word in it does not', () => {
    const table = shown({
      kind: 'table',
      head: [['科目', '预算数', '备注', '增长']],
      rows: [
        ['教育', '1,069.86', '9', '-3.5%'],
        ['合计', '12', '另计', ''],
      ],
    });
    for (const cell of [
      '<th scope="col" class="num">预算数',
      '<td class="num">1,069.86',
      '<td class="num">-3.5%',
    ])
      expect(table).toContain(cell);
    expect(table).toContain('<td>9</td>');
    expect(table).toContain('<td>教育</td>');
  });

  test('where cells span columns nothing is said of columns', () => {
    const table = shown({ kind: 'table', head: [[['甲', 2]]], rows: [['1', '2']] });
    expect(table).not.toContain('"num"');
  });
});

describe('a Word file', () => {
  test('[R-ACC-07] gives headings, paragraphs, lists with their numbers, and tables, in order', async () => {
    const styles =
      '<w:styles><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="a2"><w:basedOn w:val="a1"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:name w:val="Normal"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>';
    const numbering =
      '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num></w:numbering>';
    const item = (list: number, level: number) =>
      `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`;
    const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${p(text)}</w:tc>`;
    const table = `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('渡口')}${cell('时间', '<w:gridSpan w:val="2"/>')}</w:tr><w:tr>${cell('东渡', '<w:vMerge w:val="restart"/>')}${cell('6:00')}${cell('20:00')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}${cell('7:00')}<w:tc>${p('21:00')}<w:tbl><w:tr>${cell('加班')}</w:tr></w:tbl></w:tc></w:tr></w:tbl>`;
    const { blocks } = await read(
      'docx',
      docx(
        [
          p('总则', '<w:pStyle w:val="a2"/>'),
          p(['为规范', '开航，', '制定本规定。']),
          p('细目', '<w:pStyle w:val="b"/>'),
          p('第一项', item(5, 0)),
          p('其一', item(5, 1)),
          p('其二', item(5, 1)),
          p('第二项', item(5, 0)),
          p('其一', item(5, 1)),
          p('要点', item(6, 0)),
          table,
          p(''),
          p('附则。'),
        ].join(''),
        { 'word/styles.xml': styles, 'word/numbering.xml': numbering },
      ),
    );
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: '总则' },
      { kind: 'paragraph', text: '为规范开航，制定本规定。' },
      { kind: 'heading', level: 3, text: '细目' },
      { kind: 'item', level: 0, mark: '一、', text: '第一项' },
      { kind: 'item', level: 1, mark: '1.', text: '其一' },
      { kind: 'item', level: 1, mark: '2.', text: '其二' },
      { kind: 'item', level: 0, mark: '二、', text: '第二项' },
      { kind: 'item', level: 1, mark: '1.', text: '其一' },
      { kind: 'item', level: 0, mark: '•', text: '要点' },
      {
        kind: 'table',
        head: [['渡口', ['时间', 2]]],
        rows: [
          ['东渡', '6:00', '20:00'],
          ['', '7:00', '21:00\n加班'],
        ],
      },
      { kind: 'paragraph', text: '附则。' },
    ]);
  });

  test('[R-SEC-01] what a preview leaves out is said: deleted words, pictures, notes; what is hidden is shown', async () => {
    const { blocks, notes } = await read(
      'docx',
      docx(
        `<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>底价三百万</w:delText><w:t>底价三百万</w:t></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>，暗藏</w:t></w:r><w:r><w:instrText>HYPERLINK "https://evil.example"</w:instrText></w:r><w:r><w:drawing><a:blip r:embed="r1"/></w:drawing><w:footnoteReference w:id="1"/></w:r></w:p>${p('续', '<w:rPr><w:vanish/></w:rPr>')}`,
      ),
    );
    expect(blocks).toEqual([
      { kind: 'paragraph', text: '留下，暗藏' },
      { kind: 'paragraph', text: '续' },
    ]);
    expect(notes.join('\n')).toMatch(/修订记录[\s\S]*设为隐藏的文字[\s\S]*1 幅图片[\s\S]*1 处脚注/);
  });
});

describe('a workbook', () => {
  const STYLES =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="&quot;共&quot;#,##0.0&quot;万元&quot;"/><numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="14"/></cellXfs></styleSheet>';
  const n = (value: string, style = 0) => `<c s="${style}"><v>${value}</v></c>`;

  test('[R-ACC-07] shows what its cells show: numbers in their format, days, stored results; formulas as text', async () => {
    const shared =
      '<sst><si><t>渡口</t></si><si><r><t>东</t></r><r><t>渡</t></r><rPh><t>dong</t></rPh></si></sst>';
    const book = xlsx(
      [
        {
          name: '预算&amp;决算',
          xml: `${rows([
            ['<c t="s"><v>0</v></c>', '数值', '比例', '金额', '日期', '公式', '公式二'],
            [
              '<c t="s"><v>1</v></c>',
              n('0.30000000000000004'),
              n('0.1234', 1),
              n('1234567.25', 2),
              n('46163', 3),
              '<c><f>SUM(A1:A9)</f><v>42</v></c>',
              '<c><f>HYPERLINK(&quot;https://evil.example&quot;,&quot;x&quot;)</f></c>',
            ],
            [
              '<c t="str"><f>1+1</f><v>=cmd|calc</v></c>',
              n('123456789012345678'),
              '<c t="b"><v>1</v></c>',
              '<c t="e"><v>#DIV/0!</v></c>',
              n('46163', 4),
              '',
              '-2',
            ],
          ])}`,
        },
      ],
      { 'xl/sharedStrings.xml': shared, 'xl/styles.xml': STYLES },
    );
    const { blocks } = await read('xlsx', book);
    expect(blocks).toEqual([
      { kind: 'section', title: '工作表：预算&决算' },
      {
        kind: 'table',
        head: [['渡口', '数值', '比例', '金额', '日期', '公式', '公式二']],
        rows: [
          // 46163 days after 30 December 1899.
          [
            '东渡',
            '0.3',
            '12.34%',
            '1,234,567.3',
            '2026-05-21',
            '42',
            '=HYPERLINK("https://evil.example","x")',
          ],
          ['=cmd|calc', '123456789012345678', 'TRUE', '#DIV/0!', '2026-05-21', '', '-2'],
        ],
      },
    ]);
  });

  test('titles above the headings, headings over two rows, merged cells; hidden and empty sheets are said', async () => {
    const merged = (...ranges: string[]) =>
      `<mergeCells count="${ranges.length}">${ranges.map((r) => `<mergeCell ref="${r}"/>`).join('')}</mergeCells>`;
    const { blocks, notes } = await read(
      'xlsx',
      xlsx([
        {
          name: '收入',
          xml: `<cols><col min="3" max="3" hidden="1"/></cols>${rows([
            ['2026年收入预算表', '', '', ''],
            ['', '', '', '单位：万元'],
            ['科目', '上年', '本年', ''],
            ['', '', '预算数', '执行数'],
            ['税收', '10', '12', '11'],
          ])}${merged('A1:D1', 'A3:A4', 'B3:B4', 'C3:D3')}`,
        },
        { name: '底稿', xml: rows([['只有自己看']]), hidden: true },
        { name: '空', xml: rows([]) },
      ]),
    );
    expect(blocks.slice(0, 4)).toEqual([
      { kind: 'section', title: '工作表：收入' },
      { kind: 'paragraph', text: '2026年收入预算表' },
      { kind: 'paragraph', text: '单位：万元' },
      {
        kind: 'table',
        head: [
          ['科目', '上年', ['本年', 2]],
          ['', '', '预算数', '执行数'],
        ],
        rows: [['税收', '10', '12', '11']],
      },
    ]);
    expect(blocks).toContainEqual({ kind: 'section', title: '工作表：底稿（隐藏的工作表）' });
    expect(JSON.stringify(blocks)).toContain('只有自己看');
    expect(blocks.at(-1)).toEqual({ kind: 'note', text: '这张工作表是空的。' });
    expect(notes.join()).toMatch(/隐藏的行或列.*隐藏的工作表/);
  });

  test('[R-PLT-04] of 100,000 rows is shown as far as allowed, with how much more there is, in the time of an upload', async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => [`第${i}户`, String(i), '已核']);
    const book = xlsx([{ name: '名册', xml: rows([['户', '号', '状态'], ...many]) }]);
    const started = performance.now();
    const { result } = await parseInChild('inspect', { bytes: book }, { extension: 'xlsx' });
    expect(performance.now() - started).toBeLessThan(25_000);
    if (result.preview.kind !== 'blocks') throw new Error(result.preview.kind);
    const blocks = result.preview.parts.flat();
    const shown = blocks.flatMap((b) => (b.kind === 'table' ? b.rows : []));
    expect(shown.length).toBe(499);
    expect(blocks.at(-1)).toEqual({
      kind: 'note',
      text: '表中共 100000 行，还有 99501 行没有列出，请下载查看全部内容。',
    });
    // Every part stands under the headings.
    for (const part of result.preview.parts) expect(tableOf(part).head).toEqual([['户', '号', '状态']]);
  });

  test('wider than allowed, columns are counted; impossible addresses and ranges do no harm', async () => {
    const wide = Array.from({ length: 40 }, (_, i) => `列${i}`);
    const { blocks } = await read(
      'xlsx',
      xlsx([
        { name: '宽', xml: rows([wide, wide.map((_, i) => `${i}`)]) },
        {
          name: '怪',
          xml: `<sheetData><row r="1e308"><c r="ZZZ1" t="inlineStr"><is><t>远</t></is></c><c r="A1" t="s"><v>999999</v></c><c t="s"><v>-1</v></c></row><row r="1048576"><c r="A1048576" t="inlineStr"><is><t>末</t></is></c></row></sheetData><mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(3000)}</mergeCells>`,
        },
      ]),
    );
    expect(tableOf(blocks).head[0]).toHaveLength(PREVIEW_LIMITS.columns);
    expect(blocks).toContainEqual({ kind: 'note', text: '表中还有 10 列没有列出，请下载查看全部内容。' });
    expect(JSON.stringify(blocks.slice(-3))).toContain('末');
  });
});

describe('other formats', () => {
  test('a CSV is a table: quotes, lines within cells, semicolons, formulas as text, GB 18030', async () => {
    const { blocks } = await read('csv', '\ufeff渡口,说明\r\n东渡,"一,""甲""\n二"\n\n=1+1,@x\n西渡\n');
    expect(blocks).toEqual([
      {
        kind: 'table',
        head: [['渡口', '说明']],
        rows: [
          ['东渡', '一,"甲"\n二'],
          ['=1+1', '@x'],
          ['西渡', ''],
        ],
      },
    ]);
    expect(tableOf((await read('csv', 'a;b,c;d\n1;2;3\n')).blocks).rows).toEqual([['1', '2', '3']]);
    const gb = Buffer.concat([Buffer.from('c3f7b4a8cad0', 'hex'), Buffer.from(',x\n1,2\n')]);
    expect(tableOf((await read('csv', gb)).blocks).head).toEqual([['明川市', 'x']]);
    // A quote that never ends takes what is left and no more.
    expect(tableOf((await read('csv', 'a,b\n"c,d\ne')).blocks).rows).toEqual([['c,d\ne', '']]);
  });

  test('a text is its lines', async () => {
    expect((await read('txt', '第一行\n\n  第二行　\r\n')).blocks).toEqual([
      { kind: 'paragraph', text: '第一行' },
      { kind: 'paragraph', text: '第二行' },
    ]);
  });

  test('slides come in the order of the show, with titles, lines and tables', async () => {
    const table =
      '<p:graphicFrame><a:tbl><a:tr><a:tc gridSpan="2"><a:txBody><a:p><a:r><a:t>合计</a:t></a:r></a:p></a:txBody></a:tc><a:tc hMerge="1"><a:txBody><a:p/></a:txBody></a:tc></a:tr><a:tr><a:tc><a:txBody><a:p><a:r><a:t>一</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>二</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>';
    const { blocks, notes } = await read(
      'pptx',
      pptx([
        { xml: shape(['开航方案'], 'ctrTitle') + shape(['每日六时', '遇大风停航'], 'body') },
        { xml: `${shape(['预算'], 'title')}${table}<p:pic/>` },
        { xml: '', hidden: true },
      ]),
    );
    expect(blocks).toEqual([
      { kind: 'section', title: '第 1 张' },
      { kind: 'heading', level: 2, text: '开航方案' },
      { kind: 'paragraph', text: '每日六时' },
      { kind: 'paragraph', text: '遇大风停航' },
      { kind: 'section', title: '第 2 张' },
      { kind: 'heading', level: 2, text: '预算' },
      {
        kind: 'table',
        head: [],
        rows: [[['合计', 2]], ['一', '二']],
      },
      { kind: 'section', title: '第 3 张（隐藏的幻灯片）' },
      { kind: 'note', text: '这张幻灯片没有文字。' },
    ]);
    expect(notes.join()).toMatch(/图片和图表.*隐藏的幻灯片/);
  });

  test('an OFD is its pages; pieces of one line come together', async () => {
    const { blocks } = await read(
      'ofd',
      ofd([
        [
          { y: 20, text: '关于开航' },
          { y: 20.4, text: '的通知' },
          { y: 40, text: '各村：' },
        ],
        [],
      ]),
    );
    expect(blocks).toEqual([
      { kind: 'section', title: '第 1 页' },
      { kind: 'paragraph', text: '关于开航的通知' },
      { kind: 'paragraph', text: '各村：' },
      { kind: 'section', title: '第 2 页' },
      { kind: 'note', text: '这一页没有可以读出的文字，请下载查看。' },
    ]);
  });

  test('cells of a form in an OFD stand apart on their line', async () => {
    const { blocks } = await read(
      'ofd',
      ofd([
        [
          { y: 20, x: 28, width: 28, text: '姓名：' },
          { y: 20, x: 80, width: 28, text: '性别：' },
          { y: 20, x: 109, width: 28, text: '□男' },
        ],
      ]),
    );
    expect(blocks.at(-1)).toEqual({ kind: 'paragraph', text: '姓名：　性别：□男' });
  });

  test('[R-ACC-07] a PDF is its pages with wrapped lines joined; a scan says that it is one', async () => {
    const long = '为了规范渡口夏季开航秩序保障乘客安全根据有关规定结合本地实际';
    const { blocks } = await read(
      'pdf',
      pdfOf([[`${long}，`.slice(0, 30), '制定本方案。', '一、开航时间'], []]),
    );
    expect(blocks).toEqual([
      { kind: 'section', title: '第 1 页' },
      { kind: 'paragraph', text: `${`${long}，`.slice(0, 30)}制定本方案。` },
      { kind: 'paragraph', text: '一、开航时间' },
      { kind: 'section', title: '第 2 页' },
      { kind: 'note', text: '这一页没有可以读出的文字，请看原件。' },
    ]);
    const scan = await read('pdf', pdfOf([[], []]));
    expect([scan.blocks, scan.notes]).toEqual([[], [expect.stringContaining('可能是扫描件')]]);
    await expect(preview('pdf', '%PDF-1.4\nbroken')).rejects.toThrow('已损坏');
  });

  test('a picture is shown in its size, the old formats say that they cannot be', async () => {
    const png = await createCanvas(30, 20).encode('png');
    expect(await preview('png', png)).toEqual({ kind: 'picture', width: 30, height: 20 });
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect(await preview('doc', old)).toEqual({ kind: 'none', why: expect.stringContaining('.doc') });
  });
});

describe('hostile files', () => {
  test('[R-SEC-01] markup in a file is text on the page, wherever it stands', async () => {
    const evil =
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&quot;&apos;&amp;lt;';
    const said = `<script>alert(1)</script><img src=x onerror=alert(2)>"'&lt;`;
    const files = [
      [
        'docx',
        docx(
          p(evil) +
            p(evil, '<w:outlineLvl w:val="0"/>') +
            `<w:tbl><w:tr><w:tc>${p(evil)}</w:tc></w:tr></w:tbl>`,
        ),
      ],
      ['docx', docx(`<w:p><w:r><w:t><![CDATA[${said}]]></w:t></w:r></w:p>`)],
      [
        'xlsx',
        xlsx([
          {
            name: evil,
            xml: rows([
              [evil, evil],
              [evil, evil],
            ]),
          },
        ]),
      ],
      ['pptx', pptx([{ xml: shape([evil], 'title') + shape([evil]) }])],
      ['ofd', ofd([[{ y: 1, text: evil }]])],
      ['csv', `甲,乙\n${said.replace(/"/g, '""').replace(/^|$/g, '"')},x\n`],
      ['txt', `正文\n${said}`],
      ['pdf', pdfOf([[said]])],
    ] as const;
    for (const [extension, bytes] of files) {
      const { blocks } = await read(extension, bytes);
      expect([extension, JSON.stringify(blocks).includes('<script>alert(1)</script>')]).toEqual([
        extension,
        true,
      ]);
      const page = html(blocks);
      expect([extension, /<script|<img|onerror=[^&]*>/.test(page.replace(/&lt;[^<]*/g, ''))]).toEqual([
        extension,
        false,
      ]);
      expect(page).toContain('&lt;script>');
    }
  });

  test('entities are not expanded, declarations are refused, what is not well-formed ends the reading', async () => {
    const declared = docx('', {
      'word/document.xml': `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(100)}">]><w:document><w:body>${p('&a;')}</w:body></w:document>`,
    });
    await expect(preview('docx', declared)).rejects.toThrow('实体');
    expect((await read('docx', docx(p('&lol;&#0;&#x110000;&#20844;')))).blocks).toEqual([
      { kind: 'paragraph', text: '&lol;公' },
    ]);
    const deep = docx(`${'<w:sdt>'.repeat(200_000)}${p('深处')}`);
    expect((await read('docx', deep)).blocks).toEqual([{ kind: 'paragraph', text: '深处' }]);
    expect((await read('docx', docx(`${p('前')}<w:p a="<w:t>`))).blocks).toEqual([
      { kind: 'paragraph', text: '前' },
    ]);
    expect((await read('docx', docx('<w:tbl>'.repeat(50_000) + p('表')))).blocks).toEqual([
      { kind: 'paragraph', text: '表' },
    ]);
  });

  test('[R-SEC-03] numbers of persons are masked, also where a cut goes through one', async () => {
    // Invented numbers with right check digits.
    const number = '11010519491231002X';
    const before = '甲'.repeat(PREVIEW_LIMITS.cell - 10);
    const { blocks, notes } = await read(
      'csv',
      `姓名,证件,卡\n乙,${number},6222 0212 3456 7894\n${before}${number},,\n`,
    );
    expect(tableOf(blocks).rows[0]).toEqual([
      '乙',
      '110*************2X',
      expect.stringMatching(/^6222[* ]+7894$|\*/),
    ]);
    expect(JSON.stringify(blocks)).not.toMatch(/1949|0105|0212/);
    expect(notes.join()).toContain('遮盖');
  });

  test('characters that deceive or cannot be stored are gone', async () => {
    const { blocks } = await read('txt', 'a\u202egpj.exe\u2066b\u200bc\ufeffd\ud83d\ude00');
    expect(blocks).toEqual([{ kind: 'paragraph', text: 'a gpj.exe b c d😀' }]);
    const cut = '😀'.repeat(PREVIEW_LIMITS.paragraph);
    for (const block of (await read('txt', cut)).blocks)
      expect([block.kind, 'text' in block && block.text.isWellFormed()]).toEqual(['paragraph', true]);
  });

  test('a bomb is refused as before; spans and lists without end are bounded', async () => {
    const { blocks } = await read(
      'docx',
      docx(
        `<w:tbl>${`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>${p('宽')}</w:tc></w:tr>`.repeat(3)}</w:tbl>${p('项', '<w:numPr><w:ilvl w:val="99999999"/><w:numId w:val="7"/></w:numPr>')}`,
      ),
    );
    expect(tableOf(blocks).rows[0]).toEqual([['宽', PREVIEW_LIMITS.columns]]);
    expect(blocks.at(-1)).toEqual({ kind: 'paragraph', text: '项' });
    const bomb = docx(p('x'), { 'word/media/a.bin': '0'.repeat(16 * 1024 * 1024) });
    await expect(preview('docx', bomb)).rejects.toThrow('异常地大');
  });
});

describe('long files', () => {
  /** Han characters in no order, which pack worst; the same ones each time. */
  const han = (length: number, seed: number) => {
    let state = seed;
    return Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return String.fromCharCode(0x4e00 + ((state >> 8) % 20_000));
    }).join('');
  };

  test('come in parts, each small enough for a page, and end with a word about the rest', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i} ${han(60, i)}`);
    const text = await read('txt', lines.join('\n'));
    expect(text.parts.length).toBeGreaterThan(8);
    expect(text.parts.length).toBeLessThanOrEqual(12);
    expect(text.notes.join()).toContain('后面还有内容没有列出');
    const wide = Array.from({ length: 30 }, (_, i) => han(400, i));
    const table = await read(
      'xlsx',
      xlsx([{ name: '大', xml: rows(Array.from({ length: 60 }, () => wide)) }]),
    );
    for (const part of [...text.parts, ...table.parts])
      expect(gzipSync(html(part)).length).toBeLessThanOrEqual(42 * 1024);
    // The limit holds for the whole too.
    const characters = (blocks: readonly Block[]) => JSON.stringify(blocks).length;
    expect(characters(table.blocks)).toBeLessThan(PREVIEW_LIMITS.total * 1.5);
  });
});
