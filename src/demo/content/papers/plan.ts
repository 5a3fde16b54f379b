import type { Day } from '../../../law/day.ts';
import type { DemoAttachment, DemoOrganisation } from '../types.ts';
import { fill, type Scope } from './fill.ts';
import { ISSUE_LINES, OTHER_ROLES, ROLES, SAFEGUARDS, SCHEDULES } from './frames.ts';
import type { Matter } from './matter.ts';
import {
  addresseesOf,
  base,
  bodyOf,
  bracketed,
  filled,
  firstSentence,
  letter,
  livelihood,
  type Paper,
  scopeOf,
  sections,
} from './paper.ts';
import { turned } from './random.ts';
import { occurrence } from './workdays.ts';

const meeting = (by: DemoOrganisation) =>
  by.kind === 'government-office'
    ? '市政府常务会议'
    : by.shortName.endsWith('委')
      ? '委务会议'
      : '局长办公会议';

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
  const tasks = turned(matter.tasks, k * 2, k === 0 ? matter.tasks.length : 5);
  const why = fill(matter.why[k % matter.why.length]!, s);
  const goals = filled(matter.goals, s);
  const measures = filled(
    tasks.map(([head, ...lines]) => `${head}。${turned(lines, k, k === 0 ? lines.length : 2).join('')}`),
    s,
  );
  const ends = filled(
    s.choice.some(SAFEGUARDS, k === 0 ? 5 : 3).map(([head, line]) => `${head}${line}`),
    s,
  );
  const law = matter.laws[k % Math.max(1, matter.laws.length)];
  const opening = `${why}，${law ? `根据${law}和市委、市政府有关部署，` : ''}结合本市实际，制定本${matter.planWord.slice(-2)}。`;
  const divided = matter.partners.map((name) => `${name}：${s.choice.one(ROLES[name] ?? OTHER_ROLES)}。`);
  // Every other matter has a full plan this year, which begins with what has been reached.
  const full = k === 0 && matter.key.length % 2 === 0;
  const ground = full
    ? [
        `近年来，${matter.name}工作取得积极进展。${filled(turned(matter.results, 1, 3), s).join('')}`,
        `同时也要看到，工作中还有一些短板：${filled(turned(matter.problems, 2, 2), s)
          .map((line) => line.replace(/。$/, ''))
          .join('；')}。`,
      ]
    : [];
  const schedule = filled(SCHEDULES[(k + matter.key.length) % SCHEDULES.length]!, s);
  const behind =
    k % 3 === 0
      ? [
          title,
          opening,
          ...sections([
            ['工作基础', ground],
            ['工作目标', goals],
            ['重点任务', bracketed(measures)],
            [
              '职责分工',
              full
                ? [`{short}：牵头抓总，负责日常调度和督促检查。`.replace('{short}', by.shortName), ...divided]
                : [],
            ],
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
