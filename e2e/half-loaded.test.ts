import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { skipped } from './browser.ts';
import { passCaptcha, writeFeedback } from './citizen.ts';
import { heading, PASSWORD, see, signIn } from './office.ts';
import { openCity } from './opening.ts';
import { PAPER_SEARCH } from './portal-pages.ts';
import { go, linkOn } from './sight.ts';

/* Scripts that do not come, come cut off, fail in part, or come when somebody has long begun to type. */

const SCRIPT = /\/assets\/[^/]+\.js$/;
const OPINION = '夜间门诊的时间写得清楚，请把电话也列上。';

const city = openCity();
const open: BrowserContext[] = [];

afterEach(async () => {
  for (const context of open.splice(0)) {
    // The last page may still be asking for its script: what answers it would fail in the middle of it.
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
});

async function newContext(): Promise<BrowserContext> {
  const context = await city.browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(15_000);
  open.push(context);
  return context;
}

/** Breaks what the enhancements of a page stand on: looking for these selectors fails. @returns messages of the faults */
async function breaking(context: BrowserContext, selectors: readonly string[]): Promise<string[]> {
  await context.addInitScript((broken) => {
    for (const name of ['querySelector', 'querySelectorAll'] as const) {
      const real = Document.prototype[name] as (selector: string) => unknown;
      Object.defineProperty(Document.prototype, name, {
        value(this: Document, selector: string) {
          if (broken.includes(selector)) throw new Error(`broken: ${selector}`);
          return real.call(this, selector);
        },
      });
    }
  }, selectors);
  const said: string[] = [];
  context.on('page', (page) => page.on('pageerror', (error) => said.push(error.message)));
  return said;
}

/** Ways in which the script of a page is missing, whole or in part. */
const MISSING: Readonly<Record<string, (context: BrowserContext) => Promise<unknown>>> = {
  'does not come': (context) => context.route(SCRIPT, (route) => route.abort()),
  'is cut off in the middle': (context) =>
    context.route(SCRIPT, async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: body.slice(0, body.length / 2) });
    }),
  'fails in several of its parts': (context) =>
    breaking(context, [
      '[data-island]',
      '.mc-errs',
      '[data-captcha]',
      'form.mc-search',
      '[data-limit]',
      'form[data-guard]',
      'form[data-buffer]',
    ]),
};

/** The page of the first draft of somebody who has signed in. */
async function openEditor(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(city.program.console);
  await signIn(page, 'luting', PASSWORD);
  await heading(page, '我的待办');
  await go(page, `${await linkOn(page, `${city.program.console}/documents?state=drafting`)}/edit`, 200);
  return page;
}

const summaryOf = (page: Page) => page.getByRole('textbox', { name: /^内容概述/ });

describe.skipIf(skipped).each(Object.entries(MISSING))('where the script %s', (_, lose) => {
  test('[R-POR-07] a paper is read, searched for and answered as without JavaScript', async () => {
    const context = await newContext();
    await lose(context);
    const page = await context.newPage();
    await page.goto(city.program.portal);
    const box = page.getByRole('main').getByRole('searchbox');
    await box.fill('"优化基层医疗卫生服务若干措施"');
    await box.press('Enter');
    await page.getByRole('heading', { level: 2, name: /^找到 / }).waitFor();
    await go(page, await linkOn(page, page.url()), 200);
    await page.getByRole('button', { name: '文字大小：特大' }).click();
    await page.locator('html.size-larger').waitFor();
    await writeFeedback(page, { content: OPINION });
    expect(await page.getByRole('textbox', { name: '内容' }).inputValue()).toBe(OPINION);
    await passCaptcha(page);
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await heading(page, '已收到您的反馈');
  });

  test('[R-DOC-03] a draft is written and saved as without JavaScript', async () => {
    const context = await newContext();
    await lose(context);
    const page = await openEditor(context);
    const text = `概述 ${expect.getState().currentTestName?.length}`;
    await summaryOf(page).fill(text);
    await page.getByRole('button', { name: /^保存草稿/ }).click();
    await see(page, '草稿已保存。');
    expect(await summaryOf(page).inputValue()).toBe(text);
  });
});

describe.skipIf(skipped)('a fault of one enhancement', () => {
  test('takes none of the others along, and is reported', async () => {
    const context = await newContext();
    const said = await breaking(context, ['.mc-errs', '[data-captcha]']);
    const page = await context.newPage();
    await go(page, await linkOn(page, city.program.portal + PAPER_SEARCH), 200);
    // The reading aids without loading the page anew, the button that only a script can offer.
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await page.getByRole('button', { name: '文字大小：大', exact: true }).click();
    await page.locator('html.size-large body[data-same-page]').waitFor();
    expect(await page.getByRole('button', { name: '打印本页' }).count()).toBe(1);
    expect(new Set(said)).toEqual(new Set(['broken: .mc-errs', 'broken: [data-captcha]']));
  });

  test('[R-ACC-01] a choice that does not reach the server is sent by the form', async () => {
    const context = await newContext();
    const page = await context.newPage();
    await go(page, await linkOn(page, city.program.portal + PAPER_SEARCH), 200);
    // The request of the script is lost, that of the form is not.
    await page.route('**/mode', (route) =>
      route.request().isNavigationRequest() ? route.continue() : route.abort(),
    );
    await page.getByRole('button', { name: '文字大小：特大' }).click();
    await page.waitForURL(/#tools$/);
    expect((await context.cookies()).find((c) => c.name === 'mode')?.value).toBe('size-larger');
  });
});

describe.skipIf(skipped)('a script that comes late', () => {
  /** Holds the scripts of a page back. @returns what lets them go, and tells when they have run */
  async function held(context: BrowserContext): Promise<() => Promise<void>> {
    let release: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => {
      release = resolve;
    });
    await context.route(SCRIPT, async (route) => {
      await wait;
      await route.continue();
    });
    return async () => {
      const [page] = context.pages();
      release();
      await page?.waitForLoadState('load');
    };
  }
  /** Goes to a page whose scripts are held back. */
  const goEarly = async (page: Page, address: string) => {
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator('footer, .mc-con').first().waitFor();
  };

  test('keeps what was typed before it, and guards it', async () => {
    const context = await newContext();
    const page = await openEditor(context);
    const address = page.url();
    const letGo = await held(context);
    await goEarly(page, address);
    const text = '在脚本到来之前写下的概述。';
    await summaryOf(page).click();
    await page.keyboard.insertText(text);
    await letGo();
    expect(await summaryOf(page).inputValue()).toContain(text);
    const asked = page.waitForEvent('dialog');
    const leaving = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await leaving;
    await page.getByRole('button', { name: /^保存草稿/ }).click();
    await see(page, '草稿已保存。');
    expect(await summaryOf(page).inputValue()).toContain(text);
  });

  test('takes neither the focus nor the question from somebody who types', async () => {
    const context = await newContext();
    const page = await context.newPage();
    await go(page, await linkOn(page, city.program.portal + PAPER_SEARCH), 200);
    await go(page, `${page.url()}/feedback`, 200);
    const letGo = await held(context);
    await page.getByRole('button', { name: /^下一步$/ }).click();
    const content = page.getByRole('textbox', { name: '内容' });
    await see(page, /处需要修改/);
    const question = page.getByRole('textbox', { name: /^验证题/ });
    await question.waitFor();
    await content.fill(OPINION);
    await question.click();
    await page.keyboard.insertText('十');
    await letGo();
    await page.waitForTimeout(300);
    expect(await question.isVisible()).toBe(true);
    expect(await question.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await question.inputValue()).toBe('十');
    expect(await content.inputValue()).toBe(OPINION);
  });
});
