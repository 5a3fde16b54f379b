import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  type Entries,
  fillEditor,
  findInList,
  heading,
  type Office,
  openSection,
  openTask,
  review,
  rowsOf,
  searchBox,
  see,
} from './office.ts';

const REASON = '附表数据经复核有误，现予撤回，更正后重新发布。';

/** What an imported paper becomes. */
export interface Paper {
  title: string;
  /** Name of the imported file. */
  file: string;
  /** The day to enter where the import found none: YYYY-MM-DD. */
  writtenOn: string;
  /** All work at one desk: everybody signs in, acts and signs out. */
  shared?: boolean;
}

/** The public page of a paper as a reader sees it. */
export interface PublicPage {
  facts: Record<string, string>;
  body: string;
}

/**
 * Takes an imported draft all its way: its drafter completes it, three people review and sign, the public finds it,
 * it is withdrawn, and the public cannot find it any more. @returns the public page while it stood
 */
export async function walk(office: Office, paper: Paper): Promise<PublicPage> {
  const desk = (username: string) => (paper.shared ? office.sharedDesk(username) : office.desk(username));
  const { title } = paper;

  const entered = await complete(await desk('zhoumin'), paper);
  for (const step of [
    { who: 'gujianguo', label: '公开属性审查', says: '公开属性审查已通过，转保密审查。' },
    { who: 'shenlan', label: '保密审查', says: '保密审查已通过，转签发。' },
    { who: 'zhengweimin', label: '签发', says: '已签发，文件已向社会公开。' },
  ] as const) {
    const page = await desk(step.who);
    await openTask(page, title);
    await review(page, { label: step.label, comment: '已核对，同意。' });
    await see(page, step.says);
  }

  const reader = await office.reader();
  const seen = await readPublicPage(reader, title);
  expect(seen.body).toContain('（此件公开发布）');
  expect(seen.facts.有效性).toBe('有效');
  expect(seen.facts.索引号).toMatch(/^MC\d{7}\/\d{4}-\d{5}$/);
  const address = reader.url();
  const queries = queriesFor(title, entered);
  for (const query of queries) {
    await search(reader, query);
    expect(await hits(reader, title).count(), query).toBe(1);
  }
  await hits(reader, title).click();
  await heading(reader, title);
  expect(reader.url()).toBe(address);

  await withdraw(desk, title);
  // Kept pages follow within a second.
  await expect.poll(async () => (await reader.reload())?.status(), { timeout: 3000 }).toBe(410);
  await heading(reader, '这份文件已撤回');
  await see(reader, `撤回原因：${REASON}`);
  // The same browser goes over what it saw before: no copy of its own may come back.
  await reader.getByRole('navigation', { name: '当前位置' }).getByRole('link', { name: '首页' }).click();
  await heading(reader, '想了解政府的哪件事？');
  expect(await hits(reader, title).count()).toBe(0);
  await reader.getByRole('link', { name: '全部文件 ›' }).click();
  await heading(reader, '政策文件');
  expect(await hits(reader, title).count()).toBe(0);
  for (const query of [queries.at(0)!, queries.at(-1)!]) {
    await search(reader, query);
    expect(await hits(reader, title).count(), query).toBe(0);
  }
  expect((await reader.goto(address))?.status()).toBe(410);
  await reader.context().close();
  return seen;
}

/** The drafter's part: looks at the import's report, mends what it asks to check, decides the attribute, submits. */
async function complete(page: Page, paper: Paper): Promise<{ documentNumber: string; body: string }> {
  await openTask(page, paper.title);
  await see(page, `由 ${paper.file} 导入。`);
  await openSection(page, '历史文件导入');
  await page.getByRole('link', { name: paper.file, exact: true }).first().click();
  await heading(page, paper.file);
  const toCheck = await unsureFields(page);
  await page.getByRole('link', { name: '去核对草稿' }).click();
  await heading(page, paper.title);
  await page.getByRole('link', { name: '修改草稿' }).click();
  await see(page, '送审前检查');
  const documentNumber = await page.getByRole('textbox', { name: /^发文字号/ }).inputValue();
  const body = await page.getByRole('textbox', { name: /^正文/ }).inputValue();
  const entries: Entries = {
    theme: '综合政务',
    genre: '通知',
    attribute: '主动公开',
    ground: '主动公开｜规划计划及相关政策（条例第二十条第（三）项）',
    columns: ['其他文件', '通知公告'],
  };
  if (toCheck.has('成文日期') || (await page.getByLabel('成文日期').inputValue()) === '')
    entries.writtenOn = paper.writtenOn;
  await fillEditor(page, entries);
  await page.getByRole('button', { name: /^保存草稿/ }).click();
  await see(page, '草稿已保存。');
  await see(page, '属性、要素、个人信息检查均通过');
  expect(await page.getByLabel('成文日期').inputValue()).toBe(paper.writtenOn);
  await page.getByRole('button', { name: /^保存并送审/ }).click();
  await see(page, '已送公开属性审查。');
  return { documentNumber, body };
}

/** Fields of the import's report that a person has to look at. */
async function unsureFields(page: Page): Promise<Set<string>> {
  const fields = page.getByRole('table', { name: '从文件中识别的字段' }).getByRole('row');
  const unsure = new Set<string>();
  for (const row of (await fields.all()).slice(1)) {
    const [name = '', , confidence = ''] = await row
      .getByRole('rowheader')
      .or(row.getByRole('cell'))
      .allInnerTexts();
    if (confidence.trim() === '—' || Number.parseInt(confidence, 10) < 60) unsure.add(name.trim());
  }
  return unsure;
}

/** The paper from the home page: it is the newest there. */
async function readPublicPage(page: Page, title: string): Promise<PublicPage> {
  await page
    .getByRole('region', { name: '最新政策' })
    .getByRole('link', { name: title, exact: true })
    .click();
  await heading(page, title);
  const facts = page.getByRole('region', { name: '文件信息' });
  const [names, values] = await Promise.all([
    facts.locator('dt').allInnerTexts(),
    facts.locator('dd').allInnerTexts(),
  ]);
  return {
    facts: Object.fromEntries(names.map((name, i) => [name.trim(), (values[i] ?? '').trim()])),
    body: await page.getByRole('article', { name: '文件正文' }).innerText(),
  };
}

/** What a member of the public might type: words of the title, a phrase of the body, the number in other brackets. */
function queriesFor(title: string, paper: { documentNumber: string; body: string }): string[] {
  const han = (text: string) => text.match(/\p{Script=Han}+/gu) ?? [];
  const longest = (runs: string[]) => runs.toSorted((a, b) => b.length - a.length)[0] ?? '';
  const head = longest(han(title));
  const phrase = longest(han(paper.body.slice(Math.floor(paper.body.length / 3)))).slice(0, 16);
  const number = paper.documentNumber;
  const queries = [`${head.slice(0, 4)} ${head.slice(-4)}`, phrase];
  if (number)
    queries.push(
      number.replace('〔', '[').replace('〕', ']'),
      number.replace('〔', '（').replace('〕', '）'),
    );
  return queries;
}

/** Types into whichever search box the page has. */
async function search(page: Page, query: string): Promise<void> {
  await searchBox(page).fill(query);
  await page.getByRole('button', { name: '搜索' }).click();
  await page.waitForURL((address) => address.searchParams.get('q') === query);
  await page.getByRole('heading', { level: 2, name: /^找到 / }).waitFor();
}

/** Links in the main part with this title. */
function hits(page: Page, title: string) {
  return page.getByRole('main').getByRole('link', { name: title, exact: true });
}

async function withdraw(desk: (who: string) => Promise<Page>, title: string): Promise<void> {
  const drafter = await desk('zhoumin');
  await findInList(drafter, title);
  await rowsOf(drafter, title).getByRole('link', { name: '公开中' }).click();
  await heading(drafter, title);
  const form = drafter.getByRole('form', { name: '提出撤回' });
  await form.getByLabel('对外说明的原因').fill(REASON);
  await form.getByRole('button', { name: '提出撤回' }).click();
  await see(drafter, '撤回申请已提出，等待签发人批准。');
  const approver = await desk('zhengweimin');
  await openTask(approver, title);
  await approver.getByRole('radio', { name: /^批准撤回/ }).check();
  await approver.getByLabel('意见').fill('同意撤回。');
  await approver.getByRole('button', { name: '提交决定' }).click();
  await see(approver, '已撤回，公众已不能看到这份文件');
}
