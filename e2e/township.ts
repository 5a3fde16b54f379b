import type { Page } from 'playwright-core';
import { type Entries, fillEditor, openTask, review, see, startDraft } from './office.ts';

/* Papers of the township of two: 胡杨 (huyang) drafts, 罗正 (luozheng) gives every review. */

/** The body of a notice of the township. */
export const NOTICE_BODY =
  '各村民委员会：\n为方便群众赶集，镇政府决定调整集市开放时间，现将有关事项通知如下。\n一、开放时间\n每逢农历三、六、九日，早六时开市，晚五时收市。\n石桥镇人民政府\n2026年3月2日';

/** What makes a notice complete beside title and body. */
export const NOTICE_REST: Entries = {
  writtenOn: '2026-03-02',
  theme: '综合政务',
  genre: '通知',
  attribute: '主动公开',
  ground: '主动公开｜规划计划及相关政策（条例第二十条第（三）项）',
  columns: ['通知公告'],
};

const REVIEWS = ['公开属性审查', '保密审查', '签发'] as const;
const PASSED = { 公开属性审查: '公开属性审查已通过', 保密审查: '保密审查已通过', 签发: /^已(签发|审签)/ };

/** A review of the way of a paper. */
export type ReviewLabel = (typeof REVIEWS)[number];

/** Enters a new document, complete, up to the button that saves it. */
export async function enterDraft(page: Page, title: string, entries: Entries = NOTICE_REST): Promise<void> {
  await startDraft(page, '不涉密');
  await fillEditor(page, { title, body: NOTICE_BODY, ...entries });
}

/** Saves what was entered. */
export async function saveDraft(page: Page): Promise<void> {
  await page.getByRole('button', { name: '保存草稿' }).click();
  await see(page, '草稿已建立。');
}

/** Sends the open draft to its first review. */
export async function submitDraft(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^保存并送审/ }).click();
  await see(page, '已送公开属性审查。');
}

/** Gives reviews on a case that waits in 我的待办, by the one reviewer of the township. */
export async function passReviews(
  page: Page,
  title: string,
  labels: readonly ReviewLabel[] = REVIEWS,
): Promise<void> {
  await openTask(page, title);
  for (const label of labels) {
    await review(page, { label, comment: '已核对，同意。' });
    await page.getByRole('status').filter({ hasText: PASSED[label] }).waitFor();
  }
}
