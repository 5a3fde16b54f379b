import { describe, expect, test } from 'vitest';
import { readMetadata } from './metadata.ts';
import { breadcrumbSteps, isImprint, isMasthead, recognise, type Zone } from './recognisers.ts';
import { cleanTitle, isTitleShaped, isWeakTitle, orderNumber } from './shapes.ts';

describe('lines of a page that are no part of a paper', () => {
  test.each<[string, Zone, string]>([
    ['当前位置: 首页 » 政策 » 某通知', 'head', '导航（当前位置）'],
    ['首页 / 政务公开 / 通知公告', 'head', '导航（当前位置）'],
    ['您现在的位置：首页>政务公开', 'head', '导航（当前位置）'],
    ['您好，欢迎访问明川市政府网', 'head', '欢迎语'],
    ['【字体：大 中 小】【打印】【关闭】', 'tail', '页面工具'],
    ['[ 法规搜索 ] [ 打印本文 ]', 'tail', '页面工具'],
    ['【打印本页】【关闭窗口】', 'body', '页面工具'],
    ['广告', 'body', '广告'],
    ['[广告]千寻商城', 'body', '广告'],
    ['请扫码关注千寻法规圈', 'tail', '广告'],
    ['相关链接：', 'tail', '相关链接'],
    ['下一篇：没有了', 'tail', '相关链接'],
    ['Copyright © 2020 千寻网', 'tail', '版权声明'],
    ['国家法规 (1402) 国外法规 (603)', 'tail', '分类计数'],
    ['关于我们 | 联系我们', 'tail', '导航'],
    ['Processed in 0.09 second(s)', 'tail', '网页程序信息'],
  ])('%s (%s): %s', (line, zone, reason) => expect(recognise(line, zone)).toBe(reason));

  test.each<[string, Zone]>([
    ['各单位要打印本页并关闭窗口。', 'body'],
    ['打印', 'body'],
    ['做好广告牌的安全检查工作。', 'body'],
    ['首页改版方案', 'head'],
    ['一、加强政务公开', 'tail'],
    ['（一）信息公开', 'head'],
    ['欢迎您访问明川市政府网！', 'body'],
    ['甲村 (12) 人，乙村 (30) 人。', 'tail'],
    ['明川市人民政府', 'tail'],
    ['咨询热线：0899-2105678', 'tail'],
    ['报名QQ群：100200300', 'tail'],
    ['技术支持：0899-2105678', 'tail'],
  ])('%s (%s) is left alone', (line, zone) => expect(recognise(line, zone)).toBeUndefined());

  test('the steps of a breadcrumb', () => {
    expect(breadcrumbSteps('当前位置: 首页 » 政策 » 某通知')).toEqual(['首页', '政策', '某通知']);
    expect(breadcrumbSteps('甲 > 乙')).toEqual([]);
    expect(breadcrumbSteps('<p>甲</p><p>乙</p>')).toEqual([]);
  });

  test('the imprint of a gazette', () => {
    for (const line of ['总 编 辑 程某', '地 址 明川市清和路9号', '主办单位：明川市人民政府'])
      expect(isImprint(line)).toBe(true);
    for (const line of ['地址不清的，由社区核实。', '编辑', '电话通知各单位，做好准备'])
      expect(isImprint(line)).toBe(false);
    for (const line of ['明川市人民政府公报', '2026年第3期（总第120期）', '第3期'])
      expect(isMasthead(line)).toBe(true);
    expect(isMasthead('第3期工程验收报告')).toBe(true);
  });
});

describe('information boxes', () => {
  const read = (line: string) => readMetadata(line)?.map((e) => [e.label, e.value]);

  test.each<[string, [string, string][]]>([
    [
      '发布时间:2012-05-06 08:30文字大小:[    ] 背景色:',
      [
        ['发布时间', '2012-05-06 08:30'],
        ['文字大小', '[    ]'],
        ['背景色', ''],
      ],
    ],
    [
      '放大字体  缩小字体 2019-02-03 10:11:12  来源:市政府  浏览次数:13',
      [
        ['网页时间', '2019-02-03'],
        ['来源', '市政府'],
        ['浏览次数', '13'],
      ],
    ],
    [
      '发布日期 2017-06-16 生效日期 2017-06-16',
      [
        ['发布日期', '2017-06-16'],
        ['生效日期', '2017-06-16'],
      ],
    ],
    [
      '索 引 号：000/2020-1　　主题分类：综合',
      [
        ['索引号', '000/2020-1'],
        ['主题分类', '综合'],
      ],
    ],
    ['文　　号：明政发〔2020〕1号', [['文号', '明政发〔2020〕1号']]],
    ['•【字号】明政发[2020]1号', [['字号', '明政发[2020]1号']]],
    [
      '来源：明川发布 时间：2024-07-01 09:30',
      [
        ['来源', '明川发布'],
        ['时间', '2024-07-01 09:30'],
      ],
    ],
    ['【效力位阶】地方规范性文件', [['效力位阶', '地方规范性文件']]],
    ['信息发布：', [['信息发布', '']]],
    ['2024-03-20 10:00', [['网页时间', '2024-03-20']]],
  ])('%s', (line, expected) => expect(read(line)).toEqual(expected));

  test.each([
    '时间：2024年5月20日上午9时',
    '来源清楚的可以登记',
    '来源：财政拨款。其余自筹。',
    '经核实，来源：财政拨款',
    '联系人：程某，联系电话：0899-2101234',
    '【通知】明川市关于甲事的通知',
    '编辑出版工作方案',
    '明川市关于2024-2026年行动计划的通知',
    '',
  ])('%j is none', (line) => expect(readMetadata(line)).toBeUndefined());
});

describe('titles and numbers of orders', () => {
  test.each([
    ['明川市人民政府办公室 关于做好甲事的通知', '明川市人民政府办公室关于做好甲事的通知'],
    ['关于甲事的通知（明府办发〔2017〕16号）', '关于甲事的通知'],
    ['关于甲事的通知明府办发[2017]16号', '关于甲事的通知'],
    ['【通知】关于做好甲事的通知', '关于做好甲事的通知'],
    ['关于 ABC 计划的通知', '关于 ABC 计划的通知'],
  ])('%s is cleaned to %s', (line, expected) => expect(cleanTitle(line)).toBe(expected));

  test.each([
    ['2018年清溪镇工作方案', true],
    ['明川市管理办法（试行）', true],
    ['关于印发《甲事方案》的通知', true],
    ['各单位要落实好本通知', false],
    ['一、制定工作方案', false],
    ['现将有关情况通知如下：', false],
    ['明川市人民政府2026年5月20日明川市工作方案', false],
    ['通知', false],
  ])('%s is built like a title: %s', (line, expected) => expect(isTitleShaped(line)).toBe(expected));

  test('forms and model texts are weak titles', () => {
    expect(isTitleShaped('窗口设备调查表')).toBe(false);
    expect(isWeakTitle('窗口设备调查表')).toBe(true);
    expect(isWeakTitle('工作方案范本')).toBe(true);
  });

  test.each([
    ['明川市人民政府令第12号', '明川市人民政府令第12号'],
    ['（明川市人民政府令 第十二号）', '明川市人民政府令第十二号'],
    ['明川市财政局公告2020年第5号', '明川市财政局公告2020年第5号'],
    ['依照市政府令第12号执行', undefined],
    ['第12号', undefined],
  ])('%s: %s', (line, expected) => expect(orderNumber(line)).toBe(expected));
});
