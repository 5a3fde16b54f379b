import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import type { Role } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import { contentHash, type EditionContent, readEdition } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import { serviceActor } from '../src/platform/actor.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { instant, settableClock } from '../src/platform/clock.ts';
import { newPublicId, newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { Refusal } from '../src/platform/errors.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { oneColumn, paper, seen as seenAt, startDraft } from './passage-kit.ts';

// The oracle, by hand. Everybody holds every role everywhere; only what a person has done before speaks against them.
// 4 人: departments by default; 3 人: public enterprises; 2 人: townships.
const PERSONS = `
| 制度 | 起草 | 又改过 | 公开属性审查 | 保密审查 | 签发 | 结果                   |
| 4 人 | 甲   |        | 乙           | 丙       | 丁   | 通过                   |
| 4 人 | 甲   | 戊     | 乙           | 丙       | 丁   | 通过                   |
| 4 人 | 甲   |        | 甲           |          |      | 公开属性审查：参与起草 |
| 4 人 | 甲   |        | 乙           | 甲       |      | 保密审查：参与起草     |
| 4 人 | 甲   |        | 乙           | 丙       | 甲   | 签发：参与起草         |
| 4 人 | 甲   | 丁     | 乙           | 丙       | 丁   | 签发：参与起草         |
| 4 人 | 甲   |        | 乙           | 乙       |      | 保密审查：不足 4 人    |
| 4 人 | 甲   |        | 乙           | 丙       | 乙   | 签发：不足 4 人        |
| 4 人 | 甲   |        | 乙           | 丙       | 丙   | 签发：不足 4 人        |
| 4 人 | 甲   | 戊     | 乙           | 丙       | 丙   | 签发：不足 4 人        |
| 3 人 | 甲   |        | 乙           | 丙       | 丁   | 通过                   |
| 3 人 | 甲   |        | 乙           | 乙       | 丙   | 通过                   |
| 3 人 | 甲   |        | 乙           | 丙       | 乙   | 通过                   |
| 3 人 | 甲   |        | 乙           | 丙       | 丙   | 通过                   |
| 3 人 | 甲   |        | 乙           | 乙       | 乙   | 签发：不足 3 人        |
| 3 人 | 甲   |        | 乙           | 丙       | 甲   | 签发：参与起草         |
| 2 人 | 甲   |        | 乙           | 丙       | 丁   | 通过                   |
| 2 人 | 甲   |        | 乙           | 乙       | 乙   | 通过                   |
| 2 人 | 甲   |        | 甲           |          |      | 公开属性审查：参与起草 |
| 2 人 | 甲   |        | 乙           | 甲       |      | 保密审查：参与起草     |
| 2 人 | 甲   |        | 乙           | 乙       | 甲   | 签发：参与起草         |
| 2 人 | 甲   | 乙     | 乙           |          |      | 公开属性审查：参与起草 |
| 2 人 | 甲   | 丙     | 乙           | 乙       | 丙   | 签发：参与起草         |`;

// Deputies: A代B = A stands in for B. Today, until yesterday, from tomorrow. They count as one as long as it holds, and
// everybody acts by their own right here.
const DEPUTIES = `
| 制度 | 代理         | 起草 | 公开属性审查 | 保密审查 | 签发 | 结果                                   |
| 2 人 | 今日 丙代甲  | 甲   | 丙           |          |      | 公开属性审查：正代理甲，甲起草         |
| 2 人 | 今日 丙代甲  | 甲   | 乙           | 丙       |      | 保密审查：正代理甲，甲起草             |
| 2 人 | 今日 丙代甲  | 甲   | 乙           | 乙       | 丙   | 签发：正代理甲，甲起草                 |
| 2 人 | 今日 丙代甲  | 丙   | 甲           |          |      | 公开属性审查：丙正代理，丙起草         |
| 2 人 | 今日 丙代甲  | 丙   | 乙           | 乙       | 甲   | 签发：丙正代理，丙起草                 |
| 2 人 | 今日 丙代丁  | 甲   | 丙           | 丙       | 丙   | 通过                                   |
| 2 人 | 昨日止 丙代甲 | 甲  | 丙           | 丙       | 丙   | 通过                                   |
| 2 人 | 明日起 丙代甲 | 甲  | 丙           | 丙       | 丙   | 通过                                   |
| 4 人 | 今日 丙代乙  | 甲   | 乙           | 丙       |      | 保密审查：正代理乙，乙已办，不足 4 人  |
| 4 人 | 今日 丙代乙  | 甲   | 丙           | 乙       |      | 保密审查：丙正代理，丙已办，不足 4 人  |
| 4 人 | 今日 丁代乙  | 甲   | 乙           | 丙       | 丁   | 签发：正代理乙，乙已办，不足 4 人      |
| 4 人 | 今日 戊代丁  | 甲   | 乙           | 丙       | 丁   | 通过                                   |
| 4 人 | 昨日止 丙代乙 | 甲  | 乙           | 丙       | 丁   | 通过                                   |
| 3 人 | 今日 丙代乙  | 甲   | 乙           | 丙       | 丁   | 通过                                   |
| 3 人 | 今日 丙代乙  | 甲   | 丁           | 乙       | 丙   | 通过                                   |
| 3 人 | 今日 丙代乙  | 甲   | 乙           | 乙       | 丙   | 签发：正代理乙，乙已办，不足 3 人      |`;

/** The words of a refusal that rests on a deputation. */
function deputyWords(result: string): string {
  const [step, why] = result.split('：') as [string, string];
  const [who, did, number] = why.split('，') as [string, string, string | undefined];
  const because = who.startsWith('正代理') ? `您${who}` : `${who}您`;
  return number
    ? `${because}，代理期间两人视为同一人；${did.slice(0, 1)}已经办过前面的环节，本单位规定一件文件至少由 ${number.slice(2).trim()}经手，所以您不能作${step}，请由其他同事办理。`
    : `${because}，代理期间两人视为同一人；${did.slice(0, 1)}参与了本件的起草或修改，所以您不能作${step}，请由其他同事办理。`;
}

/** The words of a refusal. */
function words(result: string): string {
  const [step, why] = result.split('：') as [string, string];
  return why === '参与起草'
    ? `您参与了本件的起草或修改，不能再作${step}，请由其他同事办理。`
    : `本单位规定一件文件至少由 ${why.slice(2).trim()}经手，您已经办过前面的环节，不能再作${step}，请由其他同事办理。`;
}

const NAMES = { 甲: 'jia', 乙: 'yi', 丙: 'bing', 丁: 'ding', 戊: 'wu' } as const;
type Name = keyof typeof NAMES;
const CODES = { '4 人': 'bureau', '3 人': 'waterworks', '2 人': 'town' } as const;
type Policy = keyof typeof CODES;

const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
let column: number;
const organs = new Map<Policy, number>();
const people = new Map<Name, ChangeContext>();
const as = (name: Name) => people.get(name)!;
const db = () => app.office!.db;

/** Runs a statement as the administrator of the database: what no program of ours does. */
async function administer(...statements: string[]): Promise<void> {
  const client = await connect(database.address(inject('superuser')));
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock, faces: ['portal', 'console'] })), clock };
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government' });
  organs.set('4 人', await addOrgan(db(), { code: 'bureau', kind: 'department', parentId: city }));
  organs.set('3 人', await addOrgan(db(), { code: 'waterworks', kind: 'public-enterprise', parentId: city }));
  organs.set('2 人', await addOrgan(db(), { code: 'town', kind: 'township', parentId: city }));
  column = await oneColumn(db(), city);
  const all: Role[] = ['drafter', 'attribute-reviewer', 'secrecy-reviewer', 'approver'];
  for (const [name, username] of Object.entries(NAMES)) {
    const grants = all.map((role) => ({ role, scope: 'subtree' as const }));
    people.set(
      name as Name,
      await actingAs(app, await addStaff(db(), { username, name, organisationId: city, grants })),
    );
  }
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});
beforeEach(() => clock.set('2026-05-20T09:00:00+08:00'));

const content = (more: Partial<EditionContent> = {}) =>
  paper(column, {
    title: '关于分工审签的通知',
    body: '各科室：\n起草、审查、签发由不同的人承担，谁办谁负责，办过的事留有记录。',
    effectiveOn: day('2026-06-01'),
    ...more,
  });
const seen = (casePid: string) => seenAt(db(), casePid);

const draft = (policy: Policy, drafter: Name = '甲') =>
  startDraft(as(drafter), organs.get(policy)!, content());
const STEPS = ['送审', '公开属性审查', '保密审查', '签发'] as const;
type Step = (typeof STEPS)[number];

/** One step by one person, on the text as it stands. */
async function step(casePid: string, what: Step, name: Name, publishAt?: Date): Promise<void> {
  const it = await seen(casePid);
  if (what === '送审')
    await acts.submitDraft(as(name), { ...it, answer: '已与承办科室核对，文号没有错误。' });
  else if (what === '公开属性审查') await acts.reviewAttribute(as(name), it);
  else if (what === '保密审查') await acts.reviewSecrecy(as(name), it);
  else await acts.signOff(as(name), { ...it, ...(publishAt ? { publishAt } : {}) });
}

/** A document of the township, before this step: 甲 drafts, 乙 reviews. */
async function upTo(what: Step | '定时发布'): Promise<{ casePid: string; documentPid: string }> {
  const made = await draft('2 人');
  for (const s of STEPS) {
    if (s === what) break;
    await step(
      made.casePid,
      s,
      s === '送审' ? '甲' : '乙',
      s === '签发' ? instant('2026-05-21T09:00:00+08:00') : undefined,
    );
  }
  return made;
}

const reviews = (casePid: string) =>
  db()
    .selectFrom('passage_review')
    .innerJoin('procedure_case as c', 'c.id', 'passage_review.case_id')
    .select(['kind', 'edition_id'])
    .where('c.pid', '=', casePid)
    .execute();

describe('谁不能审签', () => {
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  type Row = [Policy, Name, Name | '', Name, Name | '', Name | '', string];
  const rows = PERSONS.trim()
    .split('\n')
    .slice(1)
    .map((line) => cells(line) as Row);
  const named = rows.map((row): [string, Row] => {
    const [policy, drafter, saver, attribute, secrecy, sign, result] = row;
    return [
      `${policy}：${drafter}起草${saver && `、${saver}改过`}，${[attribute, secrecy, sign].filter(Boolean).join('、')}依次审签 → ${result}`,
      row,
    ];
  });
  test.each(named)(
    '[R-SEC-04][R-DOC-03] %s',
    async (_title, [policy, drafter, saver, attribute, secrecy, sign, result]) => {
      const { casePid } = await draft(policy, drafter);
      if (saver)
        await acts.saveDraft(as(saver), {
          ...(await seen(casePid)),
          content: content({ title: '关于分工审签的通知（改）' }),
        });
      await step(casePid, '送审', drafter);
      const hands = (['公开属性审查', '保密审查', '签发'] as const).map(
        (s, i) => [s, [attribute, secrecy, sign][i]] as const,
      );
      let outcome = '通过';
      for (const [what, name] of hands)
        if (name && outcome === '通过')
          await step(casePid, what, name).catch((error: unknown) => {
            expect(error).toBeInstanceOf(Refusal);
            outcome = (error as Refusal).issues.map((i) => i.message).join('；');
          });
      expect(outcome).toBe(result === '通过' ? '通过' : words(result));
      expect((await seen(casePid)).state === 'published').toBe(result === '通过');
    },
  );

  const deputyRows = DEPUTIES.trim()
    .split('\n')
    .slice(1)
    .map((line) => cells(line) as [Policy, string, Name, Name, Name | '', Name | '', string]);
  test.each(deputyRows)(
    '[R-SEC-04] 代理：%s，%s，%s起草，%s、%s、%s审签 → %s',
    async (policy, deputation, drafter, attribute, secrecy, sign, result) => {
      const [when, pair] = deputation.split(' ') as [string, string];
      const id = (name: string) => as(name as Name).actor.personId!;
      const days = {
        今日: ['2026-05-20', '2026-05-20'],
        昨日止: ['2026-05-01', '2026-05-19'],
        明日起: ['2026-05-21', '2026-05-31'],
      }[when]!;
      await db()
        .insertInto('deputation')
        .values({
          pid: newPublicId(),
          person_id: id(pair[2]!),
          deputy_id: id(pair[0]!),
          valid_from: days[0]!,
          valid_to: days[1]!,
          reason: '出差',
          given_at: clock.now(),
        })
        .execute();
      onTestFinished(() => administer('delete from deputation'));
      const { casePid } = await draft(policy, drafter);
      await step(casePid, '送审', drafter);
      let outcome = '通过';
      for (const [what, name] of [
        ['公开属性审查', attribute],
        ['保密审查', secrecy],
        ['签发', sign],
      ] as const)
        if (name && outcome === '通过')
          await step(casePid, what, name).catch((error: unknown) => {
            expect(error).toBeInstanceOf(Refusal);
            outcome = (error as Refusal).issues.map((i) => i.message).join('；');
          });
      expect(outcome).toBe(result === '通过' ? '通过' : deputyWords(result));
      expect((await seen(casePid)).state === 'published').toBe(result === '通过');
    },
  );

  test('[R-SEC-04] 页面在按钮之前就说明理由，不给表单', async () => {
    const { casePid } = await upTo('签发');
    const client = await deskOf(app, NAMES.甲);
    const page = await client.get(`/cases/${casePid}`);
    expect(page.text).toContain(words('签发：参与起草'));
    expect(page.html).not.toContain(`action="/cases/${casePid}/sign-off"`);
  });

  test('没有登录的服务不能代人审签', async () => {
    const { casePid } = await upTo('公开属性审查');
    const service = {
      ...as('乙'),
      actor: serviceActor('import', '导入', [
        'document.attribute-review',
        'document.secrecy-review',
        'document.sign-off',
      ]),
    };
    await expect(acts.reviewAttribute(service, await seen(casePid))).rejects.toThrow();
    expect(await reviews(casePid)).toEqual([]);
  });
});

describe('审查制度是数据', () => {
  /** One person for all three reviews in the township; the step that is refused, or 通过. */
  const alone = async () => {
    const { casePid } = await upTo('公开属性审查');
    for (const what of ['公开属性审查', '保密审查', '签发'] as const)
      try {
        await step(casePid, what, '乙');
      } catch (error) {
        return `${what}：${(error as Refusal).issues[0]?.article}`;
      }
    return '通过';
  };
  const lay = async (persons: number, from: string, to?: string) => {
    await administer(
      `set role mingtang_owner; insert into review_policy values ('township', 'policy', ${persons}, '本县规定', '${from}', ${to ? `'${to}'` : 'null'})`,
    );
    onTestFinished(() => administer(`delete from review_policy where source = '本县规定'`));
  };

  test('[R-SEC-04] 所有者加一行，从生效日起照办', async () => {
    expect(await alone()).toBe('通过');
    await lay(3, '2026-05-20');
    expect(await alone()).toBe('签发：本县规定');
  });

  test('未生效、已失效的行不算', async () => {
    await lay(4, '2026-05-21');
    await lay(4, '2026-05-01', '2026-05-19');
    expect(await alone()).toBe('通过');
    clock.set('2026-05-21T09:00:00+08:00');
    expect(await alone()).toBe('保密审查：本县规定');
  });

  test('[R-SEC-04] 少于两人的制度写不进去；没有制度时仍须两人', async () => {
    await expect(lay(1, '2026-05-20')).rejects.toThrow('review_policy_floor');
    await administer(
      `update review_policy set organisation_kind = 'moved' where organisation_kind = 'township'`,
    );
    onTestFinished(() =>
      administer(`update review_policy set organisation_kind = 'township' where organisation_kind = 'moved'`),
    );
    expect(await alone()).toBe('通过');
    const { casePid } = await upTo('公开属性审查');
    await expect(step(casePid, '公开属性审查', '甲')).rejects.toThrow(words('公开属性审查：参与起草'));
  });

  test('程序自己改不了制度', async () => {
    for (const statement of [
      `update review_policy set persons = 2`,
      `insert into review_policy values ('x', 'policy', 2, '', '2026-01-01', null)`,
      `delete from review_policy`,
    ]) {
      const client = await connect(database.address('mingtang_app'));
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      await client.end();
    }
  });
});

describe('审查只对所审的文本有效', () => {
  test('[R-DOC-03] 退回后另起一稿，先前的审查不再算数', async () => {
    const { casePid } = await upTo('签发');
    const first = await seen(casePid);
    await acts.signOff(as('丙'), { ...first, verdict: 'return', comment: '请补正文。' });
    await acts.saveDraft(as('甲'), {
      ...(await seen(casePid)),
      content: content({ body: `${content().body}\n另补一段。` }),
    });
    await step(casePid, '送审', '甲');
    const second = await seen(casePid);
    expect([second.state, second.edition === first.edition, second.seenHash === first.seenHash]).toEqual([
      'attribute-review',
      false,
      false,
    ]);
    expect((await reviews(casePid)).map((r) => r.edition_id)).toEqual([first.edition, first.edition]);
    // Even if the state were put forward by force, the new text has no review of its own.
    await administer(`update procedure_case set state = 'sign-off' where pid = '${casePid}'`);
    await expect(step(casePid, '签发', '丙')).rejects.toThrow('这份文本没有通过公开属性审查，不能办结。');
    expect((await seen(casePid)).state).toBe('sign-off');
  });

  test('退回后未改一字再送审，也要重新审查', async () => {
    const { casePid } = await upTo('签发');
    await acts.signOff(as('丙'), { ...(await seen(casePid)), verdict: 'return', comment: '请核对文号。' });
    await step(casePid, '送审', '甲');
    await administer(`update procedure_case set state = 'sign-off' where pid = '${casePid}'`);
    await expect(step(casePid, '签发', '丙')).rejects.toThrow('没有通过公开属性审查');
  });

  test.each(['公开属性审查', '保密审查', '签发'] as const)(
    '%s：页面过时（版本、散列）的一律不收',
    async (what) => {
      const { casePid } = await upTo(what);
      const now = await seen(casePid);
      const send = (it: typeof now) =>
        ({ 公开属性审查: acts.reviewAttribute, 保密审查: acts.reviewSecrecy, 签发: acts.signOff })[what](
          as('乙'),
          it,
        );
      const given = await reviews(casePid);
      await expect(send({ ...now, seenVersion: now.seenVersion - 1 })).rejects.toThrow(
        '您打开页面之后，本件又办理过一次',
      );
      await expect(send({ ...now, seenHash: 'f'.repeat(64) })).rejects.toThrow(
        '您看到的文本已不是现在的送审稿',
      );
      expect(await reviews(casePid)).toEqual(given);
      expect(await seen(casePid)).toMatchObject({ state: now.state, seenVersion: now.seenVersion });
    },
  );

  test('同一张表单提交两次，只有一次审查', async () => {
    const { casePid } = await upTo('公开属性审查');
    const it = await seen(casePid);
    await Promise.all([acts.reviewAttribute(as('乙'), it), acts.reviewAttribute(as('乙'), it)]);
    expect(await reviews(casePid)).toHaveLength(1);
    expect((await seen(casePid)).state).toBe('secrecy-review');
  });
});

describe('绕过程序改库', () => {
  /** Changes a submitted edition as the owner of the database would, past the trigger. */
  const tamper = async (casePid: string, change: string) => {
    const { edition } = await seen(casePid);
    const table = change.includes('edition_placement') ? 'edition_placement' : 'edition';
    await administer(
      `alter table ${table} disable trigger user`,
      change.replace('?', String(edition)),
      `alter table ${table} enable trigger user`,
    );
  };
  const CHANGES = [
    ['标题', `update edition set title = '另一标题' where id = ?`],
    ['正文', `update edition set body_text = body_text || '（添一句）' where id = ?`],
    ['网页正文', `update edition set body_html = '<p>另一正文</p>' where id = ?`],
    ['文号', `update edition set document_number = '测〔2026〕10号' where id = ?`],
    ['施行日期', `update edition set effective_on = '2026-07-01' where id = ?`],
    ['公开属性依据', `update edition set ground = 'article-20-2' where id = ?`],
    ['栏目', `delete from edition_placement where edition_id = ?`],
  ] as const;

  test.each(CHANGES)('%s被改，下一环节就发现', async (_what, change) => {
    for (const what of ['公开属性审查', '保密审查', '签发'] as const) {
      const { casePid } = await upTo(what);
      const given = await reviews(casePid);
      await tamper(casePid, change);
      await expect(step(casePid, what, '丙')).rejects.toThrow('稿件内容与送审时的文本校验码不一致');
      expect(await reviews(casePid)).toEqual(given);
    }
  });

  /** Takes what could not be published off the list, so that it does not fail in the next test. */
  const unset = (casePid: string) =>
    administer(
      `update document_passage set publish_at = null where case_id = (select id from procedure_case where pid = '${casePid}')`,
    );

  /** Publishes at the set time. @returns what failed, in words */
  const atTheTime = async () => {
    clock.set('2026-05-21T09:00:00+08:00');
    const failed: string[] = [];
    const system = serviceActor('system', '系统', ['document.publish-due']);
    await acts.publishDue({ ...as('乙'), actor: system }, (pid, error) =>
      failed.push(`${pid} ${String(error)}`),
    );
    return failed;
  };

  test.each<[string, string, string]>([
    ...CHANGES.map(([what, change]): [string, string, string] => [
      what,
      change,
      '稿件内容与送审时的文本校验码不一致',
    ]),
    [
      '审查所绑的散列',
      `update passage_review set content_hash = 'f' where kind = 'secrecy' and edition_id = ?`,
      '没有通过保密审查',
    ],
    ['签发记录', `delete from passage_review where kind = 'sign-off' and edition_id = ?`, '没有通过签发'],
  ])('[R-SEC-01] 签发之后%s被改，到点不发布', async (_what, change, why) => {
    const { casePid, documentPid } = await upTo('定时发布');
    await tamper(casePid, change);
    const failed = await atTheTime();
    expect(failed).toHaveLength(1);
    expect(failed[0]).toContain(`${casePid} `);
    expect(failed[0]).toContain(why);
    expect((await seen(casePid)).state).toBe('scheduled');
    expect((await new Client(app.addresses.portal!).get(`/documents/${documentPid}`)).status).toBe(404);
    await unset(casePid);
  });

  test('[R-SEC-01] 签发之后标题被改、散列也重算，到点仍不发布：审查绑定的是原来的散列', async () => {
    const { casePid } = await upTo('定时发布');
    await tamper(casePid, `update edition set title = '另一标题' where id = ?`);
    const forged = contentHash(await readEdition(db(), (await seen(casePid)).edition));
    await tamper(casePid, `update edition set content_hash = '${forged}' where id = ?`);
    expect(await atTheTime()).toEqual([expect.stringContaining('这份文本没有通过公开属性审查')]);
    expect((await seen(casePid)).state).toBe('scheduled');
    await unset(casePid);
  });

  test('没有被改的照常到点发布', async () => {
    const { documentPid } = await upTo('定时发布');
    expect(await atTheTime()).toEqual([]);
    expect((await new Client(app.addresses.portal!).get(`/documents/${documentPid}`)).status).toBe(200);
  });

  test.each([
    ['程序', 'mingtang_app'],
    ['数据库管理员', ''],
  ])('送审稿在库里已经冻结，%s也改不动', async (_who, role) => {
    const { casePid } = await upTo('公开属性审查');
    const { edition } = await seen(casePid);
    const client = await connect(database.address(role || inject('superuser')));
    for (const statement of [
      `update edition set title = '另一标题' where id = ${edition}`,
      `update edition set content_hash = null, submitted_at = null where id = ${edition}`,
      `delete from edition_placement where edition_id = ${edition}`,
      `insert into edition_placement values (${edition}, ${column})`,
    ])
      await expect(client.query(statement), statement).rejects.toThrow('已送审的稿件');
    await expect(client.query(`delete from edition where id = ${edition}`)).rejects.toThrow();
    await client.end();
  });
});

describe('撤回须两人', () => {
  const propose = async () => {
    const made = await upTo('签发');
    await step(made.casePid, '签发', '乙');
    return acts.proposeWithdrawal(as('甲'), {
      documentPid: made.documentPid,
      reason: '数字有误，核实后重新公布。',
      once: newToken(),
    });
  };

  test.each(['approve', 'refuse'] as const)(
    '[R-SEC-04] 提出人不能自己决定（%s），另一人可以',
    async (verdict) => {
      const { casePid, documentPid } = await propose();
      await expect(
        acts.decideWithdrawal(as('甲'), { ...(await seen(casePid)), verdict, comment: '同意撤回。' }),
      ).rejects.toThrow('撤回由您提出，须由另一位同事批准。');
      expect((await seen(casePid)).state).toBe('requested');
      await acts.decideWithdrawal(as('乙'), { ...(await seen(casePid)), verdict, comment: '同意撤回。' });
      const page = await new Client(app.addresses.portal!).get(`/documents/${documentPid}`);
      expect(page.status).toBe(verdict === 'approve' ? 410 : 200);
    },
  );

  test('库里也写不进同一个人', async () => {
    const { casePid } = await propose();
    const write = db()
      .updateTable('document_withdrawal')
      .set((e) => ({ decided_by_id: e.ref('proposed_by_id') }))
      .where('case_id', '=', (e) => e.selectFrom('procedure_case').select('id').where('pid', '=', casePid))
      .execute();
    await expect(write).rejects.toMatchObject({ code: '23514' });
  });
});
