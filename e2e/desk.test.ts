import fs from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { DESK, PHONE, SCRIPTS, skipped, WAYS } from './browser.ts';
import { faultsOf } from './look.ts';
import { markupFaults } from './markup.ts';
import { fillEditor, findInList, heading, openSection, openTask, review, see } from './office.ts';
import { openCity, openOffice } from './opening.ts';
import { enterDraft, NOTICE_BODY, passReviews, saveDraft, submitDraft } from './township.ts';

const city = openCity();

/** Presses the button of an export and reads the file that comes. @returns rows of the first sheet and its raw XML */
async function exported(page: Page): Promise<{ name: string; rows: string[][]; xml: string }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: /^导出 Excel/ }).click();
  const download = await coming;
  const bytes = fs.readFileSync(await download.path());
  const [sheet] = readWorkbook(bytes).sheets;
  const xml = Object.entries(unzipSync(bytes))
    .filter(([name]) => /^xl\/(?:worksheets|sharedStrings)/.test(name))
    .map(([, part]) => strFromU8(part))
    .join('\n');
  return {
    name: download.suggestedFilename(),
    rows: sheet?.rows.map((r) => [...r.cells.values()].map((c) => c.text)) ?? [],
    xml,
  };
}

/** Titles in the list of the page. */
const titles = (page: Page) =>
  page.getByRole('main').getByRole('table').first().getByRole('rowheader').getByRole('link').allInnerTexts();

/** What is wrong with the page as it looks; axe needs scripts, and the page is the same without. */
const look = async (js: boolean, page: Page): Promise<string[]> => (js ? faultsOf(page) : []);

describe.skipIf(skipped).each(SCRIPTS)('a desk of every day, $scripts', ({ js }) => {
  const way = js ? '甲' : '乙';
  const office = openOffice(city, js);

  test('[R-DOC-03, R-PLT-06] what waits by urgency, two papers handed on at once, search of everything, a list as an address, an export that computes nothing and names nobody', async () => {
    const papers = [`=1+1 关于清理河道的通知（${way}）`, `石桥镇人民政府关于修剪行道树的通知（${way}）`];
    const drafter = await office.desk('huyang');
    for (const title of papers) {
      await enterDraft(drafter, title);
      await saveDraft(drafter);
      await submitDraft(drafter);
    }
    const clerk = await office.desk('luozheng');
    await openSection(clerk, '我的待办');
    // Their days were written down long ago: they should have been public by now.
    await clerk
      .getByRole('link', { name: /^\d+\s*逾期$/ })
      .first()
      .click();
    await clerk.waitForURL((address) => address.searchParams.get('urgency') === 'overdue');
    await clerk.getByRole('link', { name: papers[0]!, exact: true }).waitFor();
    const waiting = await titles(clerk);
    for (const title of papers) expect(waiting).toContain(title);
    for (const size of [PHONE, DESK]) {
      await clerk.setViewportSize(size);
      expect(await look(js, clerk), `我的待办 @${size.width}`).toEqual([]);
    }
    for (const title of papers) await clerk.getByRole('checkbox', { name: `选择：${title}` }).check();
    const taking = clerk.getByRole('combobox', { name: '把勾选的事项转交给' });
    const colleague = taking.locator('option', { hasText: '顾建国' });
    await taking.selectOption((await colleague.getAttribute('value')) ?? '');
    const answer = clerk.waitForResponse((r) => r.request().method() === 'POST');
    await clerk.getByRole('button', { name: '转交' }).click();
    expect(markupFaults(await (await answer).text())).toEqual([]);
    await heading(clerk, '转交结果');
    await see(clerk, '2 件已转交，0 件未转交');
    expect(await look(js, clerk)).toEqual([]);
    await clerk.getByRole('link', { name: '回到我的待办' }).click();
    const left = await titles(clerk);
    expect(papers.filter((title) => left.includes(title))).toEqual([]);

    const reviewer = await office.desk('gujianguo');
    await openSection(reviewer, '我的待办');
    expect(await titles(reviewer)).toEqual(expect.arrayContaining(papers));
    const box = reviewer.getByRole('searchbox', { name: '全局检索' });
    if (js) {
      await reviewer.getByRole('main').focus();
      await reviewer.keyboard.press('/');
      await reviewer.keyboard.type(`行道树 ${way}`);
    } else await box.fill(`行道树 ${way}`);
    await box.press('Enter');
    await heading(reviewer, '全局检索');
    const group = reviewer
      .locator('section')
      .filter({ has: reviewer.getByRole('heading', { name: '办理中的公文事项' }) });
    await group.getByRole('link', { name: papers[1]! }).click();
    await see(reviewer, '现在可以做');

    await findInList(reviewer, `通知（${way}）`);
    await reviewer.getByRole('combobox', { name: '环节' }).selectOption({ label: '公开属性审查' });
    await reviewer.getByRole('button', { name: '筛选' }).click();
    await reviewer.waitForURL((address) => address.searchParams.get('state') === 'attribute-review');
    const listed = await titles(reviewer);
    expect(listed.toSorted()).toEqual(papers.toSorted());
    // The address is the list: a colleague who gets it sees the same.
    const colleagues = await office.desk('luozheng');
    await colleagues.goto(reviewer.url());
    expect((await titles(colleagues)).toSorted()).toEqual(papers.toSorted());

    const { name, rows, xml } = await exported(reviewer);
    expect(name).toMatch(/^公文_\d{4}-\d{2}-\d{2}\.xlsx$/);
    expect(
      rows
        .slice(1)
        .map((r) => r[0])
        .toSorted(),
    ).toEqual(papers.toSorted());
    expect(xml).not.toMatch(/<f[ >]/);

    const administrator = await office.desk('jianghe');
    await openSection(administrator, '人员与授权');
    const people = await exported(administrator);
    expect(people.rows.length).toBeGreaterThan(10);
    const names = people.rows.slice(1).map((r) => r[0] ?? '');
    expect(names.filter((n) => !/^\p{Script=Han}{1,2}\*+$/u.test(n))).toEqual([]);
    expect(people.xml).not.toMatch(/周敏|顾建国|罗正/);
    const auditor = await office.desk('fangzheng');
    await openSection(auditor, '操作留痕');
    await auditor.getByRole('row').filter({ hasText: '导出人员列表' }).first().waitFor();
  });
});

describe.skipIf(skipped)('a new paper that was never saved', () => {
  const office = openOffice(city, true);

  test('[R-DOC-01] survives a closed page: found at the desk, taken up, saved', async () => {
    const title = '石桥镇人民政府关于借阅规则的通知';
    const typing = await office.desk('huyang');
    await typing.clock.install();
    await enterDraft(typing, title);
    await typing.clock.fastForward('00:30');
    await see(typing, /^已自动暂存/);
    const context = typing.context();
    await typing.close();
    const page = await context.newPage();
    await page.goto(city.program.console);
    await page.getByRole('link', { name: /^您有一份没有保存的新稿/ }).click();
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      expect(await look(true, page), `起草公文 @${size.width}`).toEqual([]);
    }
    await page.getByRole('link', { name: '恢复' }).click();
    await see(page, '已填回您未保存的内容');
    expect(await page.getByRole('textbox', { name: /^标题/ }).inputValue()).toBe(title);
    expect(await look(true, page)).toEqual([]);
    await saveDraft(page);
    await openSection(page, '我的待办');
    expect(await page.getByRole('link', { name: /^您有一份没有保存的新稿/ }).count()).toBe(0);
  });
});

describe.skipIf(skipped).each(WAYS)('a paper, $scripts, $width px wide', ({ js, size, width }) => {
  const way = `${js ? '甲' : '乙'}${width}`;
  const office = openOffice(city, js, size);

  test('[R-DOC-01, R-DOC-02, R-ACC-08] a draft survives a closed page, is compared with what was returned, previewed as the public will see it, and approved on a phone', async () => {
    const title = `石桥镇人民政府关于延长图书室开放时间的通知（${way}）`;
    const line = '周末开放至晚八时。';
    const drafter = await office.desk('huyang');
    await enterDraft(drafter, title);
    await saveDraft(drafter);
    await submitDraft(drafter);
    const head = await office.desk('luozheng');
    await head.setViewportSize(PHONE);
    await openTask(head, title);
    expect(await look(js, head)).toEqual([]);
    await head.getByRole('link', { name: '去办理' }).click();
    await review(head, { label: '公开属性审查', verdict: 'return', comment: '请写明周末的开放时间。' });
    await see(head, '已退回起草人，并附上您的意见。');

    await openTask(drafter, title);
    let editor = drafter;
    if (js) {
      // The clock of the page, so that nobody waits for the interval of the buffer.
      await drafter.clock.install();
      await drafter.getByRole('link', { name: '修改草稿' }).click();
      await see(drafter, '送审前检查');
      await fillEditor(drafter, { body: `${NOTICE_BODY}\n${line}` });
      await drafter.clock.fastForward('00:30');
      await see(drafter, /^已自动暂存/);
      const context = drafter.context();
      await drafter.close();
      editor = await context.newPage();
      await editor.goto(city.program.console);
      await openTask(editor, title);
      await editor.getByRole('link', { name: '修改草稿' }).click();
      await see(editor, /^您有一份未保存的内容/);
      expect(await editor.getByRole('textbox', { name: /^正文/ }).inputValue()).not.toContain(line);
      await editor.getByRole('link', { name: '恢复' }).click();
      await see(editor, '已填回您未保存的内容');
      expect(await editor.getByRole('textbox', { name: /^正文/ }).inputValue()).toContain(line);
    } else {
      await editor.getByRole('link', { name: '修改草稿' }).click();
      await see(editor, '请写明周末的开放时间。');
      await fillEditor(editor, { body: `${NOTICE_BODY}\n${line}` });
    }
    await editor.getByRole('button', { name: /^保存草稿/ }).click();
    await see(editor, '草稿已保存。');
    await editor.getByText(/^与上一次送审的稿子/).click();
    const changes = editor.locator('.mc-diff');
    expect((await changes.locator('ins').allInnerTexts()).join('').trim()).toBe(line);
    expect(await changes.locator('del').count()).toBe(0);

    await editor.getByRole('button', { name: /^保存并预览/ }).click();
    await heading(editor, `预览：${title}`);
    await see(editor, '公众还看不到');
    const preview = await editor.getByRole('article', { name: '文件正文' }).innerText();
    const previewed = await editor.getByRole('region', { name: '文件信息' }).locator('dt').allInnerTexts();
    await editor.getByRole('link', { name: '继续修改' }).click();
    await submitDraft(editor);

    await passReviews(head, title);
    expect(await look(js, head)).toEqual([]);
    const reader = await office.reader();
    await reader.getByRole('main').getByRole('link', { name: title, exact: true }).first().click();
    await heading(reader, title);
    expect(await reader.getByRole('article', { name: '文件正文' }).innerText()).toBe(preview);
    expect(await reader.getByRole('region', { name: '文件信息' }).locator('dt').allInnerTexts()).toEqual(
      previewed,
    );
  });
});
