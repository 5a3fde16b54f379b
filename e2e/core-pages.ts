import type { Page } from 'playwright-core';
import { choose, heading, see } from './office.ts';
import { below, firstOf, onFrom, type Sight } from './sight.ts';

type Fixed = (name: string, as: string, path: string) => Sight;
type Refused = (
  name: string,
  as: string,
  path: string,
  o: { button: RegExp; fill?: (page: Page) => Promise<void> },
) => Sight;

/** What the administrator has before them: calendar, people, parameters, addresses, delivery. */
export function administratorSights(fixed: Fixed, refused: Refused): Sight[] {
  const of = (name: string, path: string) => fixed(name, 'jianghe', path);
  const wrong = (name: string, path: string, button: RegExp) => refused(name, 'jianghe', path, { button });
  const people = of('people', '/people?q=%E9%9F%A9%E5%86%AC');
  return [
    of('calendar', '/calendar'),
    of('calendar-load', '/calendar/load'),
    wrong('calendar-load-refused', '/calendar/load', /^检查并预览影响$/),
    of('calendar-regional', '/calendar/regional'),
    people,
    onFrom(people, 'person', /^韩冬$/),
    onFrom(people, 'handover', /^韩冬$/, /^离任或调动/),
    ...['edit', 'account', 'reset', 'return'].map((path) =>
      below(onFrom(people, 'person', /^韩冬$/), `person-${path}`, `/${path}`),
    ),
    below(firstOf(of('people', '/people?state=no-account'), 'person'), 'person-account-new', '/account'),
    of('unattended', '/people/unattended'),
    of('parameters', '/parameters'),
    { ...of('parameters-found', '/parameters?q=%E7%AD%94%E5%A4%8D'), again: true },
    of('parameter', '/parameters/sign-in.idle-minutes'),
    of('contacts', '/contacts'),
    onFrom(of('contacts', '/contacts?q=%E9%9F%A9%E5%86%AC'), 'contact', /^韩冬$/),
    of('deliveries', '/deliveries'),
    of('organisation-new', '/organisations/new?parent=mcszf'),
    of('organisation-imports', '/organisations/imports'),
    importPreview(of('organisation-imports', '/organisations/imports')),
    ...['edit', 'office', 'leaders', 'staff', 'sections', 'meetings', 'remedy', 'rename', 'end'].map((part) =>
      of(`organisation-${part}`, `/organisations/mcsnyj/${part}`),
    ),
    regional('calendar-regional-preview', false),
    regional('calendar-regional-end', true),
  ];

  /** The filled template, uploaded as it is. */
  function importPreview(upload: Sight): Sight {
    return {
      ...upload,
      name: 'organisation-import',
      show: async (page) => {
        await upload.show(page);
        const link = page.getByRole('link', { name: '下载现有机构，改好后再导入' });
        const template = new URL((await link.getAttribute('href')) ?? '', page.url()).href;
        const buffer = await (await page.request.get(template)).body();
        await page
          .getByLabel('表格文件')
          .setInputFiles({ name: '现有机构.xlsx', mimeType: 'application/octet-stream', buffer });
        await page.getByRole('button', { name: '上传并预览' }).click();
        await heading(page, '导入预览');
      },
    };
  }

  /** A regional holiday before it is confirmed, or when it is to be taken back. */
  function regional(name: string, back: boolean): Sight {
    const form = of(name, '/calendar/regional');
    return {
      ...form,
      show: async (page) => {
        await form.show(page);
        await choose(page, '适用机构', '石桥镇');
        await page.getByLabel('日期').fill(inDays(back ? 40 : 41));
        await page.getByRole('radio', { name: /^放假/ }).check();
        await page.getByRole('textbox', { name: '名称' }).fill('开渠节');
        await page.getByRole('textbox', { name: '依据' }).fill('石桥镇公告');
        await page.getByRole('button', { name: '预览影响' }).click();
        await see(page, '还没有生效，请核对后确认');
        if (!back) return;
        await page.getByRole('button', { name: /^确认/ }).click();
        await page.getByRole('link', { name: '取消', exact: true }).first().click();
        await heading(page, /^取消 /);
      },
    };
  }
}

/** Days on which everybody is off every year: nothing regional can be arranged on them. */
const ALWAYS_OFF = /-(?:01-0[1-3]|05-0[1-5]|10-0[1-7])$/;

/** A day from now that is no holiday of every year, YYYY-MM-DD. */
function inDays(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return ALWAYS_OFF.test(day) ? inDays(days + 10) : day;
}

/** What the security officer and the auditor have before them. */
export function securitySights(fixed: Fixed): Sight[] {
  const people = fixed('people', 'qinan', '/people?q=%E9%9F%A9%E5%86%AC');
  const audit = fixed('audit', 'fangzheng', '/audit');
  return [
    onFrom(people, 'grant', /^韩冬$/, /^授予角色$/),
    onFrom(people, 'deputation', /^韩冬$/, /^指定代理人$/),
    fixed('roles', 'qinan', '/roles'),
    fixed('sign-in-security', 'qinan', '/sign-in-security'),
    onFrom(fixed('sign-in', 'qinan', '/sign-in-security?q=%E9%9F%A9%E5%86%AC'), 'sign-in-person', /^韩冬$/),
    audit,
    onFrom(audit, 'audit-row', /^\d{4}-\d{2}-\d{2}/),
    fixed('audit-chain', 'fangzheng', '/audit/chain'),
    fixed('unmaskings', 'fangzheng', '/personal-data/unmaskings'),
    fixed('retention', 'qinan', '/personal-data/retention'),
    fixed('holds', 'niefang', '/personal-data/holds'),
  ];
}

/** Requests about personal data, as the clerk at the counter sees them. */
export function privacySights(fixed: Fixed, refused: Refused): Sight[] {
  const form = fixed('privacy-new', 'hejing', '/privacy/new');
  const list = fixed('privacy', 'hejing', '/privacy');
  return [
    form,
    refused('privacy-new-refused', 'hejing', '/privacy/new', { button: /^登记$/ }),
    {
      ...form,
      name: 'privacy-registered',
      show: async (page) => {
        await form.show(page);
        await page.getByRole('radio', { name: /^删除/ }).check();
        // Invented; the check digit is right.
        const texts = {
          具体要求: '请删除。',
          姓名: '虞晓岚',
          证件号码: '110101197903073315',
          联系电话: '13800001111',
        };
        for (const [label, text] of Object.entries(texts))
          await page.getByRole('textbox', { name: label }).fill(text);
        await page.getByRole('button', { name: '登记', exact: true }).click();
        await see(page, '已登记，转政务公开办受理。');
      },
    },
    list,
    onFrom(list, 'privacy-case', /^删除$/),
    onFrom(list, 'privacy-unmask', /^删除$/, /^查看完整信息/),
    fixed('privacy-find', 'hejing', '/privacy/find'),
  ];
}
