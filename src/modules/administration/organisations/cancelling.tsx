import { z } from 'zod';
import type { Day } from '../../../law/day.ts';
import type { ChangeContext } from '../../../platform/change.ts';
import { reasonField } from '../../../platform/http/messages.ts';
import type { FormState } from '../../../platform/http/route.ts';
import { Panel, PostForm, SelectField, SubmitButton, TextField } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import type { OrganisationAct } from './access.ts';
import { rowId } from './fields.ts';
import { type PartForm, type PartShown, partForm } from './part-page.tsx';

/** Labels of the form that cancels a record. */
export const CANCEL_LABELS = { id: '要作废的记录', reason: '作废原因' };
const NAME = 'cancel';

/** What records of hearings and of meetings have in common. */
interface Entered {
  lateReason: string;
  recordedAt: Date;
  cancelledOn: Day | null;
  cancelReason: string;
}

/**
 * How a record stands, for the list.
 * @param words what is said of one that counts, and of one that was entered late
 */
export function recordState(r: Entered, words: { counts: string; late: string }): string {
  if (r.cancelledOn) return `已作废（${r.cancelledOn}，${r.cancelReason}）`;
  return r.lateReason ? `${words.late}（${minute(r.recordedAt)} 登记：${r.lateReason}）` : words.counts;
}

/** Cancels one of the records that count; nothing where there is none. @param records with the words to choose by */
export function CancelPanel({
  records,
  action,
  form,
  once,
}: {
  records: readonly { id: number; label: string }[];
  form: FormState;
} & Pick<PartShown, 'action' | 'once'>) {
  if (records.length === 0) return null;
  return (
    <Panel title="登记有误时作废">
      <PostForm action={action(NAME)} once={once} label="作废一条记录">
        <SelectField
          name="id"
          label={CANCEL_LABELS.id}
          form={form}
          required
          empty="请选择"
          options={records.map((r) => ({ value: String(r.id), label: r.label }))}
        />
        <TextField name="reason" label={CANCEL_LABELS.reason} form={form} required />
        <SubmitButton kind="danger" icon="ban">
          作废
        </SubmitButton>
      </PostForm>
    </Panel>
  );
}

/** The form behind {@link CancelPanel}. @param it.cancel the change; it.done key of the notice afterwards */
export function cancelForm(it: {
  act: OrganisationAct;
  done: string;
  cancel(
    ctx: ChangeContext,
    record: { code: string; once: string; id: number; reason: string },
  ): Promise<unknown>;
}): PartForm<z.ZodType> {
  return partForm({
    name: NAME,
    act: it.act,
    labels: CANCEL_LABELS,
    body: z.object({ id: rowId, reason: reasonField(200) }),
    submit: (ctx, { code, once, body, view }) =>
      it.cancel({ ...ctx, actor: view.person }, { ...body, code, once }),
    done: it.done,
  });
}
