import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

interface Expected {
  file: string;
  encoding?: string;
  title?: string;
  number?: string;
  issuer?: string;
  addressees?: string;
  written?: string;
  published?: string;
  effective?: string;
  mark?: string;
  source?: string;
  /** The lines that are the paper, counted by hand. */
  paper: Lines;
  /** Number of documents the page holds, when several. */
  documents?: number;
}

const SAMPLES: Expected[] = [
  {
    file: 'gazette-damaged-date',
    title: '明川市人民政府办公室关于规范便民服务窗口名称的通知',
    number: '明市府办函〔2009〕41号',
    issuer: '明川市人民政府办公室',
    addressees: '各区、县人民政府，市级各部门',
    written: '2009-05-06',
    source: '明川市人民政府公报',
    paper: [[16, 27]],
  },
  {
    file: 'reprint-with-advertising',
    title: '市人民政府办公室关于印发明川市路灯维护办法的通知',
    number: '明府办发〔2021〕7号',
    issuer: '明川市人民政府办公室',
    addressees: '各区、县人民政府，市政府各部门',
    written: '2021-03-12',
    published: '2021-03-12',
    effective: '2021-05-01',
    mark: 'proactive',
    source: '明川市人民政府 http://www.mingchuan.example/art/2021/3/12/art_77_1001.html',
    paper: [
      [16, 21],
      [25, 33],
    ],
  },
  {
    file: 'report-with-feedback-form',
    title: '望川县2019年度政务公开工作报告',
    issuer: '望川县人民政府',
    published: '2020-01-21',
    paper: [[5, 15]],
  },
  {
    file: 'township-plan',
    title: '2022年清溪镇河道清理工作方案',
    issuer: '清溪镇人民政府',
    source: '望川县政府信息公开网',
    paper: [[5, 15]],
  },
  {
    file: 'several-documents',
    title: '明川市民政局关于调整社区食堂开放时间的通知',
    paper: [[5, 25]],
    documents: 3,
  },
  { file: 'sharing-site-excerpts', title: '明川市窗口服务规范方案汇编', paper: [[5, 14]], documents: 4 },
  { file: 'no-title', published: '2024-07-01', source: '明川发布', paper: [[5, 6]] },
  {
    file: 'application-form-annex',
    title: '关于开放学校操场的通知',
    number: '明体发〔2024〕5号',
    issuer: '明川市体育局',
    addressees: '各区、县体育局，各学校',
    written: '2024-02-26',
    paper: [
      [9, 13],
      [15, 28],
    ],
  },
  {
    file: 'name-list',
    title: '明川市2024年困难家庭用水减免名单公示',
    issuer: '明川市水务局',
    published: '2024-08-05',
    paper: [[6, 11]],
  },
  {
    file: 'announcement-gb18030',
    encoding: 'gb18030',
    title: '明川市交通运输局关于公交线路夜间加班车的公告',
    number: '明交公告〔2022〕3号',
    issuer: '明川市交通运输局',
    written: '2022-09-08',
    effective: '2022-10-01',
    mark: 'proactive',
    paper: [[5, 8]],
  },
  {
    file: 'policy-library-utf16',
    encoding: 'utf-16le',
    title: '明川市人民政府办公厅关于印发公园名称牌设置指引的通知',
    number: '明政办发〔2025〕17号',
    issuer: '明川市人民政府办公厅',
    addressees: '各区、县人民政府，市政府各委、办、局，市属各企业',
    written: '2025-05-15',
    published: '2025-06-08',
    mark: 'proactive',
    paper: [
      [10, 13],
      [15, 20],
    ],
  },
  {
    file: 'decree-law-database',
    title: '明川市电梯安全管理办法',
    number: '明川市人民政府令第12号',
    issuer: '明川市人民政府',
    written: '2015-03-01',
    published: '2015-03-01',
    effective: '2015-05-01',
    source: 'http://www.mingchuan.example/1.html',
    paper: [[11, 20]],
  },
  {
    file: 'social-media-post',
    title: '明川市人民政府办公室关于2024年清明节放假安排的通知',
    issuer: '明川市人民政府办公室',
    addressees: '各区、县人民政府',
    published: '2024-03-20',
    source: '市政府办公室',
    paper: [[4, 7]],
  },
  {
    file: 'meeting-notice',
    title: '关于召开全市政务公开工作会议的通知',
    issuer: '市政务公开办',
    addressees: '各区县政务公开办',
    written: '2024-05-10',
    paper: [[6, 15]],
  },
  {
    file: 'reply-letter',
    title: '明川市人民政府关于同意设立清溪公园的批复',
    number: '明府函〔2020〕8号',
    issuer: '明川市人民政府',
    addressees: '云台区人民政府',
    written: '2020-01-08',
    paper: [[5, 9]],
  },
  {
    file: 'department-box',
    title: '明川市农业农村局关于印发《明川市农机报废补贴实施细则》的通知',
    number: '明农规〔2021〕2号',
    issuer: '明川市农业农村局',
    addressees: '各县（区）农业农村局',
    written: '2021-11-03',
    published: '2021-11-05',
    effective: '2021-12-05',
    source: '市农业农村局',
    paper: [[13, 21]],
  },
  {
    file: 'measure-with-rules',
    title: '明川市人民政府关于印发明川市城市绿地管理办法的通知',
    number: '明府规〔2024〕2号',
    issuer: '明川市人民政府',
    addressees: '各区、县（市）人民政府，高新区管委会，市级各部门、各单位',
    written: '2024-05-16',
    published: '2024-05-18',
    effective: '2024-07-01',
    source: '市园林局',
    paper: [[11, 19]],
  },
  {
    file: 'proposal-reply',
    title: '关于对市政协十届三次会议第88号提案的答复',
    issuer: '明川市交通运输局',
    addressees: '程望舒委员',
    written: '2023-06-30',
    paper: [[2, 11]],
  },
  { file: 'form-only', title: '明川市窗口登记表', issuer: '明川市人民政府', paper: [1, [3, 4]] },
  { file: 'figures-table', title: '明川市2023年部门决算表', issuer: '明川市人民政府', paper: [[2, 6]] },
];

function sample(expected: Expected) {
  const bytes = readFileSync(new URL(`samples/${expected.file}.txt`, import.meta.url));
  const text = new TextDecoder(expected.encoding ?? 'utf-8').decode(bytes);
  return { text, read: readText(bytes, `${expected.file}.txt`) };
}

describe('[R-DOC-01] [R-AGG-05] invented pages of many kinds', () => {
  test.each(SAMPLES)('$file: fields', (expected) => {
    const { read } = sample(expected);
    expect({
      title: read.title.value,
      number: read.documentNumber.value,
      issuer: read.issuer.value,
      addressees: read.addressees.value,
      written: read.writtenOn.value,
      published: read.publishedOn.value,
      effective: read.effectiveOn.value,
      mark: read.disclosureMark.value,
      source: read.source.value,
    }).toEqual({
      title: expected.title,
      number: expected.number,
      issuer: expected.issuer,
      addressees: expected.addressees,
      written: expected.written,
      published: expected.published,
      effective: expected.effective,
      mark: expected.mark,
      source: expected.source,
    });
    expect(read.excerpts).toHaveLength(expected.documents ?? 0);
  });

  test.each(SAMPLES)('$file: the paper is kept whole and nothing else is', (expected) => {
    const { text, read } = sample(expected);
    expect(read.body.split('\n')).toEqual(visibleLines(text, expected.paper));
    const all = visibleLines(text, [[1, 1000]]).length;
    expect(read.body.split('\n').length + read.removed.length).toBe(all);
  });

  test.each(SAMPLES)('$file: every guess shows its words', (expected) => {
    const { text, read } = sample(expected);
    const lines = text.split(/\r?\n/);
    for (const guess of [read.documentNumber, read.writtenOn, read.publishedOn, read.addressees]) {
      expect(guess.confidence).toBeGreaterThanOrEqual(0);
      expect(guess.confidence).toBeLessThanOrEqual(1);
      if (guess.value === undefined) continue;
      expect(lines[guess.line! - 1]).toContain(guess.evidence);
      expect(guess.confidence).toBeGreaterThan(0);
    }
  });
});

describe('what a person has to look at', () => {
  const named = (file: string) => sample(SAMPLES.find((s) => s.file === file)!).read;

  test('[R-DOC-14] a damaged date is a proposal', () => {
    const read = named('gazette-damaged-date');
    expect(read.writtenOn.confidence).toBeLessThan(0.5);
    expect(read.writtenOn.evidence).toBe('○○九年五月六日');
    expect(read.warnings.join()).toContain('可能是2009年');
  });

  test('a page without title says so', () => {
    expect(named('no-title').warnings).toContain('没有找到标题，请填写。');
  });

  test('the time of a reprint is not the date of publication', () => {
    expect(named('reprint-with-advertising').publishedOn.note).toContain('2021-04-02');
  });

  test('joint papers name the other organisations', () => {
    expect(named('application-form-annex').issuer.note).toContain('明川市教育局');
  });

  test('a paper in force from its issue has no day of effect yet', () => {
    expect(named('policy-library-utf16').effectiveOn.note).toContain('印发');
  });

  test('[R-DOC-10] a mark against disclosure gives no attribute', () => {
    expect(named('reply-letter').disclosureMark.note).toContain('不予公开');
  });

  test('several documents are listed with their numbers and lines', () => {
    expect(named('several-documents').excerpts).toEqual([
      { title: '明川市民政局关于调整社区食堂开放时间的通知', documentNumber: '明民发〔2023〕12号', line: 3 },
      { title: '明川市水务局关于小区水箱清洗情况的通报', documentNumber: '明水函〔2023〕8号', line: 10 },
      { title: '清溪镇防汛物资储备方案', line: 21 },
    ]);
    expect(named('sharing-site-excerpts').excerpts).toEqual([
      { title: '窗口服务提升方案范本', line: 5 },
      { title: '明川市人民政府办公厅关于规范窗口叫号的通知', documentNumber: '明办发〔2018〕31号', line: 7 },
      { title: '清溪县窗口设备调查表', line: 9 },
      { title: '清溪县政务服务中心2017年工作总结', line: 13 },
    ]);
  });
});
