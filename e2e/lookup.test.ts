import { describe, expect, test } from 'vitest';
import { SCRIPTS, skipped } from './browser.ts';
import { faultsOf } from './look.ts';
import { heading, see } from './office.ts';
import { openCity, openOffice } from './opening.ts';
import { enterDraft, saveDraft } from './township.ts';

/* The lookup of papers within the editor, as a clerk's hands find it. */

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 375, height: 812 };
const WANTED = /^《明川市住房和城乡建设局关于调整住房公积金租房提取额度的通知》/;

const city = openCity();

describe.skipIf(skipped).each(SCRIPTS)('papers are looked up in the editor, $scripts', ({ js }) => {
  const office = openOffice(city, js);

  test('[R-DOC-01] before the first save: what fits is chosen, nothing typed is lost, and the paper is saved with it', async () => {
    const page = await office.desk('huyang');
    const title = `石桥镇人民政府关于租房提取的通知（${js ? '甲' : '乙'}）`;
    await enterDraft(page, title);
    const address = page.url();
    await page.getByRole('combobox', { name: '关系', exact: true }).selectOption('依据');
    await page.getByLabel('对方文件').pressSequentially('公积金 租房');
    if (!js) await page.getByRole('button', { name: '查找' }).click();
    const paper = page.getByRole('radio', { name: WANTED });
    await paper.check();
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      if (js) expect(await faultsOf(page)).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (js) expect(width).toBeLessThanOrEqual(size.width);
    }
    await page.setViewportSize(DESK);
    await page.getByRole('button', { name: '加入' }).click();
    const line = page.getByRole('checkbox', { name: /^依据 《明川市住房和城乡建设局关于调整住房公积金租房/ });
    await line.waitFor();
    expect(await line.isChecked()).toBe(true);
    expect(await page.getByRole('textbox', { name: /^标题/ }).inputValue()).toBe(title);
    if (js) expect(page.url()).toBe(address);
    await saveDraft(page);
    expect(await line.isChecked()).toBe(true);
    // Enter in a field saves, as before there was a button before the others.
    await line.uncheck();
    await page.getByRole('textbox', { name: /^标题/ }).press('Enter');
    await see(page, '草稿已保存。');
    await heading(page, title);
    expect(await line.count()).toBe(0);
  });
});
