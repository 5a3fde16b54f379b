import { z } from 'zod';
import { type ConsoleFrame, type Hearing, hearingsOf, parameter } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { hear, unhear } from './acts/duties.ts';
import { CANCEL_LABELS, CancelPanel, cancelForm, recordState } from './cancelling.tsx';
import { dayField, LATE_LABEL } from './fields.ts';
import { LateField } from './late-field.tsx';
import { partForm, partPage } from './part-page.tsx';

const LABELS = { heardOn: '听取日期', minutesNumber: '会议纪要编号', note: '情况说明', ...LATE_LABEL };

/** 听取汇报: at least once a year, published. */
export function hearingPages(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'hearings',
    title: '听取政务公开工作汇报',
    act: 'organisation.record-hearing',
    async show({ ctx, view, form, action, once }) {
      const id = view.node.id;
      const at = { day: ctx.today, organisationId: id };
      const [hearings, needed, entryDays] = await Promise.all([
        hearingsOf(ctx.db, id),
        parameter(ctx.db, 'organisations.hearing-per-year', at),
        parameter(ctx.db, 'organisations.entry-days', at),
      ]);
      const year = ctx.today.slice(0, 4);
      const valid = hearings.filter((h) => h.cancelledOn === null);
      const now = valid.filter((h) => h.heardOn.startsWith(year)).length;
      return (
        <div class="mc-g main-r">
          <div class="mc-g">
            {now < needed && (
              <Note kind="warn" title={`${year} 年已听取 ${now} 次，应不少于 ${needed} 次`}>
                <p class="mb-0">主要负责人每年至少听取一次政务公开工作汇报，听取情况对外公布。</p>
              </Note>
            )}
            <Panel title="听取记录" flush aside={`${year} 年 ${now} 次`}>
              <DataTable<Hearing>
                caption="听取记录，最近的在前"
                rows={hearings}
                empty={<Empty title="还没有听取记录。" />}
                columns={[
                  { label: '日期', header: true, cell: (h) => h.heardOn, nowrap: true },
                  { label: '会议纪要', cell: (h) => h.minutesNumber },
                  { label: '情况说明', cell: (h) => h.note || '—' },
                  {
                    label: '状态',
                    cell: (h) => recordState(h, { counts: '已公布', late: '已公布，补录' }),
                  },
                ]}
              />
            </Panel>
          </div>
          <div class="mc-g">
            <Panel title="登记一次">
              <ErrorSummary form={form} labels={{ ...LABELS, ...CANCEL_LABELS }} />
              <PostForm action={action()} once={once} guard label="登记一次">
                <DateField name="heardOn" label={LABELS.heardOn} form={form} required max={ctx.today} />
                <TextField
                  name="minutesNumber"
                  label={LABELS.minutesNumber}
                  form={form}
                  required
                  hint="例如 局长办公会纪要〔2026〕3号。"
                />
                <TextArea
                  name="note"
                  label={LABELS.note}
                  form={form}
                  rows={4}
                  maxLength={500}
                  hint="对外公布：听取了什么、提出什么要求。"
                />
                <LateField form={form} days={entryDays} />
                <SubmitButton icon="check">登记</SubmitButton>
              </PostForm>
            </Panel>
            {view.may('organisation.cancel-hearing') && (
              <CancelPanel
                records={valid.map((h) => ({ id: h.id, label: `${h.heardOn} ${h.minutesNumber}` }))}
                action={action}
                form={form}
                once={once}
              />
            )}
          </div>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.record-hearing',
        labels: LABELS,
        body: z.object({
          heardOn: dayField(LABELS.heardOn),
          minutesNumber: publicTextField(60, { required: true }),
          note: publicTextField(500),
          lateReason: textField(200),
        }),
        submit: (ctx, { code, once, body, view }) =>
          hear({ ...ctx, actor: view.person }, { ...body, code, once }),
        done: 'hearing',
      }),
      cancelForm({ act: 'organisation.cancel-hearing', cancel: unhear, done: 'hearing-cancelled' }),
    ],
  });
}
