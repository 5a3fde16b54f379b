import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DESK, openContext } from './browser.ts';
import type { Program } from './server.ts';

/** Password of the demo people. */
export const PASSWORD = 'Mingchuan@2026';

/** The running program and the browser by which it is used. */
export interface City {
  readonly program: Program;
  readonly browser: Browser;
}

/**
 * The people of a journey, each with a browser of their own, and members of the public. Everybody starts at one of the
 * two addresses and goes on by clicking and filling only.
 */
export class Office {
  /** What went wrong on any page; must be empty at the end. */
  readonly faults: string[] = [];
  readonly #city: City;
  readonly #js: boolean;
  readonly #size: { width: number; height: number };
  readonly #desks = new Map<string, Page>();
  readonly #open: BrowserContext[] = [];
  #shared: { page: Page; username: string } | undefined;

  /** @param size of every window, px */
  constructor(city: City, js: boolean, size = DESK) {
    this.#city = city;
    this.#js = js;
    this.#size = size;
  }

  /** A new browser on the console's start address, nobody signed in. */
  async stranger(): Promise<Page> {
    const page = await this.#page();
    await page.goto(this.#city.program.console);
    return page;
  }

  /** The page of a person, who signs in the first time and works on in the same browser after that. */
  async desk(username: string): Promise<Page> {
    const known = this.#desks.get(username);
    if (known) return known;
    const page = await this.stranger();
    await signIn(page, username, PASSWORD);
    await heading(page, '我的待办');
    this.#desks.set(username, page);
    return page;
  }

  /** One browser for all: whoever sat there signs out, by the button, and the person signs in. */
  async sharedDesk(username: string): Promise<Page> {
    const page = this.#shared?.page ?? (await this.stranger());
    if (this.#shared?.username === username) return page;
    if (this.#shared) {
      await page.getByRole('button', { name: '退出' }).click();
      await see(page, '您已安全退出。');
    }
    await signIn(page, username, PASSWORD);
    await heading(page, '我的待办');
    this.#shared = { page, username };
    return page;
  }

  /** A member of the public with a new browser, on the portal's home page. */
  async reader(): Promise<Page> {
    const page = await this.#page();
    await page.goto(this.#city.program.portal);
    await heading(page, '想了解政府的哪件事？');
    return page;
  }

  /** Closes every browser. */
  async close(): Promise<void> {
    await Promise.all(this.#open.map((context) => context.close()));
  }

  async #page(): Promise<Page> {
    const context = await openContext(this.#city.browser, {
      js: this.#js,
      faults: this.faults,
      size: this.#size,
    });
    this.#open.push(context);
    return context.newPage();
  }
}

/** Fills the sign-in form and sends it. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('口令').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

/** Waits until the page shows a text. */
export async function see(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

/** Waits until the page has this first heading. */
export async function heading(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: text }).waitFor();
}

/** The search box of a page of the portal; the script that completes makes a combobox of it. */
export function searchBox(page: Page) {
  const name = /^(搜索政府信息|站内搜索)$/;
  return page.getByRole('searchbox', { name }).or(page.getByRole('combobox', { name }));
}

/** Opens an entry of the portal's main navigation, which small screens fold. */
export async function openPlace(page: Page, label: string): Promise<void> {
  const menu = page.getByRole('navigation', { name: '主导航' });
  const fold = menu.getByText('栏目导航', { exact: true });
  if (await fold.isVisible()) await fold.click();
  await menu.getByRole('link', { name: label }).click();
  await heading(page, label);
}

/** Opens an entry of the console's side bar. */
export async function openSection(page: Page, label: string): Promise<void> {
  const menu = page.getByRole('navigation', { name: '工作台导航' });
  const fold = menu.getByText('菜单', { exact: true });
  if (await fold.isVisible()) await fold.click();
  await menu.getByRole('link', { name: label }).click();
  await heading(page, label);
}

/** Opens what waits for a person, from 我的待办. */
export async function openTask(page: Page, title: string): Promise<void> {
  await openSection(page, '我的待办');
  await page.getByRole('main').getByRole('link', { name: title, exact: true }).first().click();
  await see(page, '现在可以做');
}

/** Finds a document in 公文与发布 by words of its title. @returns its row in the list */
export async function findInList(page: Page, title: string): Promise<void> {
  await openSection(page, '公文与发布');
  await page.getByLabel('标题、文号、索引号').fill(title);
  await page.getByRole('button', { name: '筛选' }).click();
  await page.getByRole('link', { name: '清除条件' }).waitFor();
}

/** Rows of the list with this title. */
export function rowsOf(page: Page, title: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });
}

/** What a person enters to make a draft complete. Fields that are not named stay as they are. */
export interface Entries {
  title?: string;
  documentNumber?: string;
  body?: string;
  /** YYYY-MM-DD */
  writtenOn?: string;
  theme?: string;
  genre?: string;
  attribute?: string;
  /** Text of an option. */
  ground?: string;
  columns?: string[];
  changeNote?: string;
}

/** Fills the editor as far as the entries go. */
export async function fillEditor(page: Page, entries: Entries): Promise<void> {
  const texts = {
    title: '标题',
    documentNumber: '发文字号',
    body: '正文',
    changeNote: '更正说明',
  } as const;
  for (const [key, label] of Object.entries(texts)) {
    const value = entries[key as keyof typeof texts];
    if (value !== undefined) await page.getByRole('textbox', { name: new RegExp(`^${label}`) }).fill(value);
  }
  if (entries.writtenOn !== undefined) await page.getByLabel('成文日期').fill(entries.writtenOn);
  const choices = { theme: '主题分类', genre: '公文种类', ground: '依据' } as const;
  for (const [key, label] of Object.entries(choices)) {
    const value = entries[key as keyof typeof choices];
    if (value !== undefined) await page.getByRole('combobox', { name: label }).selectOption({ label: value });
  }
  if (entries.attribute) await page.getByRole('radio', { name: new RegExp(`^${entries.attribute}`) }).check();
  for (const column of entries.columns ?? [])
    await page.getByRole('checkbox', { name: new RegExp(`(^|› )${column}$`) }).check();
}

/** Gives a review on the open case. */
export async function review(
  page: Page,
  it: { label: '公开属性审查' | '保密审查' | '签发'; verdict?: 'pass' | 'return'; comment: string },
): Promise<void> {
  const form = page.getByRole('form', { name: it.label });
  await form.getByRole('radio', { name: it.verdict === 'return' ? /^退回起草人/ : PASS[it.label] }).check();
  await form.getByLabel('意见').fill(it.comment);
  await form.getByRole('button', { name: `提交${it.label}` }).click();
}

const PASS = { 公开属性审查: /^同意所定公开属性/, 保密审查: /^经审查不涉密/, 签发: /^(签发并公开|审签)/ };

/** Opens 起草公文 and answers the secrecy question. */
export async function startDraft(page: Page, secret: '不涉密' | '涉密'): Promise<void> {
  await openSection(page, '公文与发布');
  await page.getByRole('link', { name: '起草公文' }).click();
  await heading(page, '起草公文');
  await page.getByRole('radio', { name: new RegExp(`^${secret}`) }).check();
  await page.getByRole('button', { name: '下一步' }).click();
}

/** Chooses the option that contains a text in a list. */
export async function choose(page: Page, label: string, text: string): Promise<void> {
  const list = page.getByRole('combobox', { name: label });
  const value = await list.locator('option', { hasText: text }).first().getAttribute('value');
  await list.selectOption(value ?? '');
}
