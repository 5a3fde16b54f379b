import type { Page } from 'playwright-core';
import { answerTo } from '../test/captcha-kit.ts';
import { heading, openSection, see } from './office.ts';

/** What a member of the public says about a paper. */
export interface Opinion {
  content: string;
  name?: string;
  contact?: string;
}

/** Answers the captcha of a form as a person would: with scripts the browser proves some work by itself, without them there is a question in words. */
export async function passCaptcha(page: Page): Promise<void> {
  const question = page.getByRole('textbox', { name: /^验证题/ });
  if (!(await question.isVisible())) return;
  const asked = await page.locator('label[for="f-captchaAnswer"]').innerText();
  await question.fill(answerTo(asked.replace(/^验证题：/, '').replace(/？[\s\S]*$/, '？')));
}

/** Fills the form under the open paper, and its second page up to the button that sends it. */
export async function writeFeedback(page: Page, it: Opinion): Promise<void> {
  const fold = page.getByText('我要反馈', { exact: true });
  const content = page.getByRole('textbox', { name: '内容' });
  if (!(await content.isVisible())) await fold.click();
  await content.fill(it.content);
  await page.getByRole('textbox', { name: '姓名' }).fill(it.name ?? '');
  await page.getByRole('textbox', { name: '联系方式' }).fill(it.contact ?? '');
  if (it.name || it.contact) await page.getByRole('checkbox', { name: /^留了姓名/ }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await heading(page, '提交政策反馈');
}

/** Sends feedback on the open paper. @returns the query code */
export async function giveFeedback(page: Page, it: Opinion): Promise<string> {
  await writeFeedback(page, it);
  await passCaptcha(page);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await heading(page, '已收到您的反馈');
  return page.locator('.mc-code').innerText();
}

/** Opens feedback in the queue of its organisation by its first words; what waits from the portal is registered first. */
export async function openFeedback(page: Page, content: string): Promise<void> {
  await openSection(page, '政策反馈');
  const button = page.getByRole('button', { name: '现在登记' });
  if ((await button.count()) > 0) {
    await button.click();
    await see(page, /网上提交已接收登记。|没有可以接收的网上提交/);
  }
  await page
    .getByRole('table')
    .getByRole('link', { name: content.slice(0, 20) })
    .first()
    .click();
  await see(page, '反馈内容');
}

/** Answers the open feedback and proposes what the public is to see of it. */
export async function answerFeedback(page: Page, reply: string): Promise<void> {
  await page.getByRole('textbox', { name: /^答复（必填）/ }).fill(reply);
  await page.getByRole('button', { name: '答复', exact: true }).click();
  await see(page, '已答复，提交人凭查询码可以看到。');
  await page.getByRole('button', { name: /^提出公开/ }).click();
  await see(page, '公开版已提出，等待另一位同事批准。');
}

/** Approves the public answer of the open feedback. */
export async function approveAnswer(page: Page): Promise<void> {
  await page.getByRole('button', { name: '批准公开' }).click();
  await see(page, '已批准公开，公众在文件页下可以看到。');
}
