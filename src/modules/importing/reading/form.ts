import { type Page, remove } from './page.ts';
import { FORM_FIELDS } from './vocabulary.ts';

const FIELDS = new Set(FORM_FIELDS);
const CAPTCHA = /^(?:验证码|提交评论|发表评论|我要评论|我要留言|匿名(?:提交|发表)?|换一张|看不清换?一?张?)$/u;
const INVITATION =
  /(?:您|你|网友|读者)[^。]{0,40}(?:意见|建议|评价|留言|反馈|评论)|(?:意见|建议|评价|留言|反馈|评论)[^。]{0,40}(?:您|网友)/u;
/** Why a line of a feedback form is left out. */
export const FORM_REASON = '反馈表单';

/**
 * Removes the feedback form of a page with the invitation above it. A form that belongs to the paper (an
 * application form in an annex) has the same fields but no captcha or send button, which is what decides.
 */
export function removeFeedbackForms(page: Page): void {
  page.lines.forEach((line, i) => {
    if (page.removed.has(i) || !CAPTCHA.test(fieldName(line.text))) return;
    let first = i;
    while (first > 0 && isField(page, first - 1)) first--;
    let last = i;
    while (last + 1 < page.lines.length && isField(page, last + 1)) last++;
    for (let k = first; k <= last; k++) remove(page, k, FORM_REASON);
    const above = page.lines[first - 1]?.text;
    if (above !== undefined && above.length <= 300 && INVITATION.test(above))
      remove(page, first - 1, FORM_REASON);
  });
}

function isField(page: Page, index: number): boolean {
  const text = page.lines[index]!.text;
  return !page.removed.has(index) && text.length <= 30 && FIELDS.has(fieldName(text));
}

/** “• *内  容:” is the field 内容. */
function fieldName(text: string): string {
  return text.length > 30 ? '' : text.replace(/[\s•·●*＊:：[\]【】()（）]/gu, '');
}
