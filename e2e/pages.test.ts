import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openBrowser, openContext, SCRIPTS, skipped } from './browser.ts';
import { faultsOf } from './look.ts';
import { heading, PASSWORD, signIn } from './office.ts';
import { consoleSights, portalSights, prepareSights } from './pages.ts';
import { type Program, startProgram } from './server.ts';
import type { Sight } from './sight.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 375, height: 812 };

let program: Program;
let browser: Browser;
let gone: string;
const faults: string[] = [];
const open: BrowserContext[] = [];
const desks = new Map<string, Page>();

async function newPage(js = true): Promise<Page> {
  const context = await openContext(browser, { js, faults });
  open.push(context);
  return context.newPage();
}

/** The page of a person, or of somebody who is not signed in. */
async function desk(face: string, as = ''): Promise<Page> {
  const key = `${face} ${as}`;
  const known = desks.get(key);
  if (known) return known;
  const page = await newPage();
  if (as) {
    await page.goto(program.console);
    await signIn(page, as, PASSWORD);
    await heading(page, '我的待办');
  }
  desks.set(key, page);
  return page;
}

beforeAll(async () => {
  if (skipped) return;
  [program, browser] = await Promise.all([startProgram(inject('mould')), openBrowser()]);
  gone = await prepareSights(program, await desk('console', 'luting'));
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

/** What is wrong with each sight, at both widths. Titles of different pages must differ. */
async function lookAtAll(face: string, sights: readonly Sight[]): Promise<string[]> {
  const wrong: string[] = [];
  const titles = new Map<string, string>();
  for (const sight of sights) {
    const page = await desk(face, sight.as);
    await page.setViewportSize(DESK);
    await sight.show(page);
    const title = await page.title();
    const other = titles.get(title);
    if (other !== undefined && !sight.again) wrong.push(`${sight.name} has the title of ${other}: ${title}`);
    titles.set(title, sight.name);
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      for (const fault of await faultsOf(page)) wrong.push(`${sight.name} @${size.width}: ${fault}`);
    }
  }
  return wrong;
}

describe.skipIf(skipped)('every page', () => {
  test('[R-ACC-08] of the portal: accessible, one heading, own title, no wider than a phone', async () => {
    expect(await lookAtAll('portal', portalSights(program, gone))).toEqual([]);
  });

  test('of the console: accessible, one heading, own title, no wider than a phone', async () => {
    expect(await lookAtAll('console', consoleSights(program, gone))).toEqual([]);
  });

  test.each([
    { button: '高对比', mode: 'hc', size: DESK },
    { button: '长辈模式', mode: 'elder', size: PHONE },
  ])('of the portal in $mode, switched on by its button and remembered', async ({ button, mode, size }) => {
    const wrong: string[] = [];
    const page = await newPage();
    await page.setViewportSize(size);
    await page.goto(program.portal);
    await page.getByRole('button', { name: button }).click();
    await page.locator(`html.${mode}`).waitFor();
    for (const sight of portalSights(program, gone)) {
      await sight.show(page);
      if ((await page.locator(`html.${mode}`).count()) !== 1) wrong.push(`${sight.name}: forgotten`);
      for (const fault of await faultsOf(page)) wrong.push(`${sight.name}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  });

  test('shows no error of a script, no breach of the content-security policy, no missing file', () => {
    expect(faults).toEqual([]);
  });
});

describe.skipIf(skipped).each(SCRIPTS)('reading aids, $scripts', ({ js }) => {
  test('are switched on and off by their buttons, on any page, and stay on the next', async () => {
    const page = await newPage(js);
    await page.goto(program.portal);
    await page
      .getByRole('navigation', { name: '主导航' })
      .getByRole('link', { name: '政策文件' })
      .first()
      .click();
    await heading(page, '政策文件');
    await page.getByRole('button', { name: '长辈模式' }).click();
    await page.locator('html.elder').waitFor();
    await heading(page, '政策文件');
    await page.getByRole('button', { name: '高对比' }).click();
    await page.locator('html.elder.hc').waitFor();
    for (const next of ['政府信息公开', '首页']) {
      await page
        .getByRole('navigation', { name: '主导航' })
        .getByRole('link', { name: next })
        .first()
        .click();
      await heading(page, next === '首页' ? '想了解政府的哪件事？' : '公开机构');
      // The home page was seen without the aids a moment ago: the browser's own copy must not come back.
      expect(await page.locator('html.elder.hc').count(), next).toBe(1);
    }
    expect(await page.getByRole('button', { name: '长辈模式' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: '长辈模式' }).click();
    await page.getByRole('button', { name: '长辈模式', pressed: false }).waitFor();
    await page.getByRole('button', { name: '高对比' }).click();
    await page.getByRole('button', { name: '高对比', pressed: false }).waitFor();
    expect(await page.locator('html.elder, html.hc').count()).toBe(0);
    await page
      .getByRole('navigation', { name: '主导航' })
      .getByRole('link', { name: '政策文件' })
      .first()
      .click();
    await heading(page, '政策文件');
    expect(await page.locator('html.elder, html.hc').count()).toBe(0);
  });
});

describe.skipIf(skipped)('the portal', () => {
  test('has no dead link', async () => {
    const dead: string[] = [];
    const seen = new Map<string, string>([
      [`${program.portal}/`, 'start'],
      [`${program.portal}/search?q=%E9%80%9A%E7%9F%A5`, 'start'],
    ]);
    for (const [address, from] of seen) {
      const response = await fetch(address);
      const html = await response.text();
      if (response.status >= 400) dead.push(`${address} (${response.status}) on ${from}`);
      // Choices of a search lead to ever more choices; one step is enough.
      if (from !== 'start' && address.includes('/search?')) continue;
      for (const [, href] of html.matchAll(/\bhref="([^"#]*)/g)) {
        const target = new URL((href ?? '').replaceAll('&amp;', '&'), address).href;
        // A mail to a friend, and the marks that every government site has to lead to.
        if (/^mailto:|^https:\/\/example\.com\//.test(target)) continue;
        if (!target.startsWith(`${program.portal}/`)) dead.push(`${target} on ${address} leads away`);
        else if (!seen.has(target)) seen.set(target, address);
      }
    }
    expect(dead).toEqual([]);
    // The organisations, the columns that hold something, the published papers and the three lists are among them.
    const paths = [...seen.keys()].map((a) => new URL(a).pathname);
    const below = (path: string) =>
      new Set(paths.filter((p) => p.startsWith(path) && !p.slice(path.length).includes('/'))).size;
    expect({ organs: below('/organs/'), documents: below('/documents/') }).toEqual({
      organs: 16,
      documents: 10,
    });
    expect(below('/columns/')).toBeGreaterThanOrEqual(2);
  });

  test.each(['portal', 'console'] as const)(
    '%s by keyboard: the skip link first, the focus always to be seen',
    async (face) => {
      const page = await desk(face, face === 'console' ? 'gujianguo' : '');
      await page.setViewportSize(DESK);
      await page.goto(face === 'portal' ? `${program.portal}/documents` : `${program.console}/documents`);
      await page.keyboard.press('Tab');
      const skip = page.getByRole('link', { name: '跳到主要内容' });
      expect(await skip.evaluate((e) => e === document.activeElement)).toBe(true);
      const box = await skip.boundingBox();
      expect(box && box.x >= 0 && box.y >= 0 && box.width > 50 && box.height > 20).toBe(true);
      await page.keyboard.press('Enter');
      expect(await page.locator('#main').evaluate((e) => e === document.activeElement)).toBe(true);
      const unseen: string[] = [];
      const visited = new Set<string>();
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(() => {
          const e = document.activeElement as HTMLElement;
          const style = getComputedStyle(e);
          const box = e.getBoundingClientRect();
          const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
          return {
            end: e === document.body,
            what: e.outerHTML.slice(0, 120),
            inMain: e.closest('main') !== null,
            seen:
              inside &&
              box.width > 0 &&
              style.outlineStyle === 'solid' &&
              parseFloat(style.outlineWidth) >= 2,
          };
        });
        if (focus.end) break;
        if (i === 0) expect(focus.inMain).toBe(true);
        if (!focus.seen) unseen.push(focus.what);
        visited.add(focus.what);
      }
      expect(unseen).toEqual([]);
      expect(visited.size).toBeGreaterThan(15);
    },
  );
});
