import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { SCRIPTS, skipped } from './browser.ts';
import {
  fillEditor,
  findInList,
  heading,
  openTask,
  PASSWORD,
  review,
  rowsOf,
  searchBox,
  see,
  signIn,
  startDraft,
} from './office.ts';
import { openCity, openOffice } from './opening.ts';
import {
  enterDraft,
  NOTICE_BODY,
  NOTICE_REST,
  passReviews,
  type ReviewLabel,
  saveDraft,
  submitDraft,
} from './township.ts';

const city = openCity();

/** Days from now as the field of date and time wants it. */
function minuteInDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16);
}

describe.skipIf(skipped).each(SCRIPTS)('drafting, correcting and refusing, $scripts', ({ js, scripts }) => {
  /** Titles of both ways must differ: they live in one city. */
  const name = (title: string) => `石桥镇人民政府关于${title}的通知（${js ? '甲' : '乙'}）`;
  const office = openOffice(city, js);

  /** Reviews by the one reviewer of the township. */
  async function pass(title: string, labels?: readonly ReviewLabel[]): Promise<Page> {
    const page = await office.desk('luozheng');
    await passReviews(page, title, labels);
    return page;
  }

  test('[R-DOC-02, R-DOC-03, R-SEC-01] a township of two: returned with a reason, sent again, reviewed anew, published, corrected with a note', async () => {
    const title = name('调整集市开放时间');
    const drafter = await office.desk('huyang');
    await enterDraft(drafter, title);
    await saveDraft(drafter);
    await submitDraft(drafter);
    const reviewer = await pass(title, ['公开属性审查']);
    await see(reviewer, '转保密审查');
    await review(reviewer, {
      label: '保密审查',
      verdict: 'return',
      comment: '第二段收市时间与告示栏不一致。',
    });
    await see(reviewer, '已退回起草人，并附上您的意见。');

    await openTask(drafter, title);
    await see(drafter, '已退回修改（保密审查）');
    await see(drafter, '第二段收市时间与告示栏不一致。');
    await drafter.getByRole('link', { name: '修改草稿' }).click();
    await heading(drafter, title);
    await fillEditor(drafter, { body: NOTICE_BODY.replace('晚五时', '晚四时') });
    await submitDraft(drafter);
    // The first review was of another text: it must be given again.
    await see(drafter, '已作废');
    await pass(title);
    await see(reviewer, '已签发，文件已向社会公开。');

    const reader = await office.reader();
    await reader.getByRole('link', { name: title, exact: true }).first().click();
    await heading(reader, title);
    await see(reader, '晚四时收市');
    const address = reader.url();

    await findInList(drafter, title);
    await rowsOf(drafter, title).getByRole('link', { name: '公开中' }).click();
    await drafter.getByRole('button', { name: /^发起更正/ }).click();
    await see(drafter, '已建立更正稿。');
    await fillEditor(drafter, {
      body: NOTICE_BODY.replace('晚五时', '晚六时'),
      changeNote: '收市时间应为晚六时，原文误作晚四时。',
    });
    await submitDraft(drafter);
    await reader.reload();
    await see(reader, '晚四时收市');
    await pass(title);
    await reader.reload();
    await see(reader, '晚六时收市');
    expect(await reader.getByText('收市时间应为晚六时，原文误作晚四时。').count()).toBeGreaterThan(0);
    expect(await reader.getByText('晚四时收市').count()).toBe(0);
    expect(reader.url()).toBe(address);
  });

  test('[R-DOC-02, R-DOC-04, R-DOC-05] without an attribute nothing moves; what is withheld needs its reason and stays inside', async () => {
    const title = name('机关内部值守安排');
    const page = await office.desk('huyang');
    const { attribute: _, ground: __, columns: ___, ...undecided } = NOTICE_REST;
    await enterDraft(page, title, undecided);
    await saveDraft(page);
    const send = page.getByRole('button', { name: /^保存并送审/ });
    const issues = page.getByRole('alert').getByRole('listitem');
    await send.click();
    await see(page, '草稿已保存，但还不能送审');
    expect(await issues.allInnerTexts()).toEqual([
      expect.stringContaining('请确定公开属性。未明确公开属性的公文不能流转。'),
    ]);
    await fillEditor(page, {
      attribute: '不予公开',
      ground: '不予公开｜人事管理、后勤管理、内部工作流程等内部事务信息（条例第十六条第一款）',
    });
    await send.click();
    await see(page, '“不予公开”须写明理由');
    expect(await issues.count()).toBe(1);
    await page.getByRole('textbox', { name: /^理由/ }).fill('只涉及本机关值班轮换，对外没有影响。');
    await submitDraft(page);
    const reviewer = await office.desk('luozheng');
    await openTask(reviewer, title);
    await see(reviewer, '只涉及本机关值班轮换，对外没有影响。');
    await pass(title);
    await see(reviewer, '已审签。按公开属性，本件不向社会公开。');
    const reader = await office.reader();
    await searchBox(reader).fill(title);
    await reader.getByRole('button', { name: '搜索' }).click();
    await see(reader, '找到 0 条');
  });

  test('[R-DOC-03] signed for a later time: waiting, invisible, and can be called back', async () => {
    const title = name('汛前清理沟渠');
    const drafter = await office.desk('huyang');
    await enterDraft(drafter, title);
    await saveDraft(drafter);
    await submitDraft(drafter);
    const approver = await pass(title, ['公开属性审查', '保密审查']);
    const later = approver.getByRole('radio', { name: /^定时公开/ });
    await later.check();
    await review(approver, { label: '签发', comment: '同意。' });
    await see(approver, '请填写定时公开的日期和时间。');
    expect(await later.isChecked()).toBe(true);
    await approver.getByLabel('定时公开的时间').fill(minuteInDays(2));
    await review(approver, { label: '签发', comment: '同意。' });
    await see(approver, '已签发，到设定时间自动公开。');
    await see(approver, '待定时发布');
    const reader = await office.reader();
    expect(await reader.getByText(title).count()).toBe(0);
    await searchBox(reader).fill(title);
    await reader.getByRole('button', { name: '搜索' }).click();
    await see(reader, '找到 0 条');
    await approver.getByText('取消定时发布…').click();
    await approver.getByLabel('取消定时发布的原因').fill('开集时间还要再核对。');
    await approver.getByRole('button', { name: '确认取消定时发布' }).click();
    await see(approver, '已取消定时发布并退回起草。');
  });

  test('wrong input is refused with reasons and every field keeps what was entered', async () => {
    const page = await office.desk('huyang');
    await startDraft(page, '不涉密');
    await fillEditor(page, {
      ...NOTICE_REST,
      title: ' ',
      documentNumber: '石政发〔2026〕3号',
      body: `\n${NOTICE_BODY}\n<b>&"'`,
    });
    await page.getByLabel('主送机关').fill('各村民委员会');
    await page.getByLabel('施行日期').fill('2026-04-01');
    await page.getByRole('textbox', { name: /^内容概述/ }).fill('集市。');
    await page.getByRole('textbox', { name: /^理由/ }).fill('方便群众。');
    await page.getByRole('combobox', { name: '起草单位' }).selectOption({ label: '云溪县人民政府' });
    await page.getByRole('textbox', { name: '来源', exact: true }).fill('镇政府');
    await page.getByLabel('来源网址').fill('ftp://shiqiao.example');
    const before = await formValues(page);
    const answer = page.waitForResponse((r) => r.request().method() === 'POST');
    await page.getByRole('button', { name: '保存草稿' }).click();
    expect((await answer).status()).toBe(422);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('标题：请填写标题。');
    expect(await alert.innerText()).toContain('来源网址：来源网址应以 http:// 或 https:// 开头。');
    expect(await formValues(page)).toEqual(before);
    expect(Object.keys(before)).toHaveLength(25);
    expect(await page.getByLabel('来源网址').getAttribute('aria-invalid')).toBe('true');
    if (js) expect(await alert.evaluate((e) => e === document.activeElement)).toBe(true);
    await alert.getByRole('link', { name: /来源网址/ }).click();
    expect(await page.getByLabel('来源网址').evaluate((e) => e === document.activeElement)).toBe(true);
    // Nothing was stored.
    await findInList(page, '石政发〔2026〕3号');
    await see(page, '没有符合条件的公文。');
  });

  test('a double click makes one document, and going back after sending does no harm', async () => {
    const title = name('清明文明祭扫');
    const page = await office.desk('huyang');
    await enterDraft(page, title);
    await page.getByRole('button', { name: '保存草稿' }).dblclick();
    await see(page, '草稿已建立。');
    await findInList(page, title);
    expect(await rowsOf(page, title).count()).toBe(1);
    await rowsOf(page, title).getByRole('link', { name: title, exact: true }).click();
    const edit = page.getByRole('link', { name: '修改草稿' });
    const opened = page.context().waitForEvent('page');
    await edit.click({ modifiers: ['ControlOrMeta'] });
    const second = await opened;
    await edit.click();
    await see(page, '送审前检查');
    await submitDraft(page);
    await page.goBack();
    await see(page, /环节，不能修改。/);
    await page.getByRole('link', { name: '回到我的待办' }).click();
    // The other tab still shows the draft: what is entered there is kept in the form and goes nowhere else.
    await fillEditor(second, { body: `${NOTICE_BODY}\n不该进去的一行。` });
    await second.getByRole('button', { name: /^保存草稿/ }).click();
    await second.getByRole('alert').waitFor();
    expect(await second.getByRole('textbox', { name: /^正文/ }).inputValue()).toContain('不该进去的一行。');
    await second.close();
    await findInList(page, title);
    expect(await rowsOf(page, title).count()).toBe(1);
    expect(await rowsOf(page, title).innerText()).toContain('公开属性审查');
    await rowsOf(page, title).getByRole('link', { name: title, exact: true }).click();
    await see(page, '每逢农历三、六、九日');
    expect(await page.getByText('不该进去的一行。').count()).toBe(0);
  });

  test('[R-SEC-01] what is classified goes to the offline register and nothing of it is stored', async () => {
    const canary = `MTCANARY${js ? 'ON' : 'OFF'}`;
    const page = await office.desk('huyang');
    await startDraft(page, '涉密');
    await heading(page, '线下登记');
    await page.getByRole('radio', { name: '工作秘密' }).check();
    await page.getByLabel('线下登记编号').fill(`登字第2026-${js ? 1 : 2}号`);
    await page.getByRole('button', { name: '登记' }).click();
    await see(page, '已登记。请按保密规定线下办理');
    expect(
      await page
        .getByRole('row', { name: /登字第2026/ })
        .first()
        .innerText(),
    ).toContain('胡杨');
    // A secrecy mark in the text is refused too, whatever was answered, and not even shown again.
    await startDraft(page, '不涉密');
    await fillEditor(page, {
      ...NOTICE_REST,
      title: `${canary}标注件`,
      body: `机密★一年\n${canary}内容，很长的一段正文在这里。`,
    });
    await page.getByRole('button', { name: '保存草稿' }).click();
    await see(page, '内容中有密级标志。');
    expect(await page.content()).not.toContain(canary);
    await page.getByRole('link', { name: '回到我的待办' }).click();
    // The database writes what it stores to its files: the word must be in none, while an ordinary word is.
    const control = `CONTROL${canary}`.replace('MTCANARY', '');
    await enterDraft(page, name(control));
    await saveDraft(page);
    expect(filesWith(city.program.dataDir, control)).not.toBe('');
    expect(filesWith(city.program.dataDir, canary)).toBe('');
  });

  test('sign-out ends the session; wrong passwords are refused, then the account is locked', async () => {
    const page = await office.stranger();
    // Each way locks an account that no other journey needs.
    const username = js ? 'handong' : 'luting';
    await signIn(page, username, PASSWORD);
    await heading(page, '我的待办');
    await page.getByRole('button', { name: '退出' }).click();
    await see(page, '您已安全退出。');
    await page.goBack();
    await page.reload();
    await page.getByRole('button', { name: '登录' }).waitFor();
    for (let i = 0; i < 5; i++) {
      await signIn(page, username, `wrong ${scripts}`);
      await see(page, i < 4 ? '用户名或口令不正确。' : '账号已锁定');
      expect(await page.getByLabel('用户名').inputValue()).toBe(username);
      expect(await page.getByLabel('口令').inputValue()).toBe('');
    }
    await signIn(page, username, PASSWORD);
    await see(page, /连续输错次数过多，账号已锁定至 .+（还有 \d+ 分钟），到时自动解除。/);
    expect(await page.getByRole('navigation', { name: '工作台导航' }).count()).toBe(0);
  });
});

/** What the controls of the page's main form hold, by name. */
async function formValues(page: Page): Promise<Record<string, string[]>> {
  const pairs = await page
    .locator('main form :is(input, select, textarea)[name]')
    .evaluateAll((controls) =>
      (controls as HTMLInputElement[])
        .filter((c) => c.name !== '_once' && (!['radio', 'checkbox'].includes(c.type) || c.checked))
        .map((c) => [c.name, c.value] as const),
    );
  const values: Record<string, string[]> = {};
  for (const [name, value] of pairs) values[name] = [...(values[name] ?? []), value];
  return values;
}

/** Files below a folder that hold a word, as grep lists them. */
function filesWith(folder: string, word: string): string {
  try {
    return execFileSync('grep', ['-rl', '--text', word, folder], { encoding: 'utf8' });
  } catch (error) {
    if ((error as { status?: number }).status === 1) return '';
    throw error;
  }
}
