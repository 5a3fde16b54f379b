import type { BrowserContext, Page, Response } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openContext, SCRIPTS, skipped } from './browser.ts';
import { faultsOf, touchFaults } from './look.ts';
import { markupFaults } from './markup.ts';
import { heading, PASSWORD, signIn } from './office.ts';
import { openCity } from './opening.ts';
import { consoleSights, type Prepared, prepareSights } from './pages.ts';
import { feedbackReceived, portalSights } from './portal-pages.ts';
import { PAGES, routeOf, TEXTS } from './routes.ts';
import type { Sight } from './sight.ts';
import { layoutShift, Scales, type Weight } from './weight.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 375, height: 812 };
const KB = 1024;
/** What a page of the portal may weigh, packed and without pictures, and how much of it may move while it loads. */
const MOST = { pageAndStyle: 60 * KB, script: 15 * KB, shift: 0.01 };

const city = openCity();
let made: Prepared;
const faults: string[] = [];
const open: BrowserContext[] = [];
const desks = new Map<string, Page>();

async function newPage(js = true): Promise<Page> {
  const context = await openContext(city.browser, { js, faults });
  open.push(context);
  return context.newPage();
}

/** The page of a person, or of somebody who is not signed in. */
async function desk(face: 'portal' | 'console', as = ''): Promise<Page> {
  const key = `${face} ${as}`;
  const known = desks.get(key);
  if (known) return known;
  const page = await newPage();
  if (as) {
    await page.goto(city.program.console);
    await signIn(page, as, PASSWORD);
    await heading(page, '我的待办');
  }
  desks.set(key, page);
  return page;
}

const kb = (bytes: number) => `${(bytes / KB).toFixed(1)} KB`;
const told = (w: Weight) =>
  `HTML ${kb(w.html)} + CSS ${kb(w.css)} = ${kb(w.html + w.css)} (most ${kb(MOST.pageAndStyle)}), script ${kb(w.script)} (most ${kb(MOST.script)})`;

beforeAll(async () => {
  if (skipped) return;
  made = await prepareSights(city.program, desk);
});

/** What a tab has been sent. */
interface Heard {
  routes: Set<string>;
  /** The last page, as HTML. */
  html(): Promise<string>;
  /** Whether that page holds a text to read; undefined for refusals and answers to forms. */
  text(): boolean | undefined;
}

/** Notes what the server sends for the pages of a tab. */
function listenTo(page: Page): Heard {
  const face = (address: string) => (address.startsWith(city.program.console) ? 'console' : 'portal');
  const routes = new Set<string>();
  let last: Response | undefined;
  page.on('response', (response) => {
    if (!response.request().isNavigationRequest()) return;
    const route = routeOf(face(response.url()), new URL(response.url()).pathname);
    if (route !== undefined && response.status() < 300) routes.add(route);
    last = response;
  });
  const text = () => {
    if (last?.status() !== 200 || last.request().method() !== 'GET') return undefined;
    const route = routeOf(face(last.url()), new URL(last.url()).pathname);
    return route === undefined ? undefined : TEXTS.includes(route);
  };
  return { routes, html: async () => (await last?.text()) ?? '', text };
}

/** What is wrong with each sight: its HTML, and how it looks at both widths. Titles of different pages must differ. */
async function lookAtAll(
  face: 'portal' | 'console',
  sights: readonly Sight[],
): Promise<{ wrong: string[]; unseen: string[] }> {
  const wrong: string[] = [];
  const titles = new Map<string, string>();
  const listening = new Map<Page, Heard>();
  for (const sight of sights) {
    const page = await desk(face, sight.as);
    const heard = listening.get(page) ?? listenTo(page);
    listening.set(page, heard);
    await page.setViewportSize(DESK);
    await sight.show(page);
    for (const fault of markupFaults(await heard.html())) wrong.push(`${sight.name}: ${fault}`);
    const text = face === 'portal' ? heard.text() : undefined;
    if (text !== undefined && text !== (await page.locator('#tools').count()) > 0)
      wrong.push(`${sight.name}: ${text ? 'no reading tools' : 'reading tools without a text'}`);
    const title = await page.title();
    const other = titles.get(title);
    if (other !== undefined && !sight.again) wrong.push(`${sight.name} has the title of ${other}: ${title}`);
    titles.set(title, sight.name);
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      for (const fault of await faultsOf(page)) wrong.push(`${sight.name} @${size.width}: ${fault}`);
      if (face === 'portal' && size === PHONE)
        for (const fault of await touchFaults(page)) wrong.push(`${sight.name}: ${fault}`);
    }
  }
  const seen = new Set([...listening.values()].flatMap((heard) => [...heard.routes]));
  return { wrong, unseen: PAGES[face].filter((route) => !seen.has(route)) };
}

describe.skipIf(skipped)('every page', () => {
  test('[R-ACC-08] of the portal: accessible, one heading, own title, no wider than a phone', async () => {
    const sights = [...portalSights(city.program, made.gone), feedbackReceived(city.program)];
    expect(await lookAtAll('portal', sights)).toEqual({ wrong: [], unseen: [] });
  }, 600_000);

  test('of the console: accessible, one heading, own title, no wider than a phone', async () => {
    expect(await lookAtAll('console', consoleSights(city.program, made))).toEqual({ wrong: [], unseen: [] });
  }, 600_000);

  test('the checker of HTML sees what it must see', () => {
    const page = (body: string) =>
      `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>页</title></head><body>${body}</body></html>`;
    expect(markupFaults(page('<main><h1>标题</h1><p>正文</p></main>'))).toEqual([]);
    for (const body of [
      '<p><div>块</div></p>',
      '<ul><p>不在项里</p></ul>',
      '<a href="#x"><button type="button">按</button></a>',
      '<p id="a">一</p><p id="a">二</p>',
      '<label for="gone">名称</label><input type="text">',
    ])
      expect(markupFaults(page(body)), body).not.toEqual([]);
  });

  test('of the portal is light and stands still while it loads, on a desk and on a phone', async () => {
    const weights: { name: string; weight: Weight }[] = [];
    const wrong: string[] = [];
    for (const size of [DESK, PHONE]) {
      const page = await newPage();
      await page.setViewportSize(size);
      const scales = await Scales.on(page);
      for (const sight of portalSights(city.program, made.gone)) {
        await sight.show(page);
        const weight = await scales.weigh();
        const shift = await layoutShift(page);
        if (size === DESK) weights.push({ name: sight.name, weight });
        if (shift > MOST.shift) wrong.push(`${sight.name} @${size.width}: moves by ${shift.toFixed(3)}`);
        if (weight.html + weight.css > MOST.pageAndStyle || weight.script > MOST.script)
          wrong.push(`${sight.name} @${size.width}: ${told(weight)}`);
      }
    }
    const heaviest = weights.toSorted((a, b) => b.weight.html + b.weight.css - a.weight.html - a.weight.css);
    for (const { name, weight } of heaviest.slice(0, 5)) console.log(`${name}: ${told(weight)}`);
    expect(wrong).toEqual([]);
  }, 600_000);

  test('the meter of layout shift sees a page that moves', async () => {
    const page = await newPage();
    await page.setContent('<p>第一行</p><p>第二行</p><p>第三行</p>');
    await layoutShift(page);
    await page.evaluate(() => {
      const block = document.createElement('div');
      block.style.height = '300px';
      document.body.prepend(block);
    });
    expect(await layoutShift(page)).toBeGreaterThan(MOST.shift);
  });

  test.each([
    { button: '高对比', mode: 'hc', size: DESK },
    { button: '长辈模式', mode: 'elder', size: PHONE },
  ])('of the portal in $mode, switched on by its button and remembered', async ({ button, mode, size }) => {
    const wrong: string[] = [];
    const page = await newPage();
    await page.setViewportSize(size);
    await page.goto(city.program.portal);
    await page.getByRole('button', { name: button }).click();
    await page.locator(`html.${mode}`).waitFor();
    for (const sight of portalSights(city.program, made.gone)) {
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
    await page.goto(city.program.portal);
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
      [`${city.program.portal}/`, 'start'],
      [`${city.program.portal}/search?q=%E9%80%9A%E7%9F%A5`, 'start'],
    ]);
    for (const [address, from] of seen) {
      const response = await fetch(address);
      const html = await response.text();
      if (response.status >= 400) dead.push(`${address} (${response.status}) on ${from}`);
      // Choices of a search lead to ever more choices; one step is enough.
      if (from !== 'start' && address.includes('/search?')) continue;
      for (const [, href] of html.matchAll(/\bhref="([^"#]*)/g)) {
        const target = new URL((href ?? '').replaceAll('&amp;', '&'), address).href;
        // A mail to a friend, a telephone, and the marks that every government site has to lead to.
        if (/^(?:mailto|tel):|^https:\/\/example\.com\//.test(target)) continue;
        if (!target.startsWith(`${city.program.portal}/`)) dead.push(`${target} on ${address} leads away`);
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
      await page.goto(
        face === 'portal' ? `${city.program.portal}/documents` : `${city.program.console}/documents`,
      );
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
