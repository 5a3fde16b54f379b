import type { Day } from '../../../law/day.ts';
import type { DemoOrganisation } from '../types.ts';
import { fill } from './fill.ts';
import { LOCAL_ENDS, LOCAL_SCHEDULES } from './frames.ts';
import type { Matter } from './matter.ts';
import {
  addresseesOf,
  base,
  bodyOf,
  bracketed,
  filled,
  letter,
  livelihood,
  numeral,
  type Paper,
  scopeOf,
  sections,
} from './paper.ts';
import { turned } from './random.ts';

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
  const lines = filled(turned(matter.local, turn, matter.local.length), s);
  const ends = filled(turned(LOCAL_ENDS, turn, 2), s);
  const times = filled(LOCAL_SCHEDULES[turn % LOCAL_SCHEDULES.length]!, s);
  const variants = [
    [
      `为落实{cite:${plan}}，现就做好${WHOLE(by)}${matter.name}有关工作通知如下。`,
      ...sections([
        ['重点工作', bracketed(lines)],
        ['时间安排', times],
        ['工作要求', bracketed(ends)],
      ]),
    ],
    [
      `根据{cite:${plan}}要求，结合${by.kind === 'township' ? '本辖区' : '本地'}实际，现将${matter.name}工作安排如下。`,
      ...lines.map((line, i) => `${numeral(i + 1)}、${line}`),
      ...[...times, ...ends].map((line) => line.replace(/^（.）/, '')),
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
