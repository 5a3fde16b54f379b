import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findPersonalData } from '../../../law/personal-data.ts';
import { readText } from './index.ts';

/** Line numbers from a to b, both included, or one line. */
type Lines = ([number, number] | number)[];

/** The visible lines of a text with these numbers, blanks around them left out: an oracle counted by hand. */
function visibleLines(text: string, lines: Lines): string[] {
  const wanted = (n: number) => lines.some((l) => (typeof l === 'number' ? n === l : n >= l[0] && n <= l[1]));
  return text
    .split(/\r?\n/)
    .map((line) => line.replaceAll('\u00a0', ' ').trim())
    .filter((line, i) => line !== '' && wanted(i + 1));
}

// Real pages, outside the project: their sentences are not copied here, only line numbers and bits of words.
const SEEDS = new URL('../../../../../shared/seeds/', import.meta.url);
const present = existsSync(SEEDS);

function seed(prefix: string) {
  const name = readdirSync(SEEDS).find((f) => f.startsWith(prefix))!;
  const bytes = readFileSync(new URL(name, SEEDS));
  return { text: bytes.toString('utf8'), read: readText(bytes, name) };
}

/** First ten and last eight characters and the length of a title. */
const outline = (title: string | undefined) => title && [title.slice(0, 10), title.slice(-8), title.length];

/** Counted by reading: the lines that are the paper, and bits from twenty places of it. */
const PAPERS: { prefix: string; paper: Lines; bits: string[] }[] = [
  {
    prefix: '000',
    paper: [[16, 72]],
    bits: [
      '区人民政府,市级各部门',
      '进政府信息公开和公共企',
      '突出重点,加大公开力度',
      '息。(市发展改革委负责',
      '《全市2009年重大项',
      '投向、执行进度、实施效',
      '土资源局、市移民办负责',
      '公共事业、促进农民增收',
      '体建设,完善公开形式',
      ',推动政务公开全面深化',
      '善新闻发布的组织协调和',
      '站上公布。将行政审批事',
      '线工作。(市监察局负责',
      '除公开法律、法规、规章',
      '织领导,狠抓工作落实',
      '导,创新机制,狠抓落实',
      '、同落实、同检查、同考',
      '督检查,各方面进一步理',
      '府信息公开管理中心负责',
      '年四月十四日',
    ],
  },
  {
    prefix: '001',
    paper: [[5, 49]],
    bits: [
      '政,不断增强政府公信力',
      '策、执行、管理、服务和',
      '明理由。凡未明确公开属',
      '见收集和采纳情况的说明',
      '方位公开,及时公开重点',
      '、征地补偿、拆迁安置、',
      '持续规范推进政府信息公',
      '新条例的各项规定,全面',
      '阶段性产生信息、时间间',
      '位做好重点领域信息公开',
      '告、工作规划、会议议决',
      '依申请公开目录编制,做',
      '、强化政策解读和平台建',
      ',解读材料要内容详实,',
      '等方法,多角度、全方位',
      '、加强组织领导和监督考',
      '要议事日程,主要负责人',
      '本单位政务公开责任,同',
      '察政务公开工作先进经验',
      '办法,将信息公开、政策',
    ],
  },
  {
    prefix: '002',
    paper: [
      [16, 20],
      [24, 214],
    ],
    bits: [
      '直属事业单位,市管企业',
      '务公开助力稳增长',
      '、降费、降低要素成本信',
      '和公共资源配置信息公开',
      '好项目准备、实施等阶段',
      '发布随机抽查事项清单(',
      '单位:市粮食局、市农委',
      '新产业、培育新动能工作',
      '资料市场运行情况公开力',
      '况。(牵头单位:市农委',
      ',主动回应社会关注的热',
      '品药品安全领域信息公开',
      '位:市有关部门分头落实',
      '意炒作等加剧市场波动。',
      '大数据推动公开水平。',
      '落实“五公开”工作机制',
      '用新闻发布会、政策吹风',
      '要信息内容和应用系统,',
      '市网信办、市政府新闻办',
      '引发的行政诉讼和行政复',
    ],
  },
  {
    prefix: '003',
    paper: [[5, 39]],
    bits: [
      '息公开工作情况报告如下',
      '9年基本情况',
      '领导小组,市委常委、常',
      '晓的事项以及依法需要公',
      '”。大力推进政务公开示',
      '开查阅点建设。在市档案',
      '报道,并给予充分的肯定',
      '站和《安徽省政务公开交',
      '查、投诉、访谈等窗口,',
      '时限,少则3、4个月,',
      '些单位政务公开内容不规',
      '息公开情况',
      '约占所有政府信息的2%',
      '加积极主动;三是依申请',
      '继续完善政府信息公开工',
      '制,加强公开载体建设,',
      '强政务公开和办事公开示',
      '理全过程,贯穿于服务“',
      '政权力公开透明运行机制',
      '批、便民服务、投资政策',
    ],
  },
  {
    prefix: '004',
    paper: [[5, 170]],
    bits: [
      '和廉洁度的一个重要指标',
      '试点领域标准指引,结合',
      '政放权,努力打造高效政',
      '面清理整合网站信息资源',
      '询点”指根据本方案明确',
      '后于2010年7月15',
      '和公众需求进行动态调整',
      '使用、采购项目等信息,',
      '保政务公开工作所需的软',
      '公众生产生活的服务作用',
      '担行政权力电子政务大厅',
      '6年政务公开工作实施方',
      '限、审核程序和责任单位',
      '查询服务。',
      '公开情况统计报送是行政',
      '单位数据汇总后报市政府',
      '华人民共和国政府信息公',
      '位:各区(市)县政府、',
      '政决策专家咨询论证制度',
      '集行政审批、公共资源交',
    ],
  },
];

test('the real pages are at hand', (context) => {
  if (!present) context.skip('没有 ../shared/seeds 文件夹，跳过真实页面的测试');
  expect(readdirSync(SEEDS).filter((f) => f.endsWith('.txt'))).toHaveLength(5);
});

describe.skipIf(!present)('[R-DOC-01] five real pages', () => {
  test.each(PAPERS)('$prefix: the paper is kept whole and nothing else is', ({ prefix, paper, bits }) => {
    const { text, read } = seed(prefix);
    expect(read.body.split('\n')).toEqual(visibleLines(text, paper));
    expect(bits).toHaveLength(20);
    for (const bit of bits) expect(read.body).toContain(bit);
    const accounted = read.body.split('\n').length + read.removed.length;
    expect(accounted).toBe(visibleLines(text, [[1, 10_000]]).length);
    for (const { reason } of read.removed) expect(reason).toMatch(/\p{Script=Han}{2}/u);
    expect(findPersonalData(text)).toEqual([]);
  });

  test.each(PAPERS)('$prefix: line ends and byte order mark make no difference', ({ prefix }) => {
    const { text, read } = seed(prefix);
    const windows = new TextEncoder().encode(`\ufeff${text.replaceAll('\n', '\r\n')}`);
    expect(readText(windows, 'a.txt')).toEqual(read);
  });

  test('[R-DOC-14] 000: a gazette page with a damaged date', () => {
    const { read } = seed('000');
    expect(outline(read.title.value)).toEqual(['达州市人民政府办公室', '务公开工作的通知', 30]);
    expect(read.documentNumber).toMatchObject({ value: '达市府办函〔2009〕97号', line: 14 });
    expect(read.issuer.value).toBe('达州市人民政府办公室');
    expect(outline(read.addressees.value)).toEqual(['各县、市、区人民政府', '政府,市级各部门', 16]);
    expect(read.addressees.line).toBe(16);
    expect(read.writtenOn).toMatchObject({ value: '2009-04-14', evidence: '○○九年四月十四日', line: 72 });
    expect(read.writtenOn.confidence).toBeLessThan(0.5);
    expect(read.writtenOn.note).toContain('2009年');
    expect(read.warnings.join()).toContain('成文日期');
    expect(read.source.value).toBe('达州市人民政府公报');
    expect(read.publishedOn.value).toBeUndefined();
    expect(read.disclosureMark.value).toBeUndefined();
    expect(read.excerpts).toEqual([]);
  });

  test('001: a plan without a number', () => {
    const { read } = seed('001');
    expect(outline(read.title.value)).toEqual(['2018年历阳镇政务', '政务公开工作方案', 16]);
    expect(read.documentNumber.value).toBeUndefined();
    expect(read.addressees.value).toBeUndefined();
    expect(read.writtenOn.value).toBeUndefined();
    expect(read.issuer.value).toBe('历阳镇人民政府');
    expect(read.issuer.confidence).toBeLessThan(0.5);
    expect(read.excerpts).toEqual([]);
  });

  test('[R-DOC-10] [R-AGG-05] 002: a reprint on a commercial page', () => {
    const { read } = seed('002');
    expect(outline(read.title.value)).toEqual(['市人民政府办公厅关于', '开工作要点的通知', 31]);
    expect(read.documentNumber.value).toBe('筑府办发〔2017〕16号');
    expect(read.issuer.value).toBe('贵阳市人民政府办公厅');
    expect(read.writtenOn.value).toBe('2017-06-16');
    expect(read.publishedOn.value).toBe('2017-06-16');
    expect(read.publishedOn.note).toContain('2017-08-21');
    expect(read.effectiveOn.value).toBe('2017-06-16');
    expect(read.disclosureMark).toMatchObject({ value: 'proactive', line: 22 });
    expect(read.source.value).toMatch(/^贵阳市人民政府 http.*1198517\.html$/);
    expect(read.body).not.toMatch(/食品伙伴|11402|扫码关注|此件公开发布|Processed in|核心提示/);
    expect(read.excerpts).toEqual([]);
  });

  test('003: a report with page tools and a feedback form', () => {
    const { read } = seed('003');
    expect(outline(read.title.value)).toEqual(['淮南市2009年度政', '信息公开工作报告', 19]);
    expect(read.publishedOn).toMatchObject({ value: '2010-03-30', line: 3 });
    expect(read.writtenOn.value).toBeUndefined();
    expect(read.body).not.toMatch(/文字大小|背景色|联系方式|宝贵的意见/);
    expect(read.removed.filter((r) => r.reason === '反馈表单').map((r) => r.line)).toEqual([
      41, 42, 44, 46, 48,
    ]);
    expect(read.excerpts).toEqual([]);
  });

  test('[R-DOC-14] 004: a page that holds excerpts of sixteen documents', () => {
    const { read } = seed('004');
    expect(read.excerpts.map((e) => [e.line, e.documentNumber])).toEqual([
      [5, undefined],
      [12, '荆政办文〔2020〕6号'],
      [20, '钦政办〔2014〕52号'],
      [27, '市政办发〔2015〕22号'],
      [36, undefined],
      [49, undefined],
      [59, undefined],
      [81, '成办发〔2006〕121号'],
      [86, undefined],
      [102, '成办发〔2007〕98号'],
      [110, '成办函〔2010〕157号'],
      [121, '成办发〔2016〕28号'],
      [130, '成办发〔2008〕80号'],
      [143, '成办发〔2013〕56号'],
      [156, '成办发〔2014〕34号'],
      [166, '钦政办〔2012〕62号'],
    ]);
    const titles = read.excerpts.map((e) => e.title);
    expect(outline(titles[0])).toEqual(['市本级政务公开实施方', '公开实施方案范本', 13]);
    expect(outline(titles[4])).toEqual(['新都区政府信息公开查', '公开查询点调查表', 15]);
    expect(outline(titles[5])).toEqual(['政务公开实施方案样本', '公开实施方案样本', 10]);
    expect(outline(titles[6])).toEqual(['市信访办20年政务公', '公开工作实施方案', 17]);
    expect(titles[8]).toMatch(/^成都市新都区.*决算编制说明$/);
    for (const i of [1, 2, 3, 7, 9, 10, 11, 12, 13, 14, 15])
      expect(titles[i]).toMatch(/办公[厅室]关于.*(?:通知|意见)$/);
    expect(read.title.note).toContain('多份文件');
    expect(read.documentNumber.value).toBeUndefined();
    expect(read.writtenOn.value).toBeUndefined();
    expect(read.warnings.join()).toContain('16 份文件');
  });
});
