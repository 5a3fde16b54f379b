import fs from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** What to do where there is no browser. */
export const NO_BROWSER = '没有 Chromium，浏览器测试不能运行。请执行：sudo sh scripts/apt.sh';

/** Whether this machine has the browser that the tests need. */
export function browserThere(): boolean {
  return fs.existsSync(CHROMIUM);
}

/** Without a browser the tests are skipped on a desk and fail in CI, where nobody would read that they were skipped. */
export const skipped = !browserThere() && !process.env.CI;

/** With JavaScript and without: every journey must succeed both ways. */
export const SCRIPTS = [
  { js: true, scripts: 'JavaScript on' },
  { js: false, scripts: 'JavaScript off' },
] as const;

/** Windows of a desk and of a phone, px. */
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 375, height: 812 };

/** Both at both widths, for what everybody does most. */
export const WAYS = [DESK, PHONE].flatMap((size) => SCRIPTS.map((s) => ({ ...s, size, width: size.width })));

/** Debian's Chromium, kept from calling home. @throws Error with what to do when there is none */
export async function openBrowser(): Promise<Browser> {
  if (!browserThere()) throw new Error(NO_BROWSER);
  return chromium.launch({
    // Without a locale the browser cannot write the names of downloads in Chinese.
    env: { ...(process.env as Record<string, string>), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
    executablePath: CHROMIUM,
    args: [
      // Chromium's sandbox cannot be set up by root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}

/**
 * A browser of its own (cookies, cache) that notes what must never happen on any page: errors of scripts, refusals of
 * the content-security policy, missing files, failures of the server.
 */
export async function openContext(
  browser: Browser,
  o: { js: boolean; faults: string[]; size?: { width: number; height: number } },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    javaScriptEnabled: o.js,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: o.size ?? DESK,
  });
  context.setDefaultTimeout(20_000);
  context.on('page', (page) => watch(page, o.faults));
  return context;
}

function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // That a page itself is refused or gone is a matter of the test; a missing part of a page is caught below.
    if (/^Failed to load resource/.test(message.text())) return;
    faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    const page = response.request().isNavigationRequest();
    if (response.status() >= 500 || (!page && response.status() >= 400))
      faults.push(`${response.url()}: ${response.status()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A second click takes the place of the first request.
    if (reason !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${reason}`);
  });
}
