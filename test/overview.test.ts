import { beforeAll, describe, expect, test } from 'vitest';
import { day } from '../src/law/day.ts';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { addOrgan, type Client, crew, deskOf } from './harness.ts';
import { openCity } from './opening.ts';
import { addFeedback, type FeedbackDays, lineOf } from './overview-kit.ts';
import { drafted, oneColumn, paper, seen, startDraft } from './passage-kit.ts';

/* 各单位公开情况: what the supervising office and heads see of each organisation, each figure with its rows. */

const clock = settableClock('2026-05-01T09:00:00+08:00');
const city = openCity('empty', { clock, faces: ['console'] });
const organs: Record<string, number> = {};
const desks: Record<string, Client> = {};
let column: number;
const db = () => city.db;
const { as, join } = crew(() => city.app, organs);

async function publish(
  organ: string,
  title: string,
  day?: string,
): Promise<{ casePid: string; documentPid: string }> {
  if (day) clock.set(`${day}T09:00:00+08:00`);
  const it = await startDraft(await as(`${organ}-pen`), organs[organ]!, paper(column, { title }));
  await acts.submitDraft(await as(`${organ}-pen`), await seen(db(), it.casePid));
  await review(organ, it.casePid);
  return it;
}

async function review(organ: string, casePid: string): Promise<void> {
  const signing = await as(`${organ}-seal`);
  await acts.reviewAttribute(signing, await seen(db(), casePid));
  await acts.reviewSecrecy(signing, await seen(db(), casePid));
  await acts.signOff(signing, await seen(db(), casePid));
}

const feedback = (organ: string, documentPid: string, days: FeedbackDays) =>
  addFeedback(db(), { organisationId: organs[organ]!, documentPid, at: clock.now(), ...days });

beforeAll(async () => {
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '总览市' });
  organs.here = await addOrgan(db(), {
    code: 'here',
    kind: 'township',
    parentId: organs.city,
    name: '此处镇',
  });
  organs.there = await addOrgan(db(), {
    code: 'there',
    kind: 'township',
    parentId: organs.city,
    name: '彼处镇',
  });
  column = await oneColumn(db(), organs.city);
  for (const organ of ['here', 'there']) {
    await join(`${organ}-pen`, organ, ['drafter']);
    await join(`${organ}-seal`, organ, ['attribute-reviewer', 'secrecy-reviewer', 'approver']);
  }
  await join('office', 'city', ['disclosure-office'], { scope: 'subtree' });
  await join('watch', 'city', ['supervisor'], { scope: 'subtree' });
  await join('head', 'here', ['principal-leader']);

  const april = await publish('here', '四月公布的一件', '2026-04-10');
  const last = await publish('here', '去年公布的一件', '2025-12-30');
  clock.set('2026-05-03T09:00:00+08:00');
  await drafted(await as('here-pen'), organs.here!, column, '起草很久的一件');
  // 20 days of drafting are usual: the one of the 5th has had exactly so many on the 25th.
  clock.set('2026-05-05T09:00:00+08:00');
  await drafted(await as('here-pen'), organs.here!, column, '起草二十天的一件');
  clock.set('2026-05-19T23:00:00+08:00');
  const waiting = await drafted(await as('there-pen'), organs.there!, column, '等审查六天的一件');
  await acts.submitDraft(await as('there-pen'), await seen(db(), waiting));
  clock.set('2026-05-20T09:00:00+08:00');
  const fresh = await drafted(await as('there-pen'), organs.there!, column, '等审查五天的一件');
  await acts.submitDraft(await as('there-pen'), await seen(db(), fresh));
  await acts.startCorrection(await as('here-pen'), { documentPid: april.documentPid, once: newToken() });
  // Saving in between does not make a slow draft a new one.
  clock.set('2026-05-24T09:00:00+08:00');
  const slow = await db()
    .selectFrom('procedure_case')
    .select('pid')
    .where('subject', '=', '起草很久的一件')
    .executeTakeFirstOrThrow();
  await acts.saveDraft(await as('here-pen'), {
    casePid: slow.pid,
    content: paper(column, { title: '起草很久的一件', writtenOn: day('2026-05-20') }),
    seenVersion: (await seen(db(), slow.pid)).seenVersion,
    once: newToken(),
  });

  clock.set('2026-05-25T09:00:00+08:00');
  const on = april.documentPid;
  await feedback('here', on, { received: '2026-05-06', due: '2026-05-13', replied: '2026-05-13' });
  await feedback('here', on, { received: '2026-05-07', due: '2026-05-14', replied: '2026-05-15' });
  await feedback('here', on, { received: '2026-05-08', due: '2026-05-15' });
  // Due today: there is still time.
  await feedback('here', on, { received: '2026-05-18', due: '2026-05-25' });
  await feedback('here', on, { received: '2026-05-09', due: '2026-05-18', closed: '2026-05-10' });
  await feedback('here', last.documentPid, {
    received: '2026-04-30',
    due: '2026-05-08',
    replied: '2026-05-07',
  });
  for (const who of ['office', 'watch', 'head', 'here-pen']) desks[who] = await deskOf(city.app, who);
});

describe('[R-PLT-06] the overview of organisations', () => {
  test('counts by hand: published in the period, over the usual time, corrections, answers in time', async () => {
    const month = await desks.watch!.get('/overview?period=2026-05');
    const texts = (organ: string, page = month) =>
      Object.fromEntries(Object.entries(lineOf(page, organ)).map(([k, v]) => [k, v.text]));
    expect(texts('此处镇')).toMatchObject({
      本期发布: '0',
      办理中: '3',
      逾期: '0',
      超过通常用时: '1',
      更正办理中: '1',
      反馈逾期: '1',
      反馈应答复: '3',
      按期答复: '1',
      按期率: '33%',
    });
    expect(texts('彼处镇')).toMatchObject({
      本期发布: '0',
      办理中: '2',
      超过通常用时: '1',
      更正办理中: '0',
      反馈应答复: '0',
      按期率: '—',
    });
    const year = await desks.watch!.get('/overview');
    expect(texts('此处镇', year)).toMatchObject({
      本期发布: '1',
      反馈应答复: '4',
      按期答复: '2',
      按期率: '50%',
    });
    expect(texts('此处镇', await desks.watch!.get('/overview?period=2025-12'))).toMatchObject({
      本期发布: '1',
      反馈应答复: '0',
    });
    const nonsense = await desks.watch!.get('/overview?period=nonsense');
    expect(texts('此处镇', nonsense)).toEqual(texts('此处镇', year));
    expect(nonsense.text).toContain('“期间”没有“nonsense”这一项，没有按它筛选。');
  });

  test('every figure opens to exactly its rows', async () => {
    let opened = 0;
    for (const period of ['', '?period=2026-04', '?period=2026-05'])
      for (const organ of ['此处镇', '彼处镇']) {
        const cells = Object.entries(lineOf(await desks.office!.get(`/overview${period}`), organ));
        for (const [label, { text, href }] of cells) {
          if (href === undefined) continue;
          const list = await desks.office!.get(href);
          expect(list.text, `${organ} ${label} ${href}`).toMatch(new RegExp(`共 ${text} [件条]`));
          opened++;
        }
      }
    expect(opened).toBe(3 * 2 * 8);
    const slow = await desks.office!.get(
      lineOf(await desks.office!.get('/overview'), '此处镇').超过通常用时!.href!,
    );
    expect(slow.text).toContain('起草很久的一件');
    expect(slow.text).not.toContain('起草二十天的一件');
    // A filter that has no field is said above the list and can be given up.
    expect(slow.text).toContain('超过通常用时：是');
    expect(slow.links).toContain('/documents?organisation=here');
  });

  test('what is past its day stands out among the figures of feedback; its case begins with how much time is left', async () => {
    const list = await desks.office!.get('/feedback');
    expect(list.html).toMatch(
      /<b class="t-red">\d+<\/b><span class="xs"><span class="mc-lt bad">逾期未答复</,
    );
    expect(list.html).not.toMatch(/mc-lt bad">按期答复</);
    const late = await desks.office!.get(list.links.find((l) => l.includes('counted=late'))!);
    const row = late.html.split('<tr').find((r) => r.includes('/policy-feedback"'))!;
    // The paper stands beside the words of the feedback.
    expect(row).toMatch(/<a href="\/feedback\?document=/);
    const shown = await desks.office!.get(late.links.find((l) => l.endsWith('/policy-feedback'))!);
    expect(shown.text.indexOf('截止日')).toBeGreaterThan(0);
    expect(shown.text.indexOf('截止日')).toBeLessThan(shown.text.indexOf('现在可以做'));
  });

  test('goes along as a workbook of the same numbers', async () => {
    const page = await desks.office!.get('/overview?period=2026-05');
    const { bytes } = await desks.office!.download(page, '/overview/export');
    const sheet = readWorkbook(bytes).sheets[0]!;
    const [headings, ...lines] = sheet.rows.map((r) => r.cells);
    const columns = new Map([...headings!].map(([column, c]) => [c.text, column]));
    const cell = (organ: string, heading: string) => {
      const found = lines.find((l) => l.get(1)!.text === organ)!.get(columns.get(heading)!);
      return found && `${found.kind} ${found.text}`;
    };
    // Figures can be counted with; names and codes stay text.
    const HERE = {
      本期发布: 0,
      超过通常用时: 1,
      更正办理中: 1,
      反馈逾期未答复: 1,
      本期反馈应答复: 3,
      按期答复: 1,
      '按期答复率（%）': 33,
    };
    for (const [heading, n] of Object.entries(HERE))
      expect(cell('此处镇', heading), heading).toBe(`number ${n}`);
    expect(cell('此处镇', '代码')).toBe('text here');
    expect(cell('彼处镇', '按期答复率（%）')).toBe('text —');
  });

  test('is for heads, the office and supervision, each within the own scope; their start pages hold the figures', async () => {
    expect((await desks['here-pen']!.get('/overview')).status).toBe(403);
    const own = await desks.head!.get('/overview');
    expect([own.text.includes('此处镇'), own.text.includes('彼处镇')]).toEqual([true, false]);
    for (const who of ['head', 'office', 'watch', 'here-pen']) {
      const home = await desks[who]!.get('/');
      expect(home.text, who).toMatch(/政策反馈：2026 年收到的 按期答复率 50%/);
      const figures = [
        ...home.html.matchAll(
          /class="mc-count" href="(\/(?:documents|feedback)\?[^"]*)"[^>]*><b[^>]*>(\d+)</g,
        ),
      ];
      const found = figures.filter(([, href]) => /slow=yes|kind=correct|counted=answerable/.test(href!));
      expect(found.length, who).toBeGreaterThan(0);
      for (const [, href, n] of figures)
        expect((await desks[who]!.get(href!.replaceAll('&amp;', '&'))).text, `${who} ${href}`).toMatch(
          new RegExp(`共 ${n} [件条]`),
        );
    }
  });
});
