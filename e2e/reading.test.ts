import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { openContext, SCRIPTS, skipped } from './browser.ts';
import { contrastFaults } from './look.ts';
import { openCity } from './opening.ts';
import { PAPER_SEARCH } from './portal-pages.ts';
import { go, linkOn } from './sight.ts';

/*
 * What stands around the texts of the portal: the reading aids, with one memory and readable on every ground; ways to pass
 * a paper on; its days; the boards that lead to it.
 */

const city = openCity();
const faults: string[] = [];
const open: BrowserContext[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((context) => context.close()));
  expect(faults.splice(0)).toEqual([]);
});

async function newPage(js = true): Promise<Page> {
  const context = await openContext(city.browser, { js, faults });
  open.push(context);
  return context.newPage();
}

/** Size and ground of the first line of a text as they are drawn. */
function drawn(page: Page): Promise<{ size: number; ground: string }> {
  return page
    .locator('.mc-doc .bd p, .mc-read :is(p, td, dd, li)')
    .first()
    .evaluate((line) => ({
      size: Number.parseFloat(getComputedStyle(line).fontSize),
      ground: getComputedStyle(line.closest('.mc-doc, .mc-read') as Element).backgroundColor,
    }));
}

describe.skipIf(skipped)('texts of the portal', () => {
  test.each(SCRIPTS)(
    '[R-ACC-01, R-ACC-02] one choice of size and ground holds for all of them, $scripts',
    async ({ js }) => {
      const page = await newPage(js);
      const at = (path: string) => city.program.portal + path;
      const paper = await linkOn(page, at(PAPER_SEARCH));
      await go(page, paper, 200);
      const preview = await page
        .getByRole('link', { name: /^预览：/ })
        .first()
        .getAttribute('href');
      const texts = [
        paper,
        new URL(preview ?? '', paper).href,
        await linkOn(page, at('/organs/mcszfb/rules')),
        ...['guide', 'about'].map((part) => at(`/organs/mcszfb/${part}`)),
        ...['leaders', 'leading-group'].map((part) => at(`/organs/mcszf/${part}`)),
        ...['/about', '/channels', '/privacy'].map(at),
      ];
      // Without a script every choice is the server's: a few texts tell.
      if (!js) texts.splice(0, texts.length - 3);
      const before: Awaited<ReturnType<typeof drawn>>[] = [];
      for (const text of texts) {
        await go(page, text, 200);
        before.push(await drawn(page));
      }
      // Chosen on a text that is no paper, and back on the same page.
      await go(page, at('/organs/mcszfb/guide'), 200);
      await page.getByRole('button', { name: '文字大小：特大' }).click();
      await page.locator('html.size-larger').waitFor();
      await page.getByRole('button', { name: '背景色：浅绿' }).click();
      await page.locator('html.size-larger.ground-green').waitFor();
      expect(new URL(page.url()).pathname).toBe('/organs/mcszfb/guide');
      for (const [i, text] of texts.entries()) {
        // The choice goes to the server by itself: the next page may come before it has arrived.
        await expect
          .poll(async () => {
            await go(page, text, 200);
            return page.locator('html.size-larger.ground-green').count();
          })
          .toBe(1);
        const now = await drawn(page);
        expect(now.ground, text).toBe('rgb(234, 244, 234)');
        expect(now.size / before[i]!.size, text).toBeCloseTo(1.556, 2);
      }
    },
  );

  test('[R-ACC-02] stand out enough on each ground, in plain and in high contrast', async () => {
    const page = await newPage();
    const paper = await linkOn(page, city.program.portal + PAPER_SEARCH);
    const leaders = `${city.program.portal}/organs/mcszf/leaders`;
    const wrong: string[] = [];
    for (const [text, mode] of [
      [paper, ''],
      [paper, 'ground-cream'],
      [paper, 'ground-green'],
      [paper, 'ground-grey'],
      [paper, 'hc.ground-grey'],
      [leaders, 'ground-green'],
      [leaders, 'ground-grey'],
    ] as const) {
      await page.context().addCookies([{ name: 'mode', value: mode, url: city.program.portal }]);
      await go(page, text, 200);
      expect((await page.locator('html').getAttribute('class')) ?? '').toBe(mode.replaceAll('.', ' '));
      for (const fault of await contrastFaults(page)) wrong.push(`${text} ${mode}: ${fault}`);
    }
    expect(wrong).toEqual([]);
    // The meter sees a ground that is too dark for what stands on it.
    await page.evaluate(() => document.documentElement.style.setProperty('--mc-paper-ground', '#5b6672'));
    expect((await contrastFaults(page)).length).toBeGreaterThan(0);
  });
});

describe.skipIf(skipped)('around a paper', () => {
  test.each(SCRIPTS)(
    '[R-ACC-05] 告诉好友 begins a letter with title and address, 复制链接 copies the address, $scripts',
    async ({ js }) => {
      const page = await newPage(js);
      const paper = await linkOn(page, city.program.portal + PAPER_SEARCH);
      await go(page, paper, 200);
      const title = await page.getByRole('heading', { level: 1 }).innerText();
      const letter = new URL((await page.getByRole('link', { name: '告诉好友' }).getAttribute('href')) ?? '');
      expect(letter.protocol).toBe('mailto:');
      expect(letter.searchParams.get('subject')).toBe(title);
      // A line of a letter ends so (RFC 6068).
      expect(letter.searchParams.get('body')).toBe(`${title}\r\n${paper}`);
      const copy = page.getByRole('button', { name: '复制链接' });
      if (!js) {
        // Nothing is offered that cannot work.
        expect(await copy.count()).toBe(0);
        return;
      }
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await copy.click();
      await page.getByRole('button', { name: '已复制' }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(paper);
      // Without HTTPS there is no clipboard: the address to copy by hand.
      await page.reload();
      await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      await copy.click();
      await page.getByRole('button', { name: paper }).waitFor();
    },
  );

  test('[R-POR-13] its days stand beside it in their order, those to come marked as such', async () => {
    const page = await newPage();
    const at = (path: string) => city.program.portal + path;
    const said: Record<string, string> = {
      成文日期: '成文',
      发布日期: '本文件发布',
      施行日期: '起施行',
      有效期至: '有效期止',
      废止日期: '废止',
    };
    const seen = new Set<string>();
    for (const list of [
      PAPER_SEARCH,
      '/documents?validity=not-yet-effective',
      '/documents?validity=repealed',
      '/documents?validity=lapsed',
      '/documents?owner=mcsnyj',
    ]) {
      await go(page, await linkOn(page, at(list)), 200);
      const box = page.getByRole('region', { name: '文件信息' });
      const names = await box.locator('dt').allInnerTexts();
      const values = await box.locator('dd').allInnerTexts();
      const facts = names.flatMap((name, i) => {
        const [, year, month, date] =
          /^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec((values[i] ?? '').trim()) ?? [];
        const what = said[name.trim()];
        if (!year || !what) return [];
        return [`${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')} ${what}`];
      });
      const days = page.getByRole('complementary', { name: '相关信息' }).locator('.mc-tl > li');
      const entries = (await days.allInnerTexts()).map((entry) => entry.trim().split(/\s+/));
      const shown = entries.map((entry) => entry[0] ?? '');
      expect(shown.length, list).toBeGreaterThan(1);
      expect(shown, list).toEqual(shown.toSorted());
      const corrections = entries.filter((entry) => entry[1]?.startsWith('更正：'));
      const rest = entries.filter((entry) => !corrections.includes(entry)).map((entry) => entry.join(' '));
      expect(rest.toSorted(), list).toEqual(facts.toSorted());
      const note = page.locator('.mc-notes .mc-note', { hasText: '更正说明' }).locator('p');
      expect(
        corrections.map((entry) => entry.slice(1).join(' ')),
        list,
      ).toEqual((await note.allInnerTexts()).map((text) => `更正：${text}`));
      const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
      expect(await days.and(page.locator('.todo')).count(), list).toBe(shown.filter((d) => d > today).length);
      for (const entry of entries) seen.add(entry[1]!.split('：')[0]!);
    }
    expect([...seen].sort()).toEqual([...Object.values(said), '更正'].sort());
  });
});

describe.skipIf(skipped)('the home page', () => {
  test('[R-POR-12] every board holds something, leads to it, and counts what one finds there', async () => {
    const page = await newPage(false);
    await go(page, city.program.portal, 200);
    const main = page.getByRole('main');
    const titles = (board: string) =>
      main.getByRole('region', { name: board, exact: true }).locator('.mc-list a.ti').allInnerTexts();
    const [policy, others] = [await titles('最新政策'), await titles('最新公开')];
    const counted: { href: string; documents: number }[] = [];
    for (const board of ['公开情况', '栏目', '按主题浏览']) {
      const entries = await main
        .getByRole('region', { name: board, exact: true })
        .locator('li')
        .evaluateAll((items) =>
          items.map((li) => ({
            href: li.querySelector('a')?.href ?? '',
            documents: Number(/\d+/.exec(li.textContent ?? '')?.[0]),
          })),
        );
      expect(entries.length, board).toBeGreaterThan(2);
      counted.push(...entries);
    }
    const boards = await main.locator('section').evaluateAll((sections) =>
      sections.map((s) => ({
        title: s.querySelector('h1, h2')?.textContent ?? '',
        links: [...s.querySelectorAll('a')].map((a) => a.href),
      })),
    );
    expect(boards.length).toBeGreaterThan(5);
    for (const { title, links } of boards) {
      expect(title).not.toBe('');
      expect(links.length, title).toBeGreaterThan(0);
    }
    // Telephone numbers are links too.
    for (const href of new Set(boards.flatMap((b) => b.links).filter((l) => l.startsWith('http'))))
      expect((await page.request.get(href)).status(), href).toBe(200);
    for (const { href, documents } of counted) {
      const text = (await (await page.request.get(href)).text()).replace(/<[^>]*>/g, '');
      expect(/共 (\d+) 件/.exec(text)?.[1] ?? '0', href).toBe(String(documents));
    }
    await main.getByRole('link', { name: '全部文件 ›' }).first().click();
    await page.getByRole('heading', { level: 1, name: '政策文件' }).waitFor();
    const all = await page.locator('main .mc-list a.ti').allInnerTexts();
    // Both in the order of the list of everything, and no paper in both.
    for (const board of [policy, others]) {
      expect(board.length).toBeGreaterThan(2);
      expect(board).toEqual(all.filter((title) => board.includes(title)));
    }
    expect(policy.filter((title) => others.includes(title))).toEqual([]);
  });
});
