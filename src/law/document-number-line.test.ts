import { describe, expect, test } from 'vitest';
import { readDocumentNumberLine } from './document-number-line.ts';

describe('[R-DOC-14] a line is a document number', () => {
  test.each([
    ['明政办函〔2009〕97号', '明政办函', 2009, 97, '明政办函〔2009〕97号'],
    ['国家测试总局公告2015年第41号', '国家测试总局公告', 2015, 41, '国家测试总局公告2015年第41号'],
    ['省政府令第160号', '省政府令', null, 160, '省政府令第160号'],
    ['对外测试部令第12号', '对外测试部令', null, 12, '对外测试部令第12号'],
  ])('%s as it is', (input, agency, year, serial, canonical) => {
    expect(readDocumentNumberLine(input)).toEqual({
      input,
      ok: true,
      agency,
      year,
      serial,
      canonical,
      problem: null,
    });
  });

  test.each([
    ['明办发[2006]121号', '明办发〔2006〕121号', '六角括号'],
    ['明办发(2017)121号', '明办发〔2017〕121号', '六角括号'],
    ['明办发【2017】121号', '明办发〔2017〕121号', '六角括号'],
    ['明办发［2017］121号', '明办发〔2017〕121号', '六角括号'],
    ['明办发（2017）121号', '明办发〔2017〕121号', '六角括号'],
    ['明办发<2017>121号', '明办发〔2017〕121号', '六角括号'],
    ['明政 〔2023〕27号', '明政〔2023〕27号', '空格'],
    ['明政〔2023〕　27 号', '明政〔2023〕27号', '空格'],
    ['明\u200b政〔2023〕\ufeff27号', '明政〔2023〕27号', '看不见'],
    ['发文字号：明政〔2023〕27号', '明政〔2023〕27号', '“文号”字样'],
    ['【文号】明政〔2023〕27号', '明政〔2023〕27号', '“文号”字样'],
    ['文　号: 明政〔2023〕27号', '明政〔2023〕27号', '“文号”字样'],
    ['明政〔２０１７〕１６号', '明政〔2017〕16号', '全角数字'],
    ['明政〔２０１７〕16号', '明政〔2017〕16号', '全角数字'],
    ['明政〔2017〕第018号', '明政〔2017〕18号', '“第”字；去掉了序号前面的零'],
    ['明政〔2017年〕18号', '明政〔2017〕18号', '“年”字'],
    ['（明政〔2017〕18号）', '明政〔2017〕18号', '外面的括号'],
    ['测试局公告2015年41号', '测试局公告2015年第41号', '补了“第”字'],
    ['省政府令第007号', '省政府令第7号', '零'],
    ['〔2017〕第018号', '〔2017〕18号', '缺少发文机关代字'],
  ])('%s is put right, and what was put right is named', (input, canonical, names) => {
    const line = readDocumentNumberLine(input);
    expect(line).toMatchObject({ input, ok: true, canonical });
    expect(line.problem).toContain(names);
    // What came out is right as it is.
    if (line.agency !== null)
      expect(readDocumentNumberLine(canonical)).toMatchObject({ ok: true, canonical, problem: null });
  });

  test.each([
    ['〔2002〕1２号', '混用了全角和半角'],
    ['明政〔200２〕12号', '混用了全角和半角'],
    ['明政第24号', '缺年份'],
    ['公告第24号', '缺年份'],
    ['明政〔2014〕号16', '写在序号后面'],
    ['明政〔2012〕18', '缺“号”字'],
    ['明政2012年18号', '六角括号'],
    ['明政〔12〕18号', '四位'],
    ['明政〔1012〕18号', '年份“1012”不对'],
    ['明政〔2012〕0号', '从 1 开始'],
    ['明政〔2012〕号', '缺少序号'],
    ['明政〔2012〕18号文', '多余的文字'],
    ['关于测试的通知', '缺“号”字'],
    ['', '请填写文号'],
    ['　\u200b ', '请填写文号'],
    ['明政〔2012〕18号、明政〔2012〕19号', '一行里有 2 个文号：明政〔2012〕18号，明政〔2012〕19号'],
    ['明政〔2012〕18号 〔2012〕19号', '一行里有 2 个文号'],
    ['省政府令第160号和省政府令第161号', '一行里有 2 个文号'],
    ['明'.repeat(600), '超过 500 字'],
  ])('%s is refused', (input, says) => {
    const line = readDocumentNumberLine(input);
    expect(line).toMatchObject({ input, ok: false, agency: null, year: null, serial: null, canonical: null });
    expect(line.problem).toContain(says);
    expect(line.problem).toMatch(/。$/);
  });
});
