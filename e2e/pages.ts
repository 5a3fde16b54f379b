import type { Page } from 'playwright-core';
import { answerFeedback, approveAnswer, giveFeedback, openFeedback } from './citizen.ts';
import { administratorSights, privacySights, securitySights } from './core-pages.ts';
import { deskSights } from './desk-pages.ts';
import { see } from './office.ts';
import { PAPER_SEARCH } from './portal-pages.ts';
import type { Program } from './server.ts';
import { go, linkOn, type Sight } from './sight.ts';

/** Every page of the console. */
export function consoleSights(program: Program, { gone, feedback }: Prepared): Sight[] {
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
    fixed('feedback', 'zhoumin', '/feedback'),
    { ...fixed('feedback-empty', 'huyang', '/feedback'), again: true },
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
    {
      name: 'document-version',
      as: 'luting',
      status: 200,
      show: async (page) => {
        await go(page, at('/documents?state=published'), 200);
        await page.getByRole('link', { name: '公开中' }).first().click();
        await page.getByRole('link', { name: '第 1 稿' }).click();
        await see(page, '公众当时看到的文本');
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
    ...deskSights(program, { fixed, refused, feedback }),
    fixed('not-found', 'zhoumin', '/nowhere', 404),
    fixed('forbidden', 'zhengweimin', '/documents/new', 403),
  ];
}

/** What was made for the pages to show. */
export interface Prepared {
  /** Address on the portal of a document that was withdrawn. */
  gone: string;
  /** Public id of feedback that waits for its answer. */
  feedback: string;
}

/** Makes what the pages need beside the demo city: imported files, feedback with an answer and without. */
export async function prepareSights(
  program: Program,
  desk: (face: 'portal' | 'console', as?: string) => Promise<Page>,
): Promise<Prepared> {
  const samples = new URL('./samples/', import.meta.url).pathname;
  const { code, output } = await program.command('import', samples, '--organisation', 'mcszfb');
  if (code !== 0) throw new Error(output);
  const staff = await desk('console', 'luting');
  const withdrawn = await linkOn(staff, `${program.console}/documents?state=withdrawn`);
  await go(staff, withdrawn, 200);
  const file = await staff.getByRole('link', { name: '文件档案' }).getAttribute('href');
  return {
    gone: program.portal + new URL(file ?? '', program.console).pathname,
    feedback: await prepareFeedback(program, desk),
  };
}

async function prepareFeedback(
  program: Program,
  desk: (face: 'portal' | 'console', as?: string) => Promise<Page>,
): Promise<string> {
  const reader = await desk('portal');
  const answered = '夜间门诊开到几点？村里的老人想知道要不要提前预约。';
  const waiting = '巡诊车每周来两次，希望把固定的时间贴在村口。';
  for (const content of [answered, waiting]) {
    await go(reader, await linkOn(reader, program.portal + PAPER_SEARCH), 200);
    await giveFeedback(
      reader,
      content === waiting ? { content, name: '虞晓岚', contact: '13800001111' } : { content },
    );
  }
  const drafter = await desk('console', 'zhoumin');
  await openFeedback(drafter, answered);
  await answerFeedback(drafter, '夜间门诊开放至20时，不需要预约；行动不便的可以请家庭医生上门。');
  const approver = await desk('console', 'zhengweimin');
  await openFeedback(approver, answered);
  await approveAnswer(approver);
  await openFeedback(drafter, waiting);
  return new URL(drafter.url()).pathname.split('/')[2] ?? '';
}
