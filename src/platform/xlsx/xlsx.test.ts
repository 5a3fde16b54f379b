import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UnreadableWorkbook } from './archive.ts';
import { parseTable } from './parse.ts';
import { columnLetters, columnNumber, readWorkbook } from './read.ts';
import type { TableColumn } from './table.ts';
import { writeWorkbook } from './write.ts';

const NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook written by hand, part by part: nothing of the writer under test is in it. */
function book(
  sheets: readonly { name?: string; state?: string; xml: string }[],
  more: { styles?: string; shared?: string; date1904?: boolean; extra?: Zippable } = {},
): Uint8Array {
  const list = sheets
    .map(
      (s, i) =>
        `<sheet name="${s.name ?? `表${i + 1}`}" sheetId="${i + 1}"${s.state ? ` state="${s.state}"` : ''} r:id="rId${i + 1}"/>`,
    )
    .join('');
  const links = sheets
    .map(
      (_, i) =>
        `<Relationship Id="rId${i + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
    )
    .join('');
  return zipSync({
    'xl/workbook.xml': strToU8(
      `<?xml version="1.0"?><workbook ${NS} xmlns:r="${REL}">${more.date1904 ? '<workbookPr date1904="1"/>' : ''}<sheets>${list}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links}</Relationships>`,
    ),
    ...(more.styles ? { 'xl/styles.xml': strToU8(`<styleSheet ${NS}>${more.styles}</styleSheet>`) } : {}),
    ...(more.shared ? { 'xl/sharedStrings.xml': strToU8(`<sst ${NS}>${more.shared}</sst>`) } : {}),
    ...Object.fromEntries(
      sheets.map((s, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        strToU8(`<worksheet ${NS}>${s.xml}</worksheet>`),
      ]),
    ),
    ...more.extra,
  });
}

const t = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const n = (at: string, value: string, style = '') =>
  `<c r="${at}"${style && ` s="${style}"`}><v>${value}</v></c>`;
const rows = (...lines: string[]) =>
  `<sheetData>${lines.map((cells, i) => `<row r="${i + 1}">${cells}</row>`).join('')}</sheetData>`;

const COLUMNS: readonly TableColumn[] = [
  { key: 'code', heading: '机构代码', required: true },
  { key: 'name', heading: '机构全称', required: true },
  { key: 'phone', heading: '联系电话' },
  { key: 'since', heading: '设立日期', type: 'day' },
  { key: 'order', heading: '排列顺序', type: 'integer' },
  { key: 'vertical', heading: '垂直管理', type: 'yes-no' },
];
const HEAD =
  t('A1', '机构代码（必填）') + t('B1', '机构全称*') + t('C1', ' 联系 电话 ') + t('D1', '设立日期');
const read = (bytes: Uint8Array, sheet?: string) =>
  parseTable(bytes, { columns: COLUMNS, ...(sheet ? { sheet } : {}) }).result;
const one = (xml: string, more = {}) => read(book([{ xml }], more));

describe('cells', () => {
  test('columns are counted as Excel counts them', () => {
    for (const [letters, number] of [
      ['A', 1],
      ['Z', 26],
      ['AA', 27],
      ['AZ', 52],
      ['ZZ', 702],
      ['XFD', 16384],
    ] as const) {
      expect(columnNumber(letters)).toBe(number);
      expect(columnLetters(number)).toBe(letters);
    }
  });

  test('texts of every storage, rich texts without phonetics, entities and escapes', () => {
    const shared =
      '<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙&amp;&lt;丁&gt;</t></r><rPh><t>yi</t></rPh></si><si><t xml:space="preserve"> 空_x000D_格 </t></si>';
    const sheet = readWorkbook(
      book(
        [
          {
            xml: rows(
              `<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="str"><v>&#x8BA1;&#31639;</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="e"><v>#N/A</v></c><c r="G1"/>`,
            ),
          },
        ],
        { shared },
      ),
    ).sheets[0];
    expect([...(sheet?.rows[0]?.cells.values() ?? [])].map((c) => [c.address, c.kind, c.text])).toEqual([
      ['A1', 'text', '甲'],
      ['B1', 'text', '乙丙&<丁>'],
      ['C1', 'text', ' 空\r格 '],
      ['D1', 'text', '计算'],
      ['E1', 'boolean', 'true'],
      ['F1', 'error', '#N/A'],
    ]);
  });

  test('dates by style, in both counts of days; times and plain numbers are none', () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;day&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs>';
    const xml = rows(
      n('A1', '43831', '1') +
        n('B1', '43831.75', '2') +
        n('C1', '43831', '3') +
        n('D1', '0.5', '4') +
        n('E1', '43831', '0') +
        n('F1', '61', '1'),
    );
    const texts = (more: object) =>
      [...(readWorkbook(book([{ xml }], { styles, ...more })).sheets[0]?.rows[0]?.cells.values() ?? [])].map(
        (c) => `${c.kind} ${c.text}`,
      );
    expect(texts({})).toEqual([
      'date 2020-01-01',
      'date 2020-01-01',
      'number 43831',
      'number 0.5',
      'number 43831',
      'date 1900-03-01',
    ]);
    expect(texts({ date1904: true })[0]).toBe('date 2024-01-02');
  });

  test('a long number keeps all its digits', () => {
    const cell = readWorkbook(
      book([{ xml: rows(n('A1', '913700001234567890')) }]),
    ).sheets[0]?.rows[0]?.cells.get(1);
    expect(cell?.text).toBe('913700001234567890');
  });
});

describe('tables', () => {
  test('headings in another order, marks of what must be filled, a title above them', () => {
    const table = one(
      rows(
        t('A1', '明川市机构表'),
        t('A2', '设立日期') + t('B2', '机构全称（必填）') + t('C2', '机构代码'),
        t('A3', '2019年3月1日') + t('B3', '明川市教育局') + t('C3', 'mcsjyj'),
      ) + '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>',
    );
    expect(table.refused).toEqual([]);
    expect(table.rows).toEqual([
      {
        number: 3,
        values: { code: 'mcsjyj', name: '明川市教育局', since: '2019-03-01' },
        addresses: { code: 'C3', name: 'B3', since: 'A3' },
      },
    ]);
  });

  test('merged cells, formulas, errors, wrong days and missing values refuse their rows, each with its address', () => {
    const table = one(
      `<sheetData><row r="1">${HEAD}</row>` +
        `<row r="2">${t('A2', 'good')}${t('B2', '好的一行')}${n('C2', '13800000')}</row>` +
        `<row r="3">${t('A3', 'merged')}${t('B3', '合并')}</row>` +
        `<row r="5">${t('A5', 'formula')}<c r="B5" t="str"><f>CONCAT("a","b")</f><v>ab</v></c></row>` +
        `<row r="6">${t('A6', 'bad-day')}${t('B6', '坏日期')}${t('D6', '2019-02-30')}</row>` +
        `<row r="7">${t('B7', '没有代码')}</row>` +
        `<row r="8">${t('A8', 'error')}<c r="B8" t="e"><v>#REF!</v></c></row>` +
        `<row r="9">${t('H9', '旁注')}</row></sheetData>` +
        '<mergeCells><mergeCell ref="A3:A4"/></mergeCells>',
    );
    expect(table.rows.map((r) => r.values.code)).toEqual(['good']);
    expect(table.rows[0]?.values.phone).toBe('13800000');
    expect(table.refused.map((r) => r.address)).toEqual(['A3:A4', 'B5', 'D6', 'A7', 'B8']);
    expect(table.refused[1]?.message).toContain('公式');
    expect(table.refusedRows).toEqual([3, 5, 6, 7, 8]);
  });

  test('wrong headings refuse the table as a whole, and say which', () => {
    expect(one(rows('')).refused[0]?.message).toContain('空的');
    expect(one(rows(HEAD)).refused[0]?.message).toContain('没有内容');
    expect(one(rows(t('A1', '甲') + t('B1', '乙'))).refused[0]?.message).toContain('没有找到标题行');
    expect(one(rows(t('A1', '机构代码') + t('B1', '联系电话'), t('A2', 'x'))).refused[0]?.message).toBe(
      '缺少必须有的列：机构全称。请用下载的模板填写。',
    );
    expect(
      one(rows(t('A1', '机构代码') + t('B1', '机构全称') + t('C1', '机构代码'))).refused[0]?.message,
    ).toContain('两次（C1）');
  });

  test('hidden sheets are not read, and said so', () => {
    const good = rows(HEAD, t('A2', 'a1') + t('B2', '某局'));
    const hidden = read(
      book([
        { name: '底稿', state: 'veryHidden', xml: good },
        { name: '机构', xml: good },
      ]),
    );
    expect(hidden.sheet).toBe('机构');
    expect(hidden.remarks).toEqual(['没有读取隐藏的工作表：底稿。']);
    expect(read(book([{ name: '底稿', state: 'hidden', xml: good }])).refused[0]?.message).toContain('隐藏');
    expect(read(book([{ name: '机构', xml: good }]), '人员').refused[0]?.message).toContain('没有名为“人员”');
  });

  test('是 and 否, whole numbers', () => {
    const head = HEAD + t('E1', '排列顺序') + t('F1', '垂直管理');
    const table = one(
      rows(
        head,
        t('A2', 'a1') + t('B2', '甲局') + n('E2', '3') + t('F2', '是'),
        t('A3', 'a2') + t('B3', '乙局') + t('E3', '三') + t('F3', '也许'),
      ),
    );
    expect(table.rows[0]?.values).toMatchObject({ order: '3', vertical: '是' });
    expect(table.refused.map((r) => r.address)).toEqual(['E3', 'F3']);
  });
});

describe('hostile files', () => {
  const refused = (bytes: Uint8Array, words: string) => {
    expect(() => readWorkbook(bytes)).toThrow(UnreadableWorkbook);
    expect(() => readWorkbook(bytes)).toThrow(words);
  };

  test('what is no workbook: an old .xls renamed, a text, half a file, nothing', () => {
    refused(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), '旧版');
    refused(strToU8('机构代码,机构全称'), '不是 Excel');
    refused(new Uint8Array(), '不是 Excel');
    refused(book([{ xml: rows(HEAD) }]).slice(0, 300), '损坏');
    refused(zipSync({ 'word/document.xml': strToU8('<w/>') }), '没有工作表');
  });

  test('a bomb is refused by what it states, before it is unpacked', () => {
    const zeros = new Uint8Array(80 * 1024 * 1024);
    const bomb = book([{ xml: rows(HEAD) }], { extra: { 'xl/worksheets/sheet9.xml': zeros } });
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().arrayBuffers;
    refused(bomb, '太大');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
    // What is not read may be as large as it likes.
    expect(
      readWorkbook(book([{ xml: rows(HEAD) }], { extra: { 'xl/media/image1.png': zeros } })).sheets,
    ).toHaveLength(1);
  });

  test('a bomb that lies about its size gets no more room than it stated', () => {
    const bytes = book([{ xml: rows(HEAD, t('A2', 'x'.repeat(5_000_000))) }]);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    // The size of each part in the central directory: stated as 64 bytes.
    for (let at = 0; at + 46 < bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 64, true);
    expect(() => readWorkbook(bytes)).toThrow(UnreadableWorkbook);
  });

  test('entities and document types are refused; too many parts, too many rows', () => {
    refused(
      book([{ xml: rows(HEAD) }], {
        extra: { 'xl/sharedStrings.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c">]><sst/>') },
      }),
      'DOCTYPE',
    );
    refused(
      book([{ xml: rows(HEAD) }], {
        extra: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x/${i}`, new Uint8Array(1)])),
      }),
      '太多',
    );
    refused(
      book([{ xml: `<sheetData>${'<row><c><v>1</v></c></row>'.repeat(20_002)}</sheetData>` }]),
      '超过 20000 行',
    );
  });
});

test('what is written stays text, whoever opens it: formulas are shown, zeros stay', async () => {
  const bytes = await writeWorkbook([
    {
      name: '机构/名录',
      headings: [{ text: '机构代码' }, { text: '机构全称' }],
      rows: [
        ['007', '=1+1'],
        ['+86', '@某局'],
        ['-x', '<&"\u0007>'],
      ],
    },
  ]);
  const sheet = readWorkbook(bytes).sheets[0];
  expect(sheet?.name).toBe('机构 名录');
  const cells = sheet?.rows.slice(1).map((r) => [...r.cells.values()].map((c) => `${c.kind} ${c.text}`));
  expect(cells).toEqual([
    ['text 007', 'text =1+1'],
    ['text +86', 'text @某局'],
    ['text -x', 'text <&">'],
  ]);
});
