import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { SCRIPTS, skipped } from './browser.ts';
import { walk } from './journey.ts';
import { fillEditor, findInList, heading, openSection, openTask, rowsOf, see } from './office.ts';
import { openCity, openOffice } from './opening.ts';

const SAMPLES = path.join(import.meta.dirname, 'samples');
const SEEDS = path.join(import.meta.dirname, '..', '..', 'shared', 'seeds');
const seeds = fs.existsSync(SEEDS) ? fs.readdirSync(SEEDS).filter((f) => f.endsWith('.txt')) : [];
if (seeds.length === 0) console.log('没有 ../shared/seeds，真实网页的流转测试跳过。');

/** What a person reads on a seed's page beyond what the import finds: its day, where the page damages or lacks it. */
const DAYS: Readonly<Record<string, string>> = {
  '000': '2009-04-14',
  '001': '2018-05-02',
  '002': '2017-06-16',
  '003': '2010-03-30',
};
const singles = seeds.filter((file) => file.slice(0, 3) in DAYS);
const several = seeds.filter((file) => file.startsWith('004'));

const city = openCity();

/** Runs `mingtang import` on one file. @returns the title of the draft, as the report says */
async function importFile(folder: string, file: string, organisation: string): Promise<string> {
  const { code, output } = await city.program.command(
    'import',
    path.join(folder, file),
    '--organisation',
    organisation,
  );
  expect(output).toContain('新建草稿 1 件');
  expect(code).toBe(0);
  return /→ (.+)（事项/.exec(output)?.[1] ?? '';
}

describe.skipIf(skipped).each(SCRIPTS)('one paper from file to withdrawal, $scripts', ({ js }) => {
  const office = openOffice(city, js);

  test('[R-DOC-01, R-DOC-02, R-DOC-03, R-DOC-08, R-DOC-10, R-DOC-14, R-SEC-01, R-SRC-01, R-POR-07] an invented page', async () => {
    const organisation = js ? 'mcszfb' : 'mcszf';
    const title = await importFile(SAMPLES, 'harbour.txt', organisation);
    expect(title).toBe('明川市人民政府办公室关于印发明川市内河渡口便民安全提升计划的通知');
    const page = await walk(office, { title, file: 'harbour.txt', writtenOn: '2019-09-03', shared: true });
    // The page itself, against what the file holds.
    expect(page.facts.发文字号).toBe('明政办函〔2019〕73号');
    expect(page.facts.成文日期).toBe('2019年9月3日');
    expect(page.facts.有效性).toBe('有效');
    expect(page.facts.索引号).toMatch(js ? /^MC0010002\/\d{4}-\d{5}$/ : /^MC0010001\/\d{4}-\d{5}$/);
    expect(page.body).toContain('枯水期露出的台阶同步接长，让老人和学童上下船稳当。');
    expect(page.body).toContain('（此件公开发布）');
    expect(page.body).not.toMatch(/广告位|上一篇|打印本页/);
  });

  test.each(js ? singles : singles.slice(2, 3))(
    '[R-DOC-01, R-DOC-10, R-SRC-01, R-POR-07] the real page %s',
    async (file) => {
      // Once per organisation: the second way through takes the same page into another one.
      const title = await importFile(SEEDS, file, js ? 'mcszfb' : 'mcszf');
      expect(title).not.toBe('');
      await walk(office, { title, file, writtenOn: DAYS[file.slice(0, 3)]! });
    },
  );

  test('an invented page of three papers cannot go on as one', async () => {
    const title = await importFile(SAMPLES, 'three-papers.txt', js ? 'mcszfb' : 'mcszf');
    await refuse(await office.desk('zhoumin'), title, 3);
  });

  test.each(js ? several : [])('the page of sixteen excerpts %s cannot go on as one', async (file) => {
    const title = await importFile(SEEDS, file, 'mcszfb');
    await refuse(await office.desk('zhoumin'), title, 16);
  });
});

/** A draft that holds several documents: marked everywhere, and refused with the reason both ways of sending it. */
async function refuse(page: Page, title: string, n: number): Promise<void> {
  const reason = `本稿含 ${n} 件文件的摘编，不能作为一件文件发布`;
  await openTask(page, title);
  await see(page, `含多件文件（${n} 件）`);
  const submit = page.getByRole('button', { name: /^送审/ });
  expect(await submit.getAttribute('aria-disabled')).toBe('true');
  expect(await submit.innerText()).toMatch(/不可用：还有 \d+ 项须处理/);
  await see(page, reason);
  await page.getByRole('link', { name: '修改草稿' }).click();
  await heading(page, title);
  await fillEditor(page, {
    writtenOn: '2022-06-15',
    theme: '综合政务',
    genre: '通知',
    attribute: '主动公开',
    ground: '主动公开｜法律、法规、规章规定应当公开的其他信息（条例第二十条第（十五）项）',
    columns: ['通知公告'],
  });
  await page.getByRole('button', { name: /^保存并送审/ }).click();
  await see(page, '草稿已保存，但还不能送审');
  // Everything else was filled in: nothing but this stands against it, and it stays a draft.
  const issues = page.getByRole('alert').getByRole('listitem');
  expect(await issues.allInnerTexts()).toEqual([expect.stringContaining(reason)]);
  await findInList(page, title);
  expect(await rowsOf(page, title).first().innerText()).toMatch(new RegExp(`起草\\s+含 ${n} 件`));
  await openSection(page, '我的待办');
}
