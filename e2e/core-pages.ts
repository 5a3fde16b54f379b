import type { Page } from 'playwright-core';
import { see } from './office.ts';
import { go, type Sight } from './sight.ts';

type Fixed = (name: string, as: string, path: string) => Sight;
type Refused = (
  name: string,
  as: string,
  path: string,
  o: { button: RegExp; fill?: (page: Page) => Promise<void> },
) => Sight;

/** A page that is reached by links from the page that a sight shows, the first that fits each name. */
function onFrom(sight: Sight, name: string, ...links: RegExp[]): Sight {
  return {
    ...sight,
    name,
    again: false,
    show: async (page) => {
      await sight.show(page);
      for (const link of links) {
        const target = page.getByRole('main').getByRole('link', { name: link }).first();
        await go(page, new URL((await target.getAttribute('href')) ?? '', page.url()).href, 200);
      }
    },
  };
}

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
    of('unattended', '/people/unattended'),
    of('parameters', '/parameters'),
    of('parameter', '/parameters/sign-in.idle-minutes'),
    of('contacts', '/contacts'),
    of('deliveries', '/deliveries'),
    of('organisation-new', '/organisations/new?parent=mcszf'),
    of('organisation-imports', '/organisations/imports'),
  ];
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
