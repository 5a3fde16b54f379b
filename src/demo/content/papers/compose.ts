import type { Day } from '../../../law/day.ts';
import type { DemoAttachment, DemoOrganisation } from '../types.ts';
import { fill, type Scope } from './fill.ts';
import {
  CONTACTS,
  ISSUE_LINES,
  LOCAL_ENDS,
  OBJECTIONS,
  OTHER_ROLES,
  ROLES,
  SAFEGUARDS,
  SCHEDULES,
} from './frames.ts';
import type { Matter } from './matter.ts';
import {
  addresseesOf,
  bodyOf,
  bracketed,
  drafterOf,
  filled,
  letter,
  type Paper,
  scopeOf,
  sections,
  tableLines,
} from './paper.ts';
import { turned } from './random.ts';
import { occurrence } from './workdays.ts';

/** What all papers of a matter have in common. */
export function base(
  matter: Matter,
  key: string,
  on: Day,
  by: DemoOrganisation,
): Pick<
  Paper,
  'key' | 'organisation' | 'drafter' | 'theme' | 'on' | 'attribute' | 'ground' | 'tags' | 'reach'
> {
  return {
    key,
    organisation: by.code,
    drafter: drafterOf(by.code),
    theme: matter.theme,
    on,
    attribute: 'proactive',
    ground: matter.ground,
    tags: [...matter.tags],
    reach: 'published',
  };
}

const livelihood = (matter: Matter) => (matter.livelihood ? ['livelihood'] : []);
const meeting = (by: DemoOrganisation) =>
  by.kind === 'government-office'
    ? '市政府常务会议'
    : by.shortName.endsWith('委')
      ? '委务会议'
      : '局长办公会议';

/** The first two sentences, for the summary. */
const firstSentence = (text: string) => text.slice(0, text.indexOf('。') + 1);

/**
 * The yearly plan of a matter, sent out by the body in charge or by the office of the government.
 * @param k how many years ago its series was; series of neighbouring years share as little as the parts allow
 */
export function planPaper(matter: Matter, today: Day, k: number): Paper {
  const [month] = matter.months;
  const on = occurrence(today, month, 6 + ((matter.key.length * 5) % 20), k);
  const key = `${matter.key}-plan-${k}`;
  const by = bodyOf(k === 1 && matter.organisation !== 'mcszf' ? 'mcszfb' : matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const title = fill(`明川市{Y}年${matter.name}${matter.planWord}`, s);
  s.known.set('title', title);
  s.known.set('meeting', meeting(by));
  const tasks = turned(matter.tasks, k * 2, Math.min(matter.tasks.length, 5 + (k % 2)));
  const why = fill(matter.why[k % matter.why.length]!, s);
  const goals = filled(matter.goals, s);
  const measures = filled(
    tasks.map(([head, ...lines]) => `${head}。${turned(lines, k, Math.max(2, lines.length - 1)).join('')}`),
    s,
  );
  const ends = filled(
    s.choice.some(SAFEGUARDS, 3).map(([head, line]) => `${head}${line}`),
    s,
  );
  const law = matter.laws[k % Math.max(1, matter.laws.length)];
  const opening = `${why}，${law ? `根据${law}和市委、市政府有关部署，` : ''}结合本市实际，制定本${matter.planWord.slice(-2)}。`;
  const divided = matter.partners.map((name) => `${name}：${s.choice.one(ROLES[name] ?? OTHER_ROLES)}。`);
  const schedule = filled(SCHEDULES[(k + matter.key.length) % SCHEDULES.length]!, s);
  const behind =
    k % 3 === 0
      ? [
          title,
          opening,
          ...sections([
            ['工作目标', goals],
            ['重点任务', bracketed(measures)],
            ['进度安排', schedule],
            ['保障措施', bracketed(ends)],
          ]),
        ]
      : k % 3 === 1
        ? [
            title,
            opening,
            ...sections([
              ['总体要求', [goals.join('')]],
              ['主要措施', bracketed(measures)],
              [
                '职责分工',
                [
                  `${by.kind === 'government-office' ? bodyOf(matter.organisation).shortName : '{short}'}：牵头抓总，负责方案的组织实施和日常调度。`,
                  ...divided,
                ].map((line) => fill(line, s)),
              ],
              ['工作要求', bracketed(ends)],
            ]),
          ]
        : [
            title,
            opening,
            ...sections([
              ['主要目标', goals],
              ...tasks.map(([head = '', ...lines]): [string, string[]] => [
                head,
                bracketed(filled(turned(lines, k + 1, 3), s)),
              ]),
              ['组织实施', ends],
            ]),
          ];
  const list = taskTable(matter, tasks, title, s);
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于印发《${title}》的通知`,
    series: '发',
    addressees: addresseesOf(by),
    body: letter({
      to: addresseesOf(by),
      text: [fill(ISSUE_LINES[(k + matter.name.length) % ISSUE_LINES.length]!, s)],
      attachments: list ? [list.name] : [],
      by,
      behind,
    }),
    genre: /计划|要点/.test(matter.planWord) ? '计划' : '方案',
    columns: ['policy/plan', ...livelihood(matter)],
    summary: `${firstSentence(goals[0] ?? '')}`,
    ...(list ? { attachments: [list] } : {}),
  };
}

function taskTable(
  matter: Matter,
  tasks: readonly (readonly string[])[],
  title: string,
  s: Scope,
): DemoAttachment | undefined {
  if (s.choice.number() < 0.35) return undefined;
  const due = ['6月底', '8月底', '9月底', '10月底', '11月底', '12月底'];
  const lead = bodyOf(matter.organisation).shortName;
  return {
    name: `${title.replace('明川市', '')}任务分解表.${s.choice.one(['xlsx', 'xlsx', 'docx'])}`,
    lines: [
      ['序号', '任务', '牵头单位', '责任单位', '完成时限'],
      ...tasks.map(([head = ''], i) => [
        String(i + 1),
        head,
        lead,
        `${matter.partners[(i + 1) % matter.partners.length] ?? lead}，各县（区）人民政府`,
        due[(i + s.choice.between(0, 2)) % due.length]!,
      ]),
    ],
  };
}

/** How the past year went, with figures by county. */
export function reportPaper(matter: Matter, today: Day, k: number): Paper {
  const on = occurrence(today, matter.months[1], 8 + ((matter.key.length * 7) % 18), k);
  const key = `${matter.key}-report-${k}`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const early = matter.months[1] <= 3;
  const period = fill(early ? '{Y-1}年' : matter.months[1] <= 8 ? '{Y}年上半年' : '{Y}年前三季度', s);
  const results = filled(turned(matter.results, k * 2, Math.max(3, matter.results.length - 2)), s);
  const figures = matter.table ? countyTable(matter.table, s) : undefined;
  const half = Math.ceil(results.length / 2);
  const parts: [string, string[]][] = [
    ['总体情况', [results.slice(0, half).join('')]],
    [
      matter.table?.name ?? '主要做法',
      figures ? [...tableLines(figures.rows)] : bracketed(results.slice(half)),
    ],
    ...(figures ? ([['主要特点', bracketed(results.slice(half))]] as [string, string[]][]) : []),
    ['存在的问题', bracketed(filled(turned(matter.problems, k, 2), s))],
    ['下一步工作', bracketed(filled(turned(matter.next, k, 3), s))],
  ];
  const file = figures && `${period}${matter.name}${matter.table!.name}.${k === 0 ? 'xlsx' : 'csv'}`;
  const report = k % 2 === 1;
  const to = report ? undefined : addresseesOf(by);
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于${period}${matter.name}工作情况的${report ? '报告' : '通报'}`,
    ...(report ? {} : { series: '函' as const, addressees: addresseesOf(by) }),
    body: letter({
      ...(to ? { to } : {}),
      text: [
        report
          ? `${period}，${by.shortName}围绕${matter.name}的年度任务，会同${matter.partners.slice(0, 2).join('、')}等单位和各县（区）推进各项工作。现将有关情况报告如下。`
          : `现将${period}全市${matter.name}工作情况通报如下。`,
        ...sections(parts),
      ],
      attachments: file ? [file] : [],
      by,
    }),
    genre: report ? '报告' : '通报',
    columns: ['notice', ...livelihood(matter)],
    summary: firstSentence(results[0] ?? ''),
    ...(file && figures ? { attachments: [{ name: file, lines: figures.rows }] } : {}),
  };
}

const COUNTIES = ['安和区', '青陵区', '云溪县', '芦泽县', '槐岭县', '高新区', '经开区'];

/** Figures of the seven counties and zones with their sum. */
function countyTable(t: NonNullable<Matter['table']>, s: Scope): { rows: string[][] } {
  const decimals = t.ranges.map(([low]) => (Number.isInteger(low) ? 0 : 1));
  const sums = t.ranges.map(() => 0);
  const rows = COUNTIES.map((county) => [
    county,
    ...t.ranges.map(([low, high], i) => {
      const factor = 10 ** decimals[i]!;
      const n = s.choice.between(low * factor, high * factor) / factor;
      sums[i]! += n;
      return n.toFixed(decimals[i]);
    }),
  ]);
  return {
    rows: [['县（区）', ...t.heads], ...rows, ['合计', ...sums.map((n, i) => n.toFixed(decimals[i]))]],
  };
}

/** An announcement to those whom a policy serves. */
export function callPaper(matter: Matter, today: Day, k: number): Paper {
  const call = matter.call!;
  const on = occurrence(today, matter.months[2], 4 + ((matter.key.length * 3) % 20), k);
  const key = `${matter.key}-call-${k}`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const genre = call.title.slice(-2);
  return {
    ...base(matter, key, on, by),
    title: `${by.name}${fill(call.title, s)}`,
    ...(genre === '通告' ? { series: '发' as const } : {}),
    body: letter({
      text: [
        fill(call.intro, s),
        ...sections(
          call.sections.map(([head, ...lines]) => [
            head,
            lines.length > 1 ? bracketed(filled(lines, s)) : filled(lines, s),
          ]),
        ),
        fill(CONTACTS[(k + matter.name.length) % CONTACTS.length]!, s),
      ],
      by,
    }),
    genre,
    columns: ['notice', ...livelihood(matter)],
    summary: firstSentence(fill(call.intro, s)).slice(0, 120),
  };
}

/** A list shown to the public before it is decided. */
export function rosterPaper(matter: Matter, today: Day, k: number): Paper {
  const roster = matter.roster!;
  const on = occurrence(today, matter.months[3], 3 + ((matter.key.length * 11) % 22), k);
  const key = `${matter.key}-roster-${k}`;
  const by = bodyOf(matter.organisation);
  const s = scopeOf(key, on, by, matter);
  const count = s.choice.between(7, 12);
  const rows = Array.from({ length: count }, (_, i) => [String(i + 1), ...filled(roster.row, s)]);
  const total = (roster.sums ?? []).map((at) => rows.reduce((sum, row) => sum + Number(row[at + 1]), 0));
  const decimals = (at: number) => (rows[0]?.[at + 1]?.split('.')[1] ?? '').length;
  const last = [
    '',
    '合计',
    ...roster.heads.slice(1).map((_, i) => {
      const at = (roster.sums ?? []).indexOf(i + 1);
      return at < 0 ? '' : total[at]!.toFixed(decimals(i + 1));
    }),
  ];
  const all = [['序号', ...roster.heads], ...rows, ...(total.length > 0 ? [last] : [])];
  s.known.set('n', String(count));
  (roster.sums ?? []).forEach((at, i) => {
    s.known.set(`sum${i + 1}`, total[i]!.toFixed(decimals(at)));
  });
  const shown = all.map((cells) => cells.filter((cell) => cell !== ''));
  const objections = filled(OBJECTIONS[(k + matter.name.length) % OBJECTIONS.length]!, s);
  const file = k === 0 ? `${fill(roster.title, s).replace(/^关于|的公示$/g, '')}明细表.xlsx` : undefined;
  return {
    ...base(matter, key, on, by),
    title: `${by.name}${fill(roster.title, s)}`,
    body: letter({
      text: [
        fill(roster.intro, s),
        ...sections([
          ['公示内容', tableLines(shown)],
          ['有关说明', filled(roster.after, s)],
          ['公示时间和意见反映', objections],
        ]),
      ],
      attachments: file ? [file] : [],
      by,
    }),
    genre: '公示',
    columns: ['notice', ...livelihood(matter)],
    summary: firstSentence(fill(roster.intro, s)).slice(0, 120),
    ...(file ? { attachments: [{ name: file, lines: all }] } : {}),
  };
}

const WHOLE = (by: DemoOrganisation) =>
  by.kind === 'special-zone'
    ? '全区'
    : by.kind === 'county'
      ? by.name.includes('区人民')
        ? '全区'
        : '全县'
      : by.name.includes('街道')
        ? '全街道'
        : by.name.includes('乡人民')
          ? '全乡'
          : '全镇';
const LOWER = (by: DemoOrganisation) =>
  by.kind === 'special-zone'
    ? '区内各单位'
    : by.kind === 'county'
      ? '各乡镇（街道）'
      : by.name.includes('街道')
        ? '各社区'
        : '各村（社区）';

/** How a county or township carries out the plan of the city. */
export function localPaper(matter: Matter, it: { code: string; on: Day; plan: string; turn: number }): Paper {
  const { code, on, plan, turn } = it;
  const key = `${matter.key}-local-${code}`;
  const by = bodyOf(code);
  const s = scopeOf(key, on, by, matter);
  s.known.set('whole', WHOLE(by));
  s.known.set('lower', LOWER(by));
  const lines = filled(turned(matter.local, turn, Math.min(matter.local.length, 4)), s);
  const ends = filled(turned(LOCAL_ENDS, turn, 2), s);
  const variants = [
    [
      `为落实{cite:${plan}}，现就做好${WHOLE(by)}${matter.name}有关工作通知如下。`,
      ...sections([
        ['重点工作', bracketed(lines)],
        ['工作要求', bracketed(ends)],
      ]),
    ],
    [
      `根据{cite:${plan}}要求，结合${by.kind === 'township' ? '本辖区' : '本地'}实际，现将${matter.name}工作安排如下。`,
      ...lines.map((line, i) => `${['一', '二', '三', '四'][i]}、${line}`),
      ...ends,
    ],
  ];
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于做好${s.on.slice(0, 4)}年${matter.name}工作的通知`,
    series: '发',
    addressees: addresseesOf(by),
    body: letter({ to: addresseesOf(by), text: variants[turn % 2]!, by }),
    genre: '通知',
    columns: ['policy/other', ...livelihood(matter)],
    summary: `${by.shortName}部署${s.on.slice(0, 4)}年${matter.name}工作，明确重点任务和时间要求。`,
    region: code,
    relations: [{ kind: 'based-on', key: plan }],
  };
}

const VISITS = [
  {
    what: '专项督查',
    done: '督查采取听取汇报、查阅资料、实地察看、走访群众相结合的方式进行，不提前通知具体点位。',
  },
  {
    what: '自查自纠',
    done: '各单位对照清单逐项自查，能立即改正的立即改正，不能立即改正的列出时限和责任人。',
  },
  {
    what: '业务培训',
    done: '培训采取集中授课和现场教学相结合的方式，培训结束后统一组织测试，测试结果反馈所在单位。',
  },
  {
    what: '半年评估',
    done: '评估委托第三方机构开展，评估数据以各地报送和现场抽样为准，抽样比例不低于{10~25}%。',
  },
  { what: '“回头看”', done: '“回头看”以上一轮检查发现的问题为重点，逐项核对整改情况，防止问题反弹。' },
] as const;

/** An inspection, a training or the like that the body in charge calls for. */
export function visitPaper(matter: Matter, on: Day, turn: number): Paper {
  const by = bodyOf(matter.organisation);
  const key = `${matter.key}-visit-${turn}`;
  const s = scopeOf(key, on, by, matter);
  const visit = VISITS[(turn + matter.key.length) % VISITS.length]!;
  const found = filled(turned(matter.problems, turn, 2), s);
  const wanted = filled(turned(matter.next, turn + 1, 3), s);
  const heads = turned(matter.tasks, turn, 3).map(([head = '']) => head);
  const training = visit.what === '业务培训';
  const first = training
    ? `为帮助基层同志准确掌握${matter.name}政策，解决工作中遇到的实际困难，${by.shortName}定于{+14}至{+16}举办全市${matter.name}业务培训。现将有关事项通知如下。`
    : `从近期调研和群众反映的情况看，${matter.name}工作仍有薄弱环节：${found.map((line) => line.replace(/。$/, '')).join('；')}。为推动问题解决，决定自{+10}起开展${matter.name}${visit.what}。现将有关事项通知如下。`;
  return {
    ...base(matter, key, on, by),
    title: `${by.name}关于开展${on.slice(0, 4)}年${matter.name}${visit.what}的通知`,
    series: '发',
    addressees: addresseesOf(by),
    body: letter({
      to: addresseesOf(by),
      text: [
        fill(first, s),
        ...sections([
          [
            training ? '培训内容' : '主要内容',
            bracketed(
              heads.map((head) =>
                fill(`${head}${training ? '的政策依据、办理流程和常见问题' : '任务落实情况'}。`, s),
              ),
            ),
          ],
          [training ? '培训方式' : '方式方法', [fill(visit.done, s)]],
          ['有关要求', bracketed(wanted)],
        ]),
        fill(
          training
            ? '请各县（区）于{+7}前将{4~8}名参训人员名单发至{short}，联系电话：{tel}。食宿统一安排，往返交通费由派出单位承担。'
            : '各县（区）、各有关单位于{+30}前将书面情况报{short}，联系电话：{tel}。',
          s,
        ),
      ],
      by,
    }),
    genre: '通知',
    columns: ['policy/other'],
    summary: `${by.shortName}自${fill('{+10日}', s)}起开展${matter.name}${visit.what}。`,
  };
}
