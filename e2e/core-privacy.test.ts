import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { SCRIPTS, skipped } from './browser.ts';
import { passCaptcha } from './citizen.ts';
import { heading, Office, openSection, see } from './office.ts';
import { openCity, openOffice } from './opening.ts';
import { restoreProgram } from './server.ts';
import { enterDraft, saveDraft, submitDraft } from './township.ts';

const city = openCity();

/** Invented people, one for each way; the numbers carry a right check digit and belong to nobody. */
const CITIZENS = {
  on: { name: '虞晓岚', number: '110101197903073315', masked: '110*************15', phone: '13800001111' },
  off: { name: '阮长青', number: '110101198506124283', masked: '110*************83', phone: '13900002222' },
} as const;

describe.skipIf(skipped).each(SCRIPTS)('what a citizen has given, $scripts', ({ js }) => {
  const citizen = CITIZENS[js ? 'on' : 'off'];
  const office = openOffice(city, js);

  test('[R-SEC-03, R-SEC-04] asked for, looked at with a reason, erased; nobody sees it again and the proof still verifies', async () => {
    const code = await ask(await office.reader(), '查阅、复制', '请告知掌握了我的哪些信息。');
    const clerk = await office.desk('hejing');
    await takeIn(clerk);
    await find(clerk, citizen.number);
    await see(clerk, '查到 1 件');
    expect(await clerk.getByRole('main').innerText()).not.toContain(citizen.number);
    await clerk.getByRole('table').getByRole('rowheader').getByRole('link').click();
    await see(clerk, citizen.masked);
    expect(await clerk.getByText(citizen.name).count()).toBe(0);
    const first = new URL(clerk.url()).pathname;
    await clerk.getByRole('link', { name: /^查看完整信息/ }).click();
    await clerk.getByRole('radio', { name: '联系当事人', exact: true }).check();
    await clerk.getByRole('textbox', { name: '具体说明' }).fill('电话告知办理进度');
    await clerk.getByRole('button', { name: '查看（留痕）' }).click();
    await see(clerk, citizen.number);
    await see(clerk, citizen.name);
    await clerk.getByRole('link', { name: '看完了，收起' }).click();
    await see(clerk, '联系当事人：电话告知办理进度');

    const officer = await office.desk('shaoping');
    await openRequest(officer, first);
    await accept(officer);
    await reply(officer, '已向申请人提供清单。');

    await ask(await office.reader(), '删除', '事情已经办完，请删除我的信息。');
    await takeIn(clerk);
    await find(clerk, citizen.number);
    await see(clerk, '查到 2 件');
    await openSection(officer, '个人信息请求');
    await officer.getByLabel('环节').selectOption({ label: '待受理' });
    await officer.getByRole('button', { name: '筛选' }).click();
    await officer.getByRole('link', { name: '清除条件' }).waitFor();
    await officer.getByRole('table').getByRole('link', { name: '删除' }).click();
    await accept(officer);
    await officer.getByRole('link', { name: '清除', exact: true }).click();
    await heading(officer, '清除个人信息');
    await officer.getByRole('button', { name: '清除，不能恢复' }).click();
    await see(officer, '已清除：密文和密钥已销毁，任何人都不能再看到。');
    await see(officer, '本件的密钥已销毁，不能恢复。');
    expect(new URL(officer.url()).pathname).toBe(first);

    for (const page of [officer, clerk]) {
      await openRequest(page, first);
      expect(await page.getByText(citizen.masked).count()).toBe(0);
      expect(await page.getByRole('link', { name: /^查看完整信息/ }).count()).toBe(0);
    }
    await find(clerk, citizen.number);
    await see(clerk, '查到 1 件');
    expect(await clerk.getByRole('main').locator(`a[href$="${first}"]`).count()).toBe(0);
    // The matter itself stays: what was done, and when.
    const reader = await office.reader();
    await openPrivacy(reader);
    await reader.getByRole('link', { name: '查询办理状态' }).click();
    await reader.getByLabel('查询码').fill(code);
    await reader.getByRole('button', { name: '查询', exact: true }).click();
    await see(reader, '已答复，请按您留下的联系方式查收');

    const auditor = await office.desk('fangzheng');
    await openSection(auditor, '操作留痕');
    await auditor.getByRole('row').filter({ hasText: '清除个人信息' }).first().waitFor();
    expect(await auditor.getByRole('main').innerText()).not.toContain(citizen.number);
    await auditor.getByRole('link', { name: '封存链与锚点' }).click();
    await see(auditor, '封存正常');
    const verified = await city.program.command('audit', 'verify');
    expect(verified.output).toContain('结论：没有发现改动');
    expect(verified.code).toBe(0);
  });

  /** Sends a request by the form of the portal. @returns the query code */
  async function ask(page: Page, right: string, statement: string): Promise<string> {
    await openPrivacy(page);
    await page.getByRole('link', { name: '提出请求' }).click();
    await heading(page, '提出个人信息请求');
    await page.getByRole('combobox', { name: '受理单位' }).selectOption('mcszfb');
    await page.getByRole('radio', { name: new RegExp(`^${right}`) }).check();
    await page.getByRole('textbox', { name: '具体要求' }).fill(statement);
    await page.getByRole('textbox', { name: '姓名' }).fill(citizen.name);
    await page.getByRole('textbox', { name: '证件号码' }).fill(citizen.number);
    await page.getByRole('textbox', { name: '联系电话' }).fill(citizen.phone);
    await page.getByRole('checkbox', { name: /^我已知道/ }).check();
    await passCaptcha(page);
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await heading(page, '已收到您的请求');
    return page.locator('.mc-code').innerText();
  }
});

describe.skipIf(skipped)('a restore drill', () => {
  test('a backup becomes the same city elsewhere, where work goes on', async () => {
    const before = new Office(city, true);
    const title = '石桥镇人民政府关于防汛值守的通知';
    const desk = await before.desk('huyang');
    await enterDraft(desk, title);
    await saveDraft(desk);
    const shown = await published(await before.reader());
    expect(shown.length).toBeGreaterThan(5);
    await before.close();
    const file = path.join(city.program.dataDir, 'backup.mtb');
    const made = await city.program.command('backup', '--to', file);
    expect(made.output).toContain(`已备份到 ${file}`);
    expect(made.code).toBe(0);
    const restored = await restoreProgram(file, path.join(city.program.dataDir, 'data.key'));
    const after = new Office({ browser: city.browser, program: restored }, true);
    try {
      const page = await after.desk('huyang');
      await page.getByRole('main').getByRole('link', { name: title, exact: true }).first().click();
      await see(page, '现在可以做');
      await page.getByRole('link', { name: '修改草稿' }).click();
      await submitDraft(page);
      expect(await published(await after.reader())).toEqual(shown);
      const verified = await restored.command('audit', 'verify');
      expect(verified.output).toContain('结论：没有发现改动');
      expect(after.faults).toEqual([]);
    } finally {
      await after.close();
      await restored.stop();
    }
  });
});

/** Titles of what the portal lists, newest first. */
async function published(page: Page): Promise<string[]> {
  await page.getByRole('link', { name: '全部文件 ›' }).click();
  await heading(page, '政策文件');
  return page.locator('main .mc-list a').allInnerTexts();
}

async function openPrivacy(page: Page): Promise<void> {
  await page.getByRole('link', { name: '个人信息权利' }).first().click();
  await heading(page, '个人信息权利');
}

/** Registers what waits from the portal now, unless the program was faster. */
async function takeIn(page: Page): Promise<void> {
  await openSection(page, '个人信息请求');
  const button = page.getByRole('button', { name: '现在登记' });
  if ((await button.count()) === 0) return;
  await button.click();
  await see(page, /网上提交已接收登记。|没有可以接收的网上提交/);
}

async function find(page: Page, number: string): Promise<void> {
  await openSection(page, '个人信息请求');
  await page.getByRole('link', { name: '按号码查找' }).click();
  await page.getByRole('textbox', { name: '完整号码' }).fill(number);
  await page.getByRole('button', { name: '查找', exact: true }).click();
}

/** Opens a request from the list, by the path of its page. */
async function openRequest(page: Page, address: string): Promise<void> {
  await openSection(page, '个人信息请求');
  await page.locator(`main a[href$="${address}"]`).click();
  await see(page, '流转记录');
}

async function accept(page: Page): Promise<void> {
  await page.getByRole('radio', { name: '当面核对证件原件' }).check();
  await page.getByRole('button', { name: '受理', exact: true }).click();
  await see(page, '已受理，开始办理。');
}

async function reply(page: Page, text: string): Promise<void> {
  await page.getByRole('radio', { name: '同意', exact: true }).check();
  await page.getByRole('textbox', { name: '答复内容' }).fill(text);
  await page.getByRole('button', { name: '答复并办结' }).click();
  await see(page, '已答复，本件办结。');
}
