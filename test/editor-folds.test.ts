import { beforeAll, describe, expect, test } from 'vitest';
import { day } from '../src/law/day.ts';
import type { EditionContent } from '../src/mechanisms/publication/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { type Office, settleOffice } from './attachments-kit.ts';
import { addOrgan, addStaff, deskOf, type Page } from './harness.ts';
import { openCity } from './opening.ts';

/* What phones fold in the editor: never what holds something or is wrong. */

const city = openCity('empty', { clock: settableClock('2026-05-20T09:00:00+08:00') });
let office: Office;
beforeAll(async () => {
  office = await settleOffice(city.app);
});

const REASON = '理由（主动公开的可不填）';
const VALIDITY = '施行、有效期和效力级别';
const RELATIONS = '与其他文件的关系';
const READERS = '主送机关、适用地区和标签';
const SUMMARY = '内容概述';
const SOURCE = '来源（转载、历史文件）';

/** The folds of a page that stand open, of those of the editor. */
function open(page: Page): string[] {
  const folds = [...page.html.matchAll(/<details class="mc-fold"( open)?><summary>([^<]*)<\/summary>/g)];
  // The region that holds without anybody having chosen one is named in between.
  const labels = folds.map((m) => m[2]!.replace(/（(?:全市|临港镇人民政府)）/, ''));
  expect(labels).toEqual([REASON, VALIDITY, RELATIONS, READERS, SUMMARY, SOURCE]);
  return labels.filter((_, i) => folds[i]![1]);
}
/** Names of the fields of the form in their order on the page. */
const fields = (page: Page) => [
  ...new Set(
    [...page.html.matchAll(/<(?:input|textarea|select)[^>]*? id="f-(\w+)[^"]*"[^>]*? name="(\w+)"/g)].map(
      (m) => m[2],
    ),
  ),
];
const edit = (casePid: string) => office.writer.get(`/cases/${casePid}/edit`);
const bare = { addressees: '', summary: '', documentNumber: '' };

describe('[R-DOC-01] the editor on a phone', () => {
  test('a new paper: nothing but the drafter’s own organisation, the rest folded, what must be said before what may be', async () => {
    const page = await office.writer.get('/documents/new?secret=no');
    expect(open(page)).toEqual([]);
    const order = fields(page);
    const must = ['title', 'writtenOn', 'theme', 'genre', 'body', 'attribute', 'ground', 'columns'];
    expect(order.filter((f) => must.includes(f!))).toEqual(must);
    const may = ['effectiveOn', 'expiresOn', 'tags', 'sourceUrl', 'summary', 'addressees'];
    for (const name of may) expect(order.indexOf(name), name).toBeGreaterThan(order.indexOf('columns'));
    expect(page.hidden('/documents/new').organisation).toBe('harbour');
    expect(page.text).toContain('临港镇人民政府 · 已回答不涉密');
    // Who may draft for two says for which.
    const other = await addOrgan(city.db, {
      code: 'isle',
      kind: 'township',
      parentId: office.own,
      name: '离岛镇',
    });
    await addStaff(city.db, {
      username: 'two',
      organisationId: office.own,
      grants: [{ role: 'drafter' }, { role: 'drafter', organisationId: other }],
    });
    const asked = await (await deskOf(city.app, 'two')).get('/documents/new?secret=no');
    expect(asked.hidden('/documents/new').organisation).toBeUndefined();
    expect(asked.html).toMatch(/<option value="isle">离岛镇<\/option>/);
  });

  test.each<[string, Partial<EditionContent>, string[]]>([
    ['nothing', {}, []],
    ['the usual level of effect', { effectLevel: 'other-document' }, []],
    ['a day from which it is in force', { effectiveOn: day('2026-06-01') }, [VALIDITY]],
    ['another level of effect', { effectLevel: 'normative-document' }, [VALIDITY]],
    ['whom it is sent to', { addressees: '各渡口' }, [READERS]],
    ['a reason', { reason: '为了方便群众。' }, [REASON]],
    [
      'an attribute that asks for a reason',
      { attribute: 'on-request', ground: 'specific-applicants' },
      [REASON],
    ],
    ['tags', { tags: ['渡口'] }, [READERS]],
    ['a source and an end', { sourceName: '市政府网', expiresOn: day('2027-06-01') }, [VALIDITY, SOURCE]],
  ])('what holds %s', async (_what, more, expected) => {
    const { casePid } = await office.draft({ ...bare, ...more });
    expect(open(await edit(casePid))).toEqual(expected);
  });

  test('a relation, one that the text states, and one that is being looked for', async () => {
    const old = await office.draft({
      ...bare,
      title: '临港镇旧船管理办法',
      documentNumber: '临政发〔2024〕8号',
    });
    await office.publish(old.casePid);
    const stating = await office.draft({
      ...bare,
      body: '各村民委员会：\n《临港镇旧船管理办法》（临政发〔2024〕8号）自2026年6月1日起废止，此前的手续继续有效。',
    });
    expect(open(await edit(stating.casePid))).toEqual([RELATIONS]);
    const plain = await office.draft(bare);
    const page = await edit(plain.casePid);
    expect(open(page)).toEqual([]);
    const action = `/cases/${plain.casePid}/edit`;
    const looked = await office.writer.submit(page, action, {
      title: '标题',
      relationWords: '旧船',
      next: 'find',
    });
    expect(looked.text).toContain('临港镇旧船管理办法');
    expect(open(looked)).toEqual([RELATIONS]);
  });

  test('what is wrong, and what was typed beside something wrong', async () => {
    const { casePid } = await office.draft(bare);
    const action = `/cases/${casePid}/edit`;
    const wrong = async (sent: Record<string, string>) =>
      open(await office.writer.submit(await edit(casePid), action, { title: '标题', ...sent, next: 'stay' }));
    expect(await wrong({ writtenOn: '2026-02-31' })).toEqual([]);
    expect(await wrong({ expiresOn: '2026-02-31' })).toEqual([VALIDITY]);
    expect(await wrong({ sourceUrl: 'javascript:alert(1)' })).toEqual([SOURCE]);
    expect(await wrong({ relationWords: '没有这样的文件' })).toEqual([RELATIONS]);
    expect(await wrong({ writtenOn: '2026-02-31', summary: '一句话。' })).toEqual([SUMMARY]);
  });
});
