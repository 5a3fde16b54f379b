import type { Page } from 'playwright-core';
import { administratorSights, privacySights, securitySights } from './core-pages.ts';
import { see } from './office.ts';
import type { Program } from './server.ts';
import { go, type Sight } from './sight.ts';

/** Address of the first link in the main part of a page whose text fits. */
async function linkOn(page: Page, address: string, name?: string | RegExp): Promise<string> {
  await go(page, address, 200);
  const links = page.locator('main :is(.mc-list, .mc-rt tbody, .mc-plainlist) a');
  const link = (name === undefined ? links : links.filter({ hasText: name })).first();
  return new URL((await link.getAttribute('href')) ?? '', address).href;
}

/** Every page of the portal. */
export function portalSights(program: Program, gone: string): Sight[] {
  const at = (path: string) => program.portal + path;
  const fixed = (name: string, path: string, o: { status?: number; again?: boolean } = {}): Sight => ({
    name,
    status: o.status ?? 200,
    again: o.again ?? false,
    show: (page) => go(page, at(path), o.status ?? 200),
  });
  const first = (name: string, list: string, link?: string): Sight => ({
    name,
    status: 200,
    show: async (page) => go(page, await linkOn(page, at(list), link), 200),
  });
  const refusedOn = (name: string, path: string, button: RegExp): Sight => ({
    name,
    status: 422,
    again: true,
    show: async (page) => {
      await go(page, at(path), 200);
      await page.getByRole('main').getByRole('button', { name: button }).click();
      await see(page, /处需要修改/);
    },
  });
  return [
    fixed('home', '/'),
    fixed('list', '/documents'),
    fixed('list-filtered', '/documents?owner=mcszfb&validity=in-force', { again: true }),
    fixed('list-empty', '/documents?owner=yxxzjj', { again: true }),
    first('document-in-force', '/documents?validity=in-force', '优化基层医疗'),
    first('document-not-yet-effective', '/documents?validity=not-yet-effective'),
    first('document-repealed', '/documents?validity=repealed'),
    first('document-lapsed', '/documents?validity=lapsed'),
    first('document-corrected', '/documents?owner=mcsnyj'),
    fixed('document-gone', new URL(gone).pathname, { status: 410 }),
    fixed('organs', '/organs'),
    fixed('organ', '/organs/mcszjj'),
    fixed('organ-without-documents', '/organs/yxxzjj'),
    fixed('organ-about', '/organs/mcszfb/about'),
    fixed('organ-documents', '/organs/mcszfb/documents'),
    fixed('organ-guide', '/organs/mcszfb/guide'),
    fixed('organ-rules', '/organs/mcszfb/rules'),
    first('organ-rule', '/organs/mcszfb/rules'),
    fixed('organ-leaders', '/organs/mcszf/leaders'),
    fixed('list-beyond', '/documents?page=77', { again: true }),
    fixed('browse', '/browse'),
    fixed('channels', '/channels'),
    fixed('services', '/services'),
    fixed('about', '/about'),
    fixed('site-map', '/sitemap'),
    fixed('organs-narrowed', '/organs?level=county', { again: true }),
    fixed('leading-group', '/organs/mcszf/leading-group'),
    fixed('column', '/columns/policy'),
    fixed('column-below', '/columns/policy/plan'),
    fixed('search', '/search'),
    fixed('search-hits', `/search?q=${encodeURIComponent('公积金')}`),
    fixed('search-nothing', `/search?q=${encodeURIComponent('霓虹灯会')}`),
    fixed('deadlines', '/deadlines'),
    fixed(
      'deadline',
      '/deadlines?kind=third_party&received=2026-04-22&consult_sent=2026-04-28&third_party_received=2026-04-29&opinion_received=2026-05-08',
    ),
    fixed('deadline-refused', '/deadlines?kind=third_party&received=2026-04-22&consult_sent=2026-04-20', {
      again: true,
    }),
    fixed('privacy', '/privacy'),
    fixed('privacy-request', '/privacy/request'),
    refusedOn('privacy-request-refused', '/privacy/request', /^提交$/),
    fixed('privacy-query', '/privacy/query'),
    refusedOn('privacy-query-refused', '/privacy/query', /^查询$/),
    fixed('feedback', '/feedback'),
    fixed('feedback-query', '/feedback/query'),
    refusedOn('feedback-query-refused', '/feedback/query', /^查询$/),
    {
      name: 'feedback-step-two',
      status: 422,
      again: true,
      show: async (page) => {
        await go(page, await linkOn(page, at('/documents?validity=in-force'), '优化基层医疗'), 200);
        await page.getByRole('button', { name: /^下一步$/ }).click();
        await see(page, /处需要修改/);
      },
    },
    fixed('not-found', '/nowhere', { status: 404 }),
  ];
}

/** Every page of the console. `gone` is the address on the portal of the withdrawn document. */
export function consoleSights(program: Program, gone: string): Sight[] {
  const at = (path: string) => program.console + path;
  const fixed = (name: string, as: string | undefined, path: string, status = 200): Sight => ({
    name,
    ...(as ? { as } : {}),
    status,
    show: (page) => go(page, at(path), status),
  });
  const inState = (name: string, as: string, state: string, title?: string): Sight => ({
    name,
    as,
    status: 200,
    show: async (page) => go(page, await linkOn(page, at(`/documents?state=${state}`), title), 200),
  });
  /** A form sent as it is, or with some entries. */
  const refused = (
    name: string,
    as: string | undefined,
    path: string | ((page: Page) => Promise<string>),
    o: { button: RegExp; fill?: (page: Page) => Promise<void> },
  ): Sight => ({
    name,
    ...(as ? { as } : {}),
    status: 422,
    again: true,
    show: async (page) => {
      await go(page, at(typeof path === 'string' ? path : await path(page)), 200);
      await o.fill?.(page);
      await page.getByRole('main').getByRole('button', { name: o.button }).click();
      await see(page, /处需要修改/);
    },
  });
  const editPath = async (page: Page) =>
    `${new URL(await linkOn(page, at('/documents?state=drafting'))).pathname}/edit`;
  const pid = new URL(gone).pathname;
  return [
    fixed('sign-in', undefined, '/signin'),
    refused('sign-in-refused', undefined, '/signin', { button: /^登录$/ }),
    fixed('my-work', 'zhengweimin', '/'),
    { ...fixed('my-work-empty', 'handong', '/'), again: true },
    fixed('organisations', 'gujianguo', '/organisations'),
    fixed('organisation-gaps', 'gujianguo', '/organisations/gaps'),
    fixed('organisation', 'gujianguo', '/organisations/sqzzf'),
    fixed('organisation-hearings', 'gujianguo', '/organisations/mcsnyj/hearings'),
    fixed('organisation-group', 'gujianguo', '/organisations/mcszf/group'),
    fixed('organ-columns', 'gujianguo', '/organ-columns'),
    fixed('organ-column', 'gujianguo', '/organ-columns/mcszfb'),
    fixed('organ-text', 'gujianguo', '/organ-columns/mcsnyj/texts/new?kind=guide'),
    fixed('organ-leader', 'gujianguo', '/organ-columns/mcszfb/leaders/new'),
    fixed('site', 'jianghe', '/site'),
    refused('site-refused', 'jianghe', '/site', {
      button: /^保存$/,
      fill: async (page) => page.getByLabel('网站标识码').fill('12'),
    }),
    refused('organisation-hearings-refused', 'gujianguo', '/organisations/mcsnyj/hearings', {
      button: /^登记$/,
    }),
    {
      name: 'person',
      as: 'qinan',
      status: 200,
      show: async (page) => go(page, await linkOn(page, at('/people'), '罗正'), 200),
    },
    {
      name: 'handover',
      as: 'jianghe',
      status: 200,
      show: async (page) => go(page, `${await linkOn(page, at('/people'), '胡杨')}/handover`, 200),
    },
    {
      ...refused(
        'grant-refused',
        'qinan',
        async (page) => `${new URL(await linkOn(page, at('/people'), '罗正')).pathname}/grants/new`,
        { button: /^授权$/ },
      ),
    },
    fixed('person-new', 'jianghe', '/people/new'),
    refused('person-new-refused', 'jianghe', '/people/new', { button: /^建立人员$/ }),
    fixed('people-import', 'jianghe', '/people/import'),
    fixed('feedback', 'huyang', '/feedback'),
    fixed('notices', 'zhengweimin', '/notices'),
    fixed('notice-settings', 'zhengweimin', '/notices/settings'),
    fixed('reminders', 'zhengweimin', '/reminders'),
    fixed('list', 'gujianguo', '/documents'),
    { ...fixed('list-empty', 'gujianguo', '/documents?q=%E9%9C%93%E8%99%B9'), again: true },
    fixed('new-question', 'luting', '/documents/new'),
    fixed('new', 'luting', '/documents/new?secret=no'),
    refused('new-refused', 'luting', '/documents/new?secret=no', {
      button: /^保存草稿/,
      fill: async (page) => {
        await page.getByLabel('来源网址').fill('ftp://example');
      },
    }),
    {
      name: 'preview',
      as: 'luting',
      status: 200,
      show: async (page) => go(page, at((await editPath(page)).replace(/edit$/, 'preview')), 200),
    },
    {
      name: 'edit',
      as: 'luting',
      status: 200,
      show: async (page) => go(page, at(await editPath(page)), 200),
    },
    refused('edit-refused', 'luting', editPath, {
      button: /^保存草稿/,
      fill: async (page) => {
        await page.getByRole('textbox', { name: /^标题/ }).fill('');
        await page.getByLabel('来源网址').fill('ftp://example');
      },
    }),
    inState('case-drafting', 'huyang', 'drafting'),
    inState('case-returned', 'zhoumin', 'drafting', '秸秆'),
    inState('case-attribute-review', 'gujianguo', 'attribute-review'),
    inState('case-secrecy-review', 'shenlan', 'secrecy-review'),
    inState('case-sign-off', 'zhengweimin', 'sign-off'),
    {
      ...refused(
        'case-review-refused',
        'zhengweimin',
        async (page) => new URL(await linkOn(page, at('/documents?state=sign-off'))).pathname,
        { button: /^提交签发$/ },
      ),
    },
    inState('case-scheduled', 'zhengweimin', 'scheduled'),
    inState('case-published', 'gujianguo', 'published'),
    inState('case-filed', 'zhoumin', 'filed'),
    inState('case-abandoned', 'handong', 'abandoned'),
    inState('case-withdrawal-requested', 'zhengweimin', 'requested'),
    inState('case-withdrawn', 'luting', 'withdrawn'),
    fixed('document-withdrawn', 'luting', pid),
    {
      name: 'document-live',
      as: 'luting',
      status: 200,
      show: async (page) => {
        await go(page, at('/documents?state=published'), 200);
        await page.getByRole('link', { name: '公开中' }).first().click();
        await see(page, '公众看到的版本');
      },
    },
    fixed('offline', 'zhoumin', '/offline'),
    refused('offline-refused', 'zhoumin', '/offline', { button: /^登记$/ }),
    fixed('imports', 'zhoumin', '/imports'),
    {
      name: 'import-report',
      as: 'zhoumin',
      status: 200,
      show: async (page) => go(page, await linkOn(page, at('/imports'), 'harbour'), 200),
    },
    {
      name: 'import-report-several',
      as: 'zhoumin',
      status: 200,
      show: async (page) => go(page, await linkOn(page, at('/imports'), 'three-papers'), 200),
    },
    inState('case-several', 'zhoumin', 'drafting', '早餐车'),
    fixed('account', 'zhoumin', '/account'),
    fixed('second-factor', 'zhoumin', '/account/totp'),
    fixed('password', 'zhoumin', '/password'),
    refused('password-refused', 'zhoumin', '/password', { button: /^保存新口令$/ }),
    {
      name: 'attachments',
      as: 'luting',
      status: 200,
      show: async (page) => go(page, at((await editPath(page)).replace(/edit$/, 'attachments')), 200),
    },
    fixed('date-moves', 'zhoumin', '/date-moves'),
    fixed('absence', 'zhoumin', '/absence'),
    refused('absence-refused', 'zhoumin', '/absence', { button: /^指定代理人$/ }),
    ...administratorSights(fixed, refused),
    ...securitySights(fixed),
    ...privacySights(fixed, refused),
    fixed('not-found', 'zhoumin', '/nowhere', 404),
    fixed('forbidden', 'zhengweimin', '/documents/new', 403),
  ];
}

/**
 * Makes what the pages need beside the demo city: imported files.
 * @returns the portal's address of a document that was withdrawn
 */
export async function prepareSights(program: Program, staff: Page): Promise<string> {
  const samples = new URL('./samples/', import.meta.url).pathname;
  const { code, output } = await program.command('import', samples, '--organisation', 'mcszfb');
  if (code !== 0) throw new Error(output);
  const withdrawn = await linkOn(staff, `${program.console}/documents?state=withdrawn`);
  await go(staff, withdrawn, 200);
  const file = await staff.getByRole('link', { name: '文件档案' }).getAttribute('href');
  return program.portal + new URL(file ?? '', program.console).pathname;
}
