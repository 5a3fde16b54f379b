import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { openContext, SCRIPTS, skipped, WAYS } from './browser.ts';
import { answerFeedback, approveAnswer, giveFeedback, openFeedback } from './citizen.ts';
import { heading, openPlace, openTask, searchBox, see } from './office.ts';
import { openCity, openOffice } from './opening.ts';
import { mm, print, stands } from './printed.ts';
import { go } from './sight.ts';

const PAPER = '明川市人民政府办公室关于印发《明川市优化基层医疗卫生服务若干措施》的通知';

const city = openCity();

/** Opens the paper from the list of papers, as a reader would. */
async function openPaper(page: Page): Promise<void> {
  await openPlace(page, '政策文件');
  await page.getByRole('main').getByRole('link', { name: PAPER, exact: true }).click();
  await heading(page, PAPER);
}

/** A paper that was withdrawn, as the house lists it. */
async function withdrawnPaper(desk: Page): Promise<{ pid: string; title: string }> {
  await go(desk, new URL('/documents?state=withdrawn', city.program.console).href, 200);
  const link = desk.locator('main .mc-rt tbody a').first();
  const title = (await link.innerText()).trim();
  await go(desk, new URL((await link.getAttribute('href')) ?? '', desk.url()).href, 200);
  const file = await desk.getByRole('link', { name: '文件档案' }).getAttribute('href');
  return { pid: /\/documents\/(\w{10})/.exec(file ?? '')?.[1] ?? '', title };
}

/** How many hits the page of the search says it has. */
async function hitCount(page: Page): Promise<number> {
  const said = await page.getByRole('heading', { level: 2, name: /^找到 / }).innerText();
  return Number(/\d+/.exec(said)?.[0]);
}

/** Takes a choice of a facet. @returns the number that stands beside it */
async function narrow(page: Page, title: string, value: string): Promise<number> {
  const facet = page
    .getByRole('complementary', { name: '缩小范围' })
    .locator('details')
    .filter({ has: page.locator('summary', { hasText: new RegExp(`^${title}$`) }) });
  if ((await facet.getAttribute('open')) === null) await facet.locator('summary').click();
  const choice = facet.getByRole('link', { name: new RegExp(`^${value}`) });
  const count = Number(await choice.locator('.ct').innerText());
  await choice.click();
  await page.getByRole('list', { name: '已选的条件' }).getByText(`${title}：`).waitFor();
  return count;
}

describe.skipIf(skipped).each(WAYS)('a citizen, $scripts, $width px wide', ({ js, size, width }) => {
  const office = openOffice(city, js, size);
  /** All live in one city. */
  const way = `${js ? '甲' : '乙'}${width}`;

  test('[R-SRC-02, R-ACC-01, R-ACC-02, R-ACC-06, R-FBK-01, R-FBK-02, R-FBK-03] searches, narrows, reads with aids, keeps the paper, says something and reads the answer', async () => {
    const reader = await office.reader();
    await searchBox(reader).fill('通知');
    await reader.getByRole('button', { name: '搜索' }).click();
    const all = await hitCount(reader);
    // What stands beside a choice is what one gets by it.
    const byValidity = await narrow(reader, '有效性', '有效');
    expect(await hitCount(reader)).toBe(byValidity);
    const byOwner = await narrow(reader, '发布机构', '市政府办公室');
    expect(await hitCount(reader)).toBe(byOwner);
    expect(byOwner).toBeLessThanOrEqual(byValidity);
    expect(byValidity).toBeLessThan(all);
    // The words in another order are not the phrase.
    for (const [phrase, hits] of [
      ['"卫生服务基层医疗"', 0],
      ['"优化基层医疗卫生服务若干措施"', 1],
    ] as const) {
      await searchBox(reader).fill(phrase);
      await reader.getByRole('button', { name: '搜索' }).click();
      await reader.waitForURL((address) => address.searchParams.get('q') === phrase);
      expect(await hitCount(reader), phrase).toBe(hits);
    }
    await reader.getByRole('main').getByRole('link', { name: PAPER, exact: true }).click();
    await heading(reader, PAPER);

    const told = () => reader.waitForResponse((r) => r.request().method() === 'POST');
    for (const [button, look] of [
      ['文字大小：特大', 'size-larger'],
      ['背景色：浅绿', 'ground-green'],
    ] as const) {
      const answer = told();
      const aid = reader.getByRole('button', { name: button });
      if (!(await aid.isVisible())) await reader.getByText('更多工具', { exact: true }).click();
      await aid.click();
      await answer;
      await reader.locator(`html.${look}`).waitFor();
    }
    await openPaper(reader);
    expect(await reader.locator('html.size-larger.ground-green').count()).toBe(1);
    const letters = await reader
      .locator('.mc-doc .bd p')
      .first()
      .evaluate((p) => getComputedStyle(p).fontSize);
    expect(Number.parseFloat(letters)).toBeGreaterThan(20);
    expect(await reader.getByRole('button', { name: '文字大小：特大', pressed: true }).count()).toBe(1);

    await reader.getByRole('button', { name: '加入收藏' }).click();
    await heading(reader, '我的收藏');
    await reader.getByRole('main').getByRole('link', { name: PAPER, exact: true }).click();
    await heading(reader, PAPER);

    const content = `${way}村的卫生室药不全，希望配齐降压药。`;
    const reply = `${way}村卫生室的目录内药品下月起配齐，缺药的两日内送到。`;
    const code = await giveFeedback(reader, { content, name: '虞晓岚', contact: '13800001111' });

    const drafter = await office.desk('zhoumin');
    await openFeedback(drafter, content);
    // The clerk sees masks.
    expect(await drafter.getByRole('main').innerText()).not.toMatch(/虞晓岚|13800001111/);
    await answerFeedback(drafter, reply);
    const approver = await office.desk('zhengweimin');
    await openTask(
      approver,
      '对《明川市人民政府办公室关于印发〈明川市优化基层医疗卫生服务若干措施〉的通知》的反馈',
    );
    await see(approver, reply);
    await approveAnswer(approver);

    await reader.getByRole('link', { name: '查询我的反馈' }).click();
    await reader.getByRole('textbox', { name: '查询码' }).fill(code);
    await reader.getByRole('button', { name: '查询', exact: true }).click();
    await see(reader, '已在文件页下公开');
    // Kept pages follow within a second.
    const other = await office.reader();
    await openPaper(other);
    await expect
      .poll(
        async () => {
          await other.reload();
          return other.getByRole('region', { name: '政策反馈' }).innerText();
        },
        { timeout: 5000 },
      )
      .toContain(reply);
    const shown = await other.getByRole('region', { name: '政策反馈' }).innerText();
    expect(shown).toContain(content);
    expect(await other.content()).not.toMatch(/虞晓岚|13800001111/);
    // Somebody else's reading aids and favourites are not theirs.
    expect(await other.locator('html.size-larger').count()).toBe(0);
    const favourites = new URL('/favourites', city.program.portal).href;
    const titles = (page: Page) => page.locator('main .mc-list a.ti').allInnerTexts();
    await go(reader, favourites, 200);
    expect(await titles(reader)).toEqual([PAPER]);
    await go(other, favourites, 200);
    await see(other, '还没有收藏的文件');
    expect(await titles(other)).toEqual([]);

    // Nor does a cookie that somebody has written show what was withdrawn.
    const auditor = await office.desk('luting');
    const gone = await withdrawnPaper(auditor);
    const kept = (await reader.context().cookies()).find((c) => c.name === 'kept');
    if (!kept) throw new Error('the browser keeps no favourites');
    await other.context().addCookies([{ ...kept, value: `${gone.pid}.${kept.value}.${gone.pid}` }]);
    await go(other, favourites, 200);
    await see(other, '有 1 件收藏的文件已经撤回');
    expect(await titles(other)).toEqual([PAPER]);
    expect(await other.content()).not.toContain(gone.title);
    expect(await other.content()).not.toContain(gone.pid);
    await other.getByRole('button', { name: `取消收藏：${PAPER}` }).click();
    await see(other, '还没有收藏的文件');
  });
});

describe.skipIf(skipped)('taking a paper along', () => {
  const faults: string[] = [];
  const newPage = async (js = true) => (await openContext(city.browser, { js, faults })).newPage();
  afterAll(() => {
    expect(faults).toEqual([]);
  });

  const NAVIGATION = [
    '办事互动',
    '栏目导航',
    '阅读辅助',
    '长辈模式',
    '加入收藏',
    '网站标识码',
    '我要反馈',
    '跳到主要内容',
  ];

  test.each(SCRIPTS)(
    '[R-ACC-03] on paper, $scripts: title, number, days, source, the whole text, attachments, address, pages; no navigation',
    async ({ js }) => {
      const page = await newPage(js);
      await page.goto(city.program.portal);
      await openPaper(page);
      const facts = await page.getByRole('region', { name: '文件信息' }).locator('dd').allInnerTexts();
      const paragraphs = await page.locator('.mc-doc .bd > *').allInnerTexts();
      const downloads = page.getByRole('region', { name: '附件' }).getByRole('link', { name: /^下载：/ });
      const files = await downloads.evaluateAll((links) =>
        links.map((a) => (a.getAttribute('aria-label') ?? '').replace('下载：', '')),
      );
      expect(paragraphs.length).toBeGreaterThan(40);
      expect(files).toHaveLength(2);
      const { text, sheets } = await print(page);
      const wanted = [
        PAPER,
        '18号',
        ...facts.filter((f) => f.trim() !== '—'),
        '来源：明川市人民政府办公室',
        '发布时间：',
        ...paragraphs,
        '（此件公开发布）',
        ...files,
        `网址：${page.url()}`,
      ];
      // A paragraph may go over to the next sheet, past the number at the foot.
      const whole = text.replace(/—\d+—/g, '');
      expect(wanted.filter((words) => !stands(words, whole))).toEqual([]);
      expect(NAVIGATION.filter((words) => stands(words, text))).toEqual([]);
      expect(sheets.length).toBeGreaterThan(4);
      expect(new Set(sheets.map((s) => `${s.width}×${s.height}`))).toEqual(
        new Set([`${Math.round(mm(210))}×${Math.round(mm(297))}`]),
      );
      // Every sheet bears its number, as GB/T 9704 has it, and there is no number beyond the last.
      const numbers = sheets.map((_, i) => `—${i + 1}—`);
      expect(numbers.filter((n) => !text.includes(n))).toEqual([]);
      expect(text).not.toContain(`—${sheets.length + 1}—`);
      // The same page printed as it stands on the screen: what must not be there can be seen.
      await page.emulateMedia({ media: 'screen' });
      const screen = await print(page);
      expect(NAVIGATION.filter((words) => stands(words, screen.text)).length).toBeGreaterThan(4);
    },
  );

  test('[R-ACC-03] on paper, as GB/T 9704 sets it: 37 mm above and 28 mm at the spine, a text of 156 by 225 mm, 22 lines of 28 characters in size 3, the title in size 2', async () => {
    const page = await newPage(false);
    await page.goto(city.program.portal);
    await openPaper(page);
    const { sheets } = await print(page);
    const set = sheets.map((s) => s.lines.filter((l) => !/^—\d+—$/.test(l.text)));
    const all = set.flat();
    // From margin to margin; the standard itself allows a millimetre.
    expect(Math.abs(Math.min(...all.map((l) => l.left)) - mm(28))).toBeLessThan(mm(1));
    expect(Math.abs(Math.max(...all.map((l) => l.right)) - mm(28 + 156))).toBeLessThan(mm(1));
    expect(Math.min(...all.map((l) => l.top - l.size))).toBeGreaterThan(mm(37) - 1);
    expect(Math.max(...all.map((l) => l.top))).toBeLessThan(mm(37 + 225));
    const title = (set[0] ?? []).filter((l) => Math.abs(l.size - 22) < 0.5).map((l) => l.text);
    expect(stands(PAPER, title.join(''))).toBe(true);
    // Sheets of nothing but text: between the head of the paper and what follows it.
    const full = set.slice(2, 5);
    for (const lines of full) {
      expect(lines[0]!.top - mm(37)).toBeLessThan(28.9);
      for (const [i, line] of lines.entries()) {
        expect(line.size, line.text).toBeCloseTo(16, 0);
        if (i > 0) expect(Math.abs(line.top - lines[i - 1]!.top - 28.9), line.text).toBeLessThan(0.75);
      }
    }
    expect(Math.max(...full.map((lines) => lines.length))).toBe(22);
    // Figures and Latin letters are narrower than the characters that the standard counts.
    const han = full.flat().filter((l) => /^[\p{Script=Han},。、;:()]+$/u.test(l.text));
    expect(Math.max(...han.map((l) => [...l.text].length))).toBe(28);
  });

  test('[R-ACC-03] on paper, texts of organs and the channels: the text and its address, without tree and contacts of the column', async () => {
    const page = await newPage(false);
    for (const { path, wanted, unwanted } of [
      {
        path: '/organs/mcszfb/guide',
        wanted: ['政府信息公开指南'],
        unwanted: ['切换机构', '政府信息公开工作机构', '公开目录'],
      },
      { path: '/channels', wanted: ['群众诉求法定渠道', '行政复议'], unwanted: ['首页'] },
    ]) {
      await page.goto(city.program.portal + path);
      const { text } = await print(page);
      expect([...wanted, `网址：${page.url()}`].filter((words) => !stands(words, text))).toEqual([]);
      expect([...NAVIGATION, ...unwanted].filter((words) => stands(words, text))).toEqual([]);
      await page.emulateMedia({ media: 'screen' });
      const screen = await print(page);
      expect(unwanted.filter((words) => stands(words, screen.text)).length).toBeGreaterThan(0);
      await page.emulateMedia({ media: null });
    }
  });

  test('[R-ACC-04] 关闭 closes the window that a script or a link opened, else goes back; without JavaScript and from outside it leads to the papers', async () => {
    const page = await newPage();
    await page.goto(city.program.portal);
    await openPaper(page);
    const opened = page.context().waitForEvent('page');
    await page.evaluate(() => window.open(location.href));
    const second = await opened;
    await heading(second, PAPER);
    const closed = second.waitForEvent('close');
    await second.getByRole('link', { name: '关闭' }).click();
    await closed;
    const address = page.url();

    // A jump within the page is not what 关闭 goes back from.
    await page.getByRole('link', { name: '跳到主要内容' }).press('Enter');
    await page.waitForURL('**#main');
    await page.getByRole('link', { name: '关闭' }).click();
    await heading(page, '政策文件');
    // An ordinary link, opened in a tab of its own: nothing of that tab knows the other one.
    const tab = page.context().waitForEvent('page');
    await page
      .getByRole('main')
      .getByRole('link', { name: PAPER, exact: true })
      .click({ modifiers: ['Control'] });
    const third = await tab;
    await heading(third, PAPER);
    const gone = third.waitForEvent('close');
    await third.getByRole('link', { name: '关闭' }).click();
    await gone;
    await page.goForward();
    await heading(page, PAPER);

    const direct = await newPage();
    await go(direct, city.program.console, 200);
    await go(direct, address, 200);
    await direct.getByRole('link', { name: '关闭' }).click();
    await heading(direct, '政策文件');

    const plainPage = await newPage(false);
    await go(plainPage, address, 200);
    await plainPage.getByRole('link', { name: '关闭' }).click();
    await heading(plainPage, '政策文件');
  });
});
