import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { SCRIPTS, skipped } from './browser.ts';
import {
  choose,
  findInList,
  heading,
  openSection,
  openTask,
  PASSWORD,
  rowsOf,
  see,
  signIn,
} from './office.ts';
import { openCity, openOffice } from './opening.ts';
import { enterDraft, NOTICE_REST, passReviews, saveDraft, submitDraft } from './township.ts';

const city = openCity();

/** Invented arrangements of years that nobody has arranged yet; both ways live in one city and need a year each. */
const YEARS = {
  on: {
    year: '2027',
    writtenOn: '2026-12-15',
    // 16 December to 13 January without weekends and the New Year's Day of the law, a Friday.
    before: '2027-01-13',
    // 4 January, a Monday, is off too.
    after: '2027-01-14',
    why: '元旦',
    lines: ['2027-01-01 至 2027-01-04 休 元旦', '2027-02-05 至 2027-02-11 休 春节', '2027-02-14 班 春节'],
    rest: ['04-03 至 2027-04-05 休 清明节', '06-09 休 端午节', '09-15 休 中秋节'],
  },
  off: {
    year: '2028',
    writtenOn: '2028-01-10',
    // 11 January to 7 February, weekends left out.
    before: '2028-02-07',
    // Five working days fall to the festival, one Saturday is worked: 10 days to the 24th, 15 to 5 February, then five.
    after: '2028-02-11',
    why: '春节',
    lines: ['2028-01-01 至 2028-01-03 休 元旦', '2028-01-25 至 2028-01-31 休 春节', '2028-02-05 班 春节'],
    rest: ['04-04 休 清明节', '05-28 休 端午节', '10-08 休 中秋节'],
  },
} as const;

/** A day in words, e.g. 2027年1月14日. */
function said(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** A day so many days from today, in the city's time. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
}

describe.skipIf(skipped).each(SCRIPTS)('papers and those who handle them, $scripts', ({ js }) => {
  /** Titles of both ways must differ: they live in one city. */
  const name = (title: string) => `石桥镇人民政府关于${title}的通知（${js ? '甲' : '乙'}）`;
  const office = openOffice(city, js);

  test('[R-PLT-01] the holidays of a new year move open dates, and everybody concerned sees why', async () => {
    const it = YEARS[js ? 'on' : 'off'];
    const title = name('做好岁末年初值班');
    const drafter = await office.desk('huyang');
    await enterDraft(drafter, title, { ...NOTICE_REST, writtenOn: it.writtenOn });
    await saveDraft(drafter);
    await submitDraft(drafter);
    await openFromList(drafter, title);
    await see(drafter, said(it.before));
    await see(drafter, '暂定');

    const administrator = await office.desk('jianghe');
    await openSection(administrator, '工作日历');
    await administrator.getByRole('link', { name: '装载年度放假安排' }).click();
    await heading(administrator, '装载年度放假安排');
    await administrator.getByRole('textbox', { name: '年度' }).fill(it.year);
    await administrator.getByLabel('依据文件').fill('关于部分节假日安排的通知（虚构）');
    const arrangement = [
      ...it.lines,
      ...it.rest.map((line) => `${it.year}-${line}`),
      `${it.year}-05-01 至 ${it.year}-05-05 休 劳动节`,
      `${it.year}-10-01 至 ${it.year}-10-07 休 国庆节`,
    ];
    await administrator.getByRole('textbox', { name: /^放假安排/ }).fill(arrangement.join('\n'));
    await administrator.getByRole('button', { name: '检查并预览影响' }).click();
    await see(administrator, '还没有装载，请核对后确认');
    const row = administrator.getByRole('row').filter({ hasText: title });
    expect(await row.innerText()).toContain(it.before);
    expect(await row.innerText()).toContain(it.after);
    // A preview changes nothing.
    await drafter.reload();
    await see(drafter, said(it.before));
    await administrator.getByRole('button', { name: /^确认装载/ }).click();
    const answer = await administrator.getByText(/件在办事项的期限随之变动/).innerText();
    expect(answer).toContain('1 件在办事项的期限随之变动，已通知 3 人。');

    const why = `${it.year} 年放假安排已装载，您经手的 1 件期限由 ${it.before} 改为 ${it.after}。`;
    // The drafter and both who may give the review that is due.
    for (const who of ['huyang', 'luozheng', 'gujianguo']) {
      const page = await office.desk(who);
      await openSection(page, '我的消息');
      await page.getByRole('button', { name: why, exact: true }).click();
      await heading(page, '期限变动');
      const moved = await page.getByRole('row').filter({ hasText: title }).innerText();
      expect(moved).toContain(it.before);
      expect(moved).toContain(it.after);
      expect(moved).toContain(`${it.year} 年放假安排已装载`);
      await page.getByRole('link', { name: title, exact: true }).click();
      await see(page, said(it.after));
      await page.getByText('这个日期是怎么算出来的').click();
      await page.locator('details[open]').getByText(it.why).first().waitFor();
      expect(await page.getByText('暂定').count()).toBe(0);
    }
    const other = await office.desk('zhoumin');
    await openSection(other, '我的消息');
    expect(await other.getByText('年放假安排已装载').count()).toBe(0);
  });

  test('[R-SEC-04] a deputy may not review what the absent person drafted, and is told why', async () => {
    const title = name('清理背街小巷');
    const drafter = await office.desk('huyang');
    await enterDraft(drafter, title);
    await saveDraft(drafter);
    await submitDraft(drafter);
    await openSection(drafter, '外出代理');
    await choose(drafter, '代理人', '罗正');
    await drafter.getByLabel('开始日').fill(dayFromNow(0));
    await drafter.getByLabel('截止日').fill(dayFromNow(7));
    await drafter.getByLabel('事由').fill('外出培训');
    await drafter.getByRole('button', { name: '指定代理人' }).click();
    await see(drafter, '代理人已指定');

    const deputy = await office.desk('luozheng');
    await openFromList(deputy, title);
    await see(
      deputy,
      '您正代理胡杨，代理期间两人视为同一人；胡杨参与了本件的起草或修改，所以您不能作公开属性审查，请由其他同事办理。',
    );
    expect(await deputy.getByRole('form', { name: '公开属性审查' }).count()).toBe(0);
    // A form that was open before is refused in the same words: see test/deputies.test.ts.
    await drafter.getByRole('button', { name: '终止代理' }).click();
    await see(drafter, '代理已终止。');
    await passReviews(deputy, title);
    await see(deputy, '已签发，文件已向社会公开。');
  });

  test('[R-DOC-03] an attachment goes out with its paper and comes back with it', async () => {
    const title = name('公布集市摊位安排');
    const content = `摊位,位置\n${js ? '一' : '二'}号,东街\n`;
    const drafter = await office.desk('huyang');
    await enterDraft(drafter, title);
    await saveDraft(drafter);
    await drafter.getByRole('button', { name: '保存并管理附件' }).click();
    await heading(drafter, '附件');
    await drafter
      .getByLabel('选择文件')
      .setInputFiles({ name: '摊位安排表.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await drafter.getByRole('button', { name: '上传', exact: true }).click();
    await see(drafter, '附件已上传并检查。');
    await drafter.getByLabel('附件 1 的标题').fill('集市摊位安排表');
    await drafter.getByRole('button', { name: '保存标题、顺序和移除' }).click();
    await see(drafter, '附件的标题和顺序已保存。');
    await drafter.getByRole('link', { name: '返回草稿' }).click();
    await heading(drafter, title);
    await submitDraft(drafter);
    await passReviews(await office.desk('luozheng'), title);

    const reader = await office.reader();
    await reader.getByRole('link', { name: title, exact: true }).first().click();
    await heading(reader, title);
    const link = reader.getByRole('link', { name: '下载：集市摊位安排表' });
    const address = new URL((await link.getAttribute('href')) ?? '', reader.url()).href;
    const [download] = await Promise.all([reader.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('摊位安排表.csv');
    expect(fs.readFileSync(await download.path(), 'utf8')).toBe(content);

    await findInList(drafter, title);
    await rowsOf(drafter, title).getByRole('link', { name: '公开中' }).click();
    const form = drafter.getByRole('form', { name: '提出撤回' });
    await form.getByLabel('对外说明的原因').fill('摊位安排有误，更正后重新公布。');
    await form.getByRole('button', { name: '提出撤回' }).click();
    await see(drafter, '撤回申请已提出，等待签发人批准。');
    const approver = await office.desk('luozheng');
    await openTask(approver, title);
    await approver.getByRole('radio', { name: /^批准撤回/ }).check();
    await approver.getByLabel('意见').fill('同意撤回。');
    await approver.getByRole('button', { name: '提交决定' }).click();
    await see(approver, '已撤回，公众已不能看到这份文件');
    // Kept pages follow within a second.
    await expect.poll(async () => (await reader.reload())?.status(), { timeout: 3000 }).toBe(410);
    expect((await reader.goto(address))?.status()).toBe(410);
    await heading(reader, '这个附件已撤下');
    await see(reader, '摊位安排有误，更正后重新公布。');
  });

  test('[R-ORG-12] a clerk leaves: all work at a successor, the rights at an end, nothing without anybody', async () => {
    // Who leaves does not come back for the other way.
    const { leaver, successor, organisation, scope } = js
      ? { leaver: 'handong', successor: '何静', organisation: '明川市卫生健康委员会', scope: '本机构' }
      : { leaver: 'luting', successor: '聂芳', organisation: '明川市人民政府', scope: '本机构及下级' };
    const title = `关于开展${js ? '夏季' : '冬季'}巡查的通知`;
    const desk = await office.desk(leaver);
    await enterDraft(desk, title);
    await saveDraft(desk);

    const administrator = await office.desk('jianghe');
    await openPerson(administrator, leaver);
    const who = await administrator.getByRole('heading', { level: 1 }).innerText();
    await administrator.getByRole('link', { name: /^离任或调动/ }).click();
    await see(administrator, '没有其他人可以接手，请安全管理员先授权，再办理移交。');

    const officer = await office.desk('qinan');
    await openPerson(officer, successor);
    await officer.getByRole('link', { name: '授予角色' }).click();
    await choose(officer, '角色', '起草人：');
    await officer.getByRole('combobox', { name: '机构' }).selectOption({ label: organisation });
    await officer.getByRole('radio', { name: scope, exact: true }).check();
    await officer.getByRole('button', { name: '授权', exact: true }).click();
    await see(officer, '已授权，自生效日起可用。');

    await administrator.reload();
    await choose(administrator, '接手人', successor);
    await administrator.getByRole('textbox', { name: '最后工作日' }).fill(dayFromNow(-1));
    await administrator.getByRole('button', { name: /^移交并办理/ }).click();
    await see(administrator, '离任已办理');
    await see(administrator, '已离任');
    await openSection(administrator, '人员与授权');
    expect(await administrator.getByText(/无人可办：/).count()).toBe(0);

    const next = await office.desk(js ? 'hejing' : 'niefang');
    await openSection(next, '我的消息');
    await see(next, new RegExp(`^${who.split(/\s/)[0]}的 \\d+ 项工作已移交给您`));
    await openTask(next, title);
    await next.getByRole('link', { name: '修改草稿' }).click();
    await submitDraft(next);

    await desk
      .getByRole('navigation', { name: '工作台导航' })
      .getByRole('link', { name: '我的待办' })
      .click();
    await desk.getByRole('button', { name: '登录' }).waitFor();
    const again = await office.stranger();
    await signIn(again, leaver, PASSWORD);
    await see(again, '用户名或口令不正确。');
  });
});

/** Opens a case from the list of documents. */
async function openFromList(page: Page, title: string): Promise<void> {
  await findInList(page, title);
  await rowsOf(page, title).getByRole('link', { name: title, exact: true }).click();
  await see(page, '现在可以做');
}

/** Opens the page of a person from the list, found by name or user name. */
async function openPerson(page: Page, words: string): Promise<void> {
  await openSection(page, '人员与授权');
  await page.getByLabel('姓名、工号、用户名').fill(words);
  await page.getByRole('button', { name: '筛选' }).click();
  await page.getByRole('link', { name: '清除条件' }).waitFor();
  await page.getByRole('table').getByRole('rowheader').getByRole('link').first().click();
  await see(page, '全部人员');
}
