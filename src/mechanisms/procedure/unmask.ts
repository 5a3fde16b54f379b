import {
  type PersonalKind,
  readPersonal,
  UNMASK_ACT,
  type UnmaskReason,
  type WholeValue,
} from '../../core/index.ts';
import { findPersonalData } from '../../law/personal-data.ts';
import { type ChangeContext, change } from '../../platform/change.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { type CaseHead, lockCase } from './cases.ts';

/** Why a text that stays for ever cannot be accepted: it carries a number of a person. */
function personalNumberIn(field: string, label: string, text: string): Refusal | undefined {
  return findPersonalData(text).length > 0
    ? new Refusal(
        [
          {
            field,
            message: `${label}将长期保存，不要写入身份证号、手机号、银行卡号，请改用“该申请人”等说法。`,
          },
        ],
        422,
      )
    : undefined;
}

/**
 * Shows the whole values of a case, once. The page has found the case in the scope of the person before.
 * @throws Refusal when the same form is sent again, or the reason names a number of a person
 */
export async function unmaskCase(
  ctx: ChangeContext & { keys: Keyring },
  it: { casePid: string; reason: UnmaskReason; reasonText: string; only?: PersonalKind; once: string },
): Promise<{ head: CaseHead; values: WholeValue[] }> {
  const personal = personalNumberIn('reasonText', '查看事由', it.reasonText);
  if (personal) throw personal;
  let shown: { head: CaseHead; values: WholeValue[] } | undefined;
  await change(
    ctx,
    { act: UNMASK_ACT, once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      const values = await readPersonal(c, ctx.keys, {
        caseId: head.id,
        organisationId: head.organisationId,
        reason: it.reason,
        reasonText: it.reasonText,
        only: it.only,
      });
      shown = { head, values };
      return { casePid: head.pid };
    },
  );
  if (!shown) throw new Refusal('这一次查看已经显示过，不再重复显示。如仍需要，请再次说明事由。');
  return shown;
}
