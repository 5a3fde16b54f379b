import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser, openContext } from './browser.ts';
import { PASSWORD, signIn } from './office.ts';
import { consoleSights, prepareSights } from './pages.ts';
import { feedbackReceived, portalSights } from './portal-pages.ts';
import { build, makeMould, startProgram } from './server.ts';
import type { Sight } from './sight.ts';

/*
 * Pictures of the program. With a folder: every page of the small demo city at both widths, for looking at. Without: the
 * few that the documentation shows, of the whole demo city, small, into docs/screens.
 *
 *   node --import tsx e2e/screens.ts [folder]
 */

const WIDTHS = [1440, 375] as const;
const SHOWN: readonly string[] = [
  'portal-home@1440',
  'portal-home@375',
  'portal-organ@1440',
  'portal-list@1440',
  'portal-document-in-force@1440',
  'portal-document-feedback@375',
  'portal-search-narrowed@1440',
  'console-my-work@1440',
  'console-edit@1440',
  'console-case-correction@1440',
  'console-overview@1440',
  'console-audit@1440',
  'console-case-sign-off@375',
];
const MOST = 150 * 1024;

const folder = process.argv[2];
build();
const mould = await makeMould(folder ? 'small' : 'full');
const program = await startProgram(mould.folder);
const browser = await openBrowser();
const faults: string[] = [];
try {
  const desks = new Map<string, Page>();
  const desk = async (face: 'portal' | 'console', as = ''): Promise<Page> => {
    const key = as ? `console ${as}` : face;
    const known = desks.get(key);
    if (known) return known;
    const page = await (await openContext(browser, { js: true, faults })).newPage();
    if (as) {
      await page.goto(program.console);
      await signIn(page, as, PASSWORD);
      await page.getByRole('navigation', { name: '工作台导航' }).waitFor();
    }
    desks.set(key, page);
    return page;
  };
  const made = await prepareSights(program, desk);
  const take = async (face: 'portal' | 'console', sight: Sight) => {
    const wanted = WIDTHS.filter((w) => folder || SHOWN.includes(`${face}-${sight.name}@${w}`));
    if (wanted.length === 0) return;
    const page = await desk(face, sight.as);
    await sight.show(page);
    for (const width of wanted) {
      await page.setViewportSize({ width, height: width === 375 ? 812 : 900 });
      const file = `${face}-${sight.name}@${width}`;
      if (folder)
        await page.screenshot({ path: path.join(folder, `${file}.png`), fullPage: true, scale: 'css' });
      else fs.writeFileSync(path.join(target, `${file}.jpg`), await small(page, width));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const target = folder ?? path.join(import.meta.dirname, '..', 'docs', 'screens');
  fs.mkdirSync(target, { recursive: true });
  if (!folder) for (const old of fs.readdirSync(target)) fs.rmSync(path.join(target, old));
  for (const sight of [...portalSights(program, made.gone), feedbackReceived(program)])
    await take('portal', sight);
  for (const sight of consoleSights(program, made)) await take('console', sight);
} finally {
  await browser.close();
  await program.stop();
  mould.remove();
}
for (const fault of faults) console.error(fault);

/** The upper part of a page as a JPEG below the limit. */
async function small(page: Page, width: number): Promise<Buffer> {
  for (const quality of [70, 55, 40]) {
    const picture = await page.screenshot({
      type: 'jpeg',
      quality,
      fullPage: true,
      scale: 'css',
      clip: { x: 0, y: 0, width, height: 1300 },
    });
    if (picture.length <= MOST) return picture;
  }
  throw new Error(`${page.url()}: 截图超过 ${MOST / 1024} KB`);
}
