import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DESK, PHONE, SCRIPTS, skipped } from './browser.ts';
import { faultsOf } from './look.ts';
import { fillEditor, heading, openSection, see } from './office.ts';
import { openCity, openOffice } from './opening.ts';
import { enterDraft, NOTICE_BODY, saveDraft } from './township.ts';

/* What completes while one types, and the keys: as hands find them. */

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

  test('[R-DOC-03] keys: Ctrl+S saves, Alt+K saves and previews, Alt+J saves and submits', async () => {
    const page = await office.desk('huyang');
    const title = `石桥镇人民政府关于延长夜市的通知（${js ? '甲' : '乙'}）`;
    const line = '夜市延长至晚十时。';
    await enterDraft(page, title);
    if (js) {
      await page.getByRole('textbox', { name: /^标题/ }).press('Control+s');
      await see(page, '草稿已建立。');
      await fillEditor(page, { body: `${NOTICE_BODY}\n${line}` });
      await page.keyboard.press('Control+s');
      await see(page, '草稿已保存。');
      await page.reload();
    } else {
      await saveDraft(page);
      await fillEditor(page, { body: `${NOTICE_BODY}\n${line}` });
    }
    // The browser's own keys, with and without scripts.
    await pressAccessKey(page, 'K');
    await heading(page, `预览：${title}`);
    expect(await page.getByRole('article', { name: '文件正文' }).innerText()).toContain(line);
    await page.getByRole('link', { name: '继续修改' }).click();
    await heading(page, title);
    await pressAccessKey(page, 'J');
    await see(page, '已送公开属性审查。');
  });
});

/** Alt with a letter, as a keyboard sends it; Playwright leaves out the letter that access keys go by. */
async function pressAccessKey(page: Page, letter: 'J' | 'K'): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const key = letter.toLowerCase();
  const event = {
    modifiers: 1,
    key,
    code: `Key${letter}`,
    windowsVirtualKeyCode: letter.charCodeAt(0),
    text: key,
    unmodifiedText: key,
    isSystemKey: true,
  };
  for (const type of ['rawKeyDown', 'char', 'keyUp'] as const)
    await browser.send('Input.dispatchKeyEvent', { ...event, type });
  await browser.detach();
}

describe.skipIf(skipped)('keys in lists', () => {
  const office = openOffice(city, true);

  test('j and k go down and up the rows, Enter opens, and a field that takes text keeps its letters', async () => {
    const page = await office.desk('luting');
    await openSection(page, '公文与发布');
    const links = page.getByRole('main').getByRole('table').first().getByRole('rowheader').getByRole('link');
    const titles = await links.allInnerTexts();
    expect(titles.length).toBeGreaterThan(3);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    for (const [key, row] of [
      ['j', 0],
      ['k', 0],
      ['j', 1],
      ['j', 2],
      ['k', 1],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focused(), key).toBe(titles[row]?.trim());
    }
    const field = page.getByLabel('标题、文号、索引号');
    await field.focus();
    await page.keyboard.type('jk');
    expect(await field.inputValue()).toBe('jk');
    await links.nth(1).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await heading(page, titles[2]!.trim());
  });
});

describe.skipIf(skipped)('the search box of the portal completes what is typed', () => {
  const office = openOffice(city, true);
  const ORGAN = '明川市住房公积金管理中心';

  test('[R-SRC-02] by the keyboard, as a combobox with a list: arrows, Escape, Enter', async () => {
    const page = await office.reader();
    const box = page.getByRole('main').getByRole('combobox', { name: '搜索政府信息' });
    const list = page.getByRole('listbox', { name: '联想' });
    const options = list.getByRole('option');
    expect(await box.getAttribute('aria-expanded')).toBe('false');
    expect(await list.count()).toBe(0);
    await box.pressSequentially('住房');
    await list.waitFor();
    expect(await box.getAttribute('aria-expanded')).toBe('true');
    expect(await box.getAttribute('aria-controls')).toBe(await list.getAttribute('id'));
    const offered = await options.allInnerTexts();
    expect(offered.length).toBeGreaterThan(2);
    expect(offered.filter((text) => !text.includes('住房'))).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    /** The option that the box names and the list marks, by its place; -1 for none. */
    const marked = async () => {
      const ids = await options.evaluateAll((all) => all.map((option) => option.id));
      const at = ids.indexOf((await box.getAttribute('aria-activedescendant')) ?? '');
      const selected = await options.evaluateAll((all) => all.map((o) => o.getAttribute('aria-selected')));
      expect(selected).toEqual(ids.map((_, i) => String(i === at)));
      return at;
    };
    expect(await marked()).toBe(-1);
    for (const [key, place] of [
      ['ArrowDown', 0],
      ['ArrowDown', 1],
      ['ArrowUp', 0],
      ['ArrowUp', offered.length - 1],
    ] as const) {
      await box.press(key);
      expect(await marked(), key).toBe(place);
    }
    await box.press('Escape');
    await list.waitFor({ state: 'hidden' });
    expect(await box.getAttribute('aria-expanded')).toBe('false');
    expect(await box.getAttribute('aria-activedescendant')).toBeNull();
    expect(await box.inputValue()).toBe('住房');
    await box.pressSequentially('公');
    await list.waitFor();
    await options.filter({ hasText: ORGAN }).first().waitFor();
    const place = (await options.allInnerTexts()).findIndex((text) => text.startsWith(ORGAN));
    for (let i = 0; i <= place; i++) await box.press('ArrowDown');
    await box.press('Enter');
    await page.waitForURL((address) => address.searchParams.get('q') === ORGAN);
    await page.getByRole('main').getByRole('link', { name: ORGAN, exact: true }).first().click();
    await heading(page, ORGAN);
  });

  test('[R-SRC-02] by a finger, from initials; what is tapped is found', async () => {
    const page = await office.reader();
    await page.setViewportSize(PHONE);
    const box = page.getByRole('main').getByRole('combobox', { name: '搜索政府信息' });
    await box.pressSequentially('gjj');
    const option = page.getByRole('option', { name: /关于调整住房公积金租房提取额度的通知/ });
    const title = await option.innerText();
    await option.click();
    await page.getByRole('heading', { level: 2, name: /^找到 / }).waitFor();
    const query = new URL(page.url()).searchParams.get('q') ?? '';
    expect(query).not.toBe('gjj');
    expect(title).toContain(query);
    await page.getByRole('main').getByRole('link', { name: query, exact: true }).first().click();
    await heading(page, query);
  });
});
