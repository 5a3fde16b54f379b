import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkDocumentNumber,
  findDocumentNumbers,
  normaliseDocumentNumbers,
  parseDocumentNumber,
} from './document-number.ts';

describe('[R-DOC-14] every bracket variant becomes 〔〕', () => {
  test.each([
    '明政发〔2010〕157号',
    '明政发[2010]157号',
    '明政发［2010］157号',
    '明政发﹝2010﹞157号',
    '明政发【2010】157号',
    '明政发(2010)157号',
    '明政发（2010）157号',
    '明政发「2010」157号',
    '明政发{2010}157号',
    '明政发｛2010｝157号',
    '明政发〈2010〉157号',
    '明政发<2010>157号',
    '明政发＜2010＞157号',
    '明政发⟨2010⟩157号',
    '明政发〔２０１０〕１５７号',
    '明政发〔2010〕第157号',
    '明政发[2010]第0157号',
    '明政发 〔 2010 〕 157 号',
    '明政发〔2010年〕157号',
    '明政发（2010〕157号',
  ])('%s', (written) => {
    expect(normaliseDocumentNumbers(written).replace(' ', '')).toBe('明政发〔2010〕157号');
    expect(parseDocumentNumber(written)).toEqual({
      agency: '明政发',
      year: 2010,
      serial: 157,
      text: '明政发〔2010〕157号',
      original: written,
    });
  });

  test('inside running text, several at once, the rest untouched', () => {
    expect(
      normaliseDocumentNumbers(
        '根据《办法》(明府[2006]61号)和明办函﹝2006﹞038号（试行）的要求[见附件]，2010年(5号)。',
      ),
    ).toBe('根据《办法》(明府〔2006〕61号)和明办函〔2006〕38号（试行）的要求[见附件]，2010年(5号)。');
  });

  test.each([
    '住在明川大道(2010)3号楼',
    '地铁[2021]2号线',
    '共(2010)件',
    '第(12345)号',
    '明政发〔2010〕000号',
    '明政发〔1234〕5号',
    '〔2010〕号',
  ])('%s stays as it is', (text) => expect(normaliseDocumentNumbers(text)).toBe(text));

  test('a second pass changes nothing', () => {
    const bit = fc.constantFrom(
      '明政发',
      '〔',
      '[',
      '（',
      '2010',
      '２０１０',
      '〕',
      ']',
      '）',
      '第',
      '007',
      '5',
      '号',
      ' ',
      '楼',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 30 }), (bits) => {
        const once = normaliseDocumentNumbers(bits.join(''));
        expect(normaliseDocumentNumbers(once)).toBe(once);
      }),
    );
  });
});

describe('[R-DOC-14] a whole document number', () => {
  test.each([
    '',
    '明政发2010 157号',
    '〔2010〕157号',
    '明政发〔2010〕157',
    '见明政发〔2010〕157号文件',
    '发布文号 明政发〔2010〕157号',
    '根据明政发〔2010〕157号',
    '明政发〔10〕157号',
    '明政发〔2010〕号',
    '明政发〔1890〕1号',
  ])('%j is none', (s) => expect(parseDocumentNumber(s)).toBeUndefined());

  test('in round brackets, as it stands after a title', () => {
    expect(parseDocumentNumber('（明府办发(2017)16号）')?.text).toBe('明府办发〔2017〕16号');
  });
});

describe('[R-DOC-14] numbers found in a text', () => {
  test.each([
    ['按照明政办函〔2007〕54号要求', ['明政办函〔2007〕54号']],
    ['关于做好公开工作的通知明政办文[2020]6号各县、区人民政府', ['明政办文〔2020〕6号']],
    [
      '《意见》(明办发〔2006〕61号)、《规定》（川明函【2006】38号）',
      ['明办发〔2006〕61号', '川明函〔2006〕38号'],
    ],
    ['•【字号】明办发[2006]121号•【施行日期】', ['明办发〔2006〕121号']],
    ['发布文号 明府发〔2017〕16号', ['明府发〔2017〕16号']],
    ['明府发〔2017〕16号和明府函〔2018〕7号', ['明府发〔2017〕16号', '明府函〔2018〕7号']],
    ['和政发〔2017〕16号', ['和政发〔2017〕16号']],
    ['现印发明府发〔2017〕16号', ['明府发〔2017〕16号']],
    ['〔2017〕16号', []],
    ['没有文号，只有(2017)年和16号', []],
  ])('%s', (text, expected) => {
    const found = findDocumentNumbers(text);
    expect(found.map((f) => f.text)).toEqual(expected);
    for (const f of found) expect(text.slice(f.start, f.end)).toBe(f.original);
  });

  test('a long hostile text is read in linear time', () => {
    const started = performance.now();
    findDocumentNumbers('明'.repeat(200_000) + '〔2017〕'.repeat(100_000) + '['.repeat(200_000));
    // Quadratic behaviour would take minutes; the bound leaves room for a busy machine.
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});

describe('[R-DOC-14] what is wrong with a typed number', () => {
  test.each(['明政发〔2010〕157号', '明政发[2010]157号', '明政发（2010）157号', ' 明政发 〔2010〕 157号 '])(
    '%j is right',
    (s) => expect(checkDocumentNumber(s)).toBeUndefined(),
  );

  test.each([
    ['', '请填写文号'],
    ['明政发157号', '缺年份'],
    ['明政发〔10〕157号', '四位'],
    ['明政发2010第157号', '六角括号'],
    ['明政发〔2010〕157', '缺“号”'],
    ['明政发〔2010〕第157号', '不加“第”字，请写成“明政发〔2010〕157号”'],
    ['明政发〔2010〕057号', '不编虚位（前面不补零），请写成“明政发〔2010〕57号”'],
    ['明政发〔2010〕0号', '序号从 1 开始'],
    ['明政发〔2010〕号', '缺少序号'],
    ['明政发〔2010〕十五号', '只能是数字'],
    ['〔2010〕157号', '机关代字'],
    ['明政发〔2010〕157号文', '多余的文字'],
    ['明政发〔1010〕157号', '年份“1010”不对'],
    ['文号明政发〔2010〕157号', '前面有多余的文字'],
    ['某某号', '看不出这是文号'],
  ])('%j: %s', (s, part) => {
    const message = checkDocumentNumber(s);
    expect(message).toContain(part);
    expect(message).toMatch(/。$/);
  });

  test('what passes the check can be read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('明政发', '明府办规', '国办公开办函'),
        fc.integer({ min: 1900, max: 2099 }),
        fc.integer({ min: 1, max: 999_999 }),
        (agency, year, serial) => {
          const s = `${agency}〔${year}〕${serial}号`;
          expect(checkDocumentNumber(s)).toBeUndefined();
          expect(parseDocumentNumber(s)).toMatchObject({ agency, year, serial, text: s });
        },
      ),
    );
  });
});
