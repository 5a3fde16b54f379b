import type { Page } from 'playwright-core';
import { heading, see } from './office.ts';
import type { Program } from './server.ts';
import { go, linkOn, onFrom, type Sight } from './sight.ts';

interface Given {
  fixed(name: string, as: string, path: string): Sight;
  refused(
    name: string,
    as: string,
    path: string,
    o: { button: RegExp; fill?: (page: Page) => Promise<void> },
  ): Sight;
  /** Public id of feedback that waits for its answer. */
  feedback: string;
}

/** What a clerk uses all day beside the papers themselves: search, overview, help, feedback. */
export function deskSights(program: Program, { fixed, refused, feedback }: Given): Sight[] {
  const found = (name: string, q: string) => fixed(name, 'gujianguo', `/search?q=${encodeURIComponent(q)}`);
  const opened = `/cases/${feedback}/policy-feedback`;
  /** The own reminders after one was set, or the page that links lead to from there. */
  const reminders = (name: string, links: RegExp[]) =>
    onFrom(
      {
        name,
        as: 'zhoumin',
        status: 200,
        show: async (page) => {
          await go(page, `${program.console}/reminders/new/cases/${feedback}`, 200);
          await page.getByRole('textbox', { name: '提醒内容' }).fill('问卫健委夜间门诊的电话。');
          await page.getByRole('button', { name: '设定提醒' }).click();
          await heading(page, '我的提醒');
        },
      },
      name,
      ...links,
    );
  return [
    fixed('search', 'gujianguo', '/search'),
    found('search-hits', '公积金'),
    found('search-nothing', '霓虹灯会'),
    fixed('help', 'zhoumin', '/help'),
    fixed('overview', 'gujianguo', '/overview'),
    { ...fixed('overview-chosen', 'gujianguo', '/overview?calls=any&order=official'), again: true },
    fixed('search-misses', 'gujianguo', '/search-misses'),
    { ...fixed('list-filtered', 'gujianguo', '/documents?live=yes&sort=written&size=50'), again: true },
    { ...fixed('my-work-overdue', 'gujianguo', '/?urgency=overdue'), again: true },
    { ...fixed('notices-of-drafter', 'zhoumin', '/notices'), again: true },
    {
      name: 'case-correction',
      as: 'gujianguo',
      status: 200,
      // It waits for a secrecy review as another sight does.
      again: true,
      show: async (page) => {
        const q = encodeURIComponent('简化租房提取');
        await go(page, await linkOn(page, `${program.console}/documents?q=${q}&open=yes`), 200);
        await see(page, '与公众现在所见的差别');
      },
    },
    {
      name: 'attachment-preview',
      as: 'shenlan',
      status: 200,
      show: async (page) => {
        const list = `${program.console}/documents?state=secrecy-review`;
        await go(page, await linkOn(page, list, '易涝点'), 200);
        const preview = await page
          .locator('main a[href*="/attachments/"][href$="/preview"]')
          .getAttribute('href');
        await go(page, program.console + preview, 200);
      },
    },
    { ...reminders('reminders-set', []), again: true },
    fixed('reminder-new', 'zhoumin', `/reminders/new/cases/${feedback}`),
    reminders('reminder', [/^改期/]),
    fixed('feedback-case', 'zhoumin', opened),
    { ...refused('feedback-case-refused', 'zhoumin', opened, { button: /^答复$/ }), again: true },
    // One mechanism shows whole values, whatever the matter.
    { ...fixed('feedback-unmask', 'zhoumin', `${opened}/unmask`), again: true },
    {
      name: 'feedback-answered',
      as: 'zhengweimin',
      status: 200,
      show: async (page) => {
        const list = `${program.console}/feedback?state=published`;
        await go(page, await linkOn(page, list, '夜间门诊'), 200);
        await see(page, '公众看到的内容');
      },
    },
    {
      name: 'hold-lift',
      as: 'niefang',
      status: 200,
      show: async (page) => {
        await go(page, `${program.console}/personal-data/holds?case=${feedback}`, 200);
        await page.getByRole('textbox', { name: '依据文书' }).fill('（2026）明01行初7号应诉通知书');
        await page.getByRole('textbox', { name: '原因' }).fill('涉及行政诉讼，证据需要保全。');
        await page.getByRole('button', { name: '设定', exact: true }).click();
        await page.getByRole('link', { name: '解除', exact: true }).first().click();
        await see(page, '将解除的保全');
      },
    },
  ];
}
