import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { openContext, SCRIPTS, skipped } from './browser.ts';
import { contrastFaults } from './look.ts';
import { openCity } from './opening.ts';
import { PAPER_SEARCH } from './portal-pages.ts';
import { go, linkOn } from './sight.ts';

/* The reading aids: on every text of the portal, with one memory, and readable on every ground. */

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
