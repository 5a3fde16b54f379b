import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2, levels A and AA, with what it takes over from 2.0 and 2.1. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Everything that must hold on every page at every width, as sentences about what does not. */
export async function faultsOf(page: Page): Promise<string[]> {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return {
      h1: document.querySelectorAll('h1').length,
      lang: document.documentElement.lang,
      wide: wide > 0 ? `${wide} px wider than the window` : '',
    };
  });
  const faults: string[] = [];
  if (found.h1 !== 1) faults.push(`${found.h1} first headings`);
  if (found.lang !== 'zh-CN') faults.push(`language ${found.lang}`);
  if (found.wide) faults.push(found.wide);
  return [...faults, ...(await axe(page))];
}

/** What a finger can hardly meet: less than 44 px high (WCAG 2.5.5). Links in running text have the height of its lines. */
export function touchFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const TEXT = 'p:not(.mc-hot), dd, td, .mc-note, .mc-empty, .mc-helplist, .mc-prose';
    const controls =
      'a[href], button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])';
    return [...document.querySelectorAll(controls)].flatMap((e) => {
      const { width, height } = e.getBoundingClientRect();
      const look = getComputedStyle(e);
      const seen = e.checkVisibility({ checkVisibilityCSS: true }) && width > 1 && !e.closest('.mc-skip');
      if (!seen || height > 43.5 || (look.display === 'inline' && e.closest(TEXT))) return [];
      return [`${Math.round(height)} px for a finger: ${e.outerHTML.slice(0, 120)}`];
    });
  });
}

/** Texts of the page that stand out too little from what is behind them (WCAG 1.4.3). */
export function contrastFaults(page: Page): Promise<string[]> {
  return axe(page, { type: 'rule', values: ['color-contrast'] });
}

/** Violations of WCAG that axe finds, one sentence each. */
async function axe(page: Page, runOnly = { type: 'tag', values: RULES }): Promise<string[]> {
  const there = await page.evaluate(() => 'axe' in window);
  if (!there) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    type Found = { violations: { id: string; help: string; nodes: { html: string }[] }[] };
    const { axe } = window as unknown as { axe: { run(o: object): Promise<Found> } };
    const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] });
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.html.slice(0, 200)}`));
  }, runOnly);
}
