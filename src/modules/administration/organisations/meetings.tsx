import { z } from 'zod';
import {
  type ConsoleFrame,
  leadingGroupOf,
  MEETING_KINDS,
  type Meeting,
  meetingsOf,
  parameter,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  Note,
  Panel,
  PostForm,
  RadioCards,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { meet, unmeet } from './acts/duties.ts';
import { CANCEL_LABELS, CancelPanel, cancelForm, recordState } from './cancelling.tsx';
import { dayField, LATE_LABEL } from './fields.ts';
import { LateField } from './late-field.tsx';
import { partForm, partPage } from './part-page.tsx';
import { organisationPaths } from './paths.ts';

const LABELS = {
  kind: '会议类别',
  heldOn: '召开日期',
  chair: '主持人',
  attendees: '出席人员',
  subjects: '议题',
  decisions: '议定事项',
  minutesNumber: '会议纪要编号',
  minutesPid: '会议纪要的网址',
  note: '情况说明',
  ...LATE_LABEL,
};

/** The public id of a paper, alone or within its address; empty for none. */
const pidField = textField(300).transform((s, ctx): string | null => {
  if (s === '') return null;
  const pid = /^(?:.*\/documents\/)?([0-9a-hjkmnp-tv-z]{10})(?:[?#].*)?$/.exec(s)?.[1];
  if (pid) return pid;
  ctx.addIssue({ code: 'custom', message: '请填公文在门户上的网址，或者其中的 10 位编号。' });
  return z.NEVER;
});

function Meetings({ meetings }: { meetings: readonly Meeting[] }) {
  return (
    <DataTable<Meeting>
      caption="会议记录，最近的在前"
      rows={meetings}
      empty={<Empty title="还没有会议记录。" />}
      columns={[
        { label: '日期', header: true, cell: (m) => m.heldOn, nowrap: true },
        { label: '类别', cell: (m) => MEETING_KINDS[m.kind], nowrap: true },
        {
          label: '议题和议定事项',
          cell: (m) => (
            <>
              <p>{m.subjects}</p>
              {m.decisions && <p>议定：{m.decisions}</p>}
              {m.note && <p class="mb-0">对外说明：{m.note}</p>}
            </>
          ),
        },
        {
          label: '主持和出席',
          cell: (m) => (
            <>
              <p>主持：{m.chair}</p>
              {m.attendees && <p class="mb-0">出席：{m.attendees}</p>}
            </>
          ),
        },
        { label: '会议纪要', cell: (m) => m.minutesNumber },
        {
          label: '状态',
          cell: (m) => recordState(m, { counts: '已公布日期和议题', late: '补录' }),
        },
      ]}
    />
  );
}

/** 领导小组会议: day, kind, chair, who came, subjects, decisions; at least one a year. */
export function meetingPages(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'meetings',
    title: '政务公开领导小组会议',
    act: 'organisation.record-meeting',
    values: async () => ({ kind: 'plenary' }),
    async show({ ctx, view, form, action, once }) {
      const id = view.node.id;
      const group = await leadingGroupOf(ctx.db, id);
      if (!group)
        return (
          <Empty
            title="本机构还没有登记领导小组。"
            hint={
              <a href={organisationPaths(ctx.base.console).part(view.node.code, 'group')}>先登记领导小组</a>
            }
          />
        );
      const at = { day: ctx.today, organisationId: id };
      const [meetings, needed, entryDays] = await Promise.all([
        meetingsOf(ctx.db, group.id),
        parameter(ctx.db, 'leading-group.meetings-per-year', at),
        parameter(ctx.db, 'organisations.entry-days', at),
      ]);
      const year = ctx.today.slice(0, 4);
      const valid = meetings.filter((m) => m.cancelledOn === null);
      const now = valid.filter((m) => m.heldOn.startsWith(year)).length;
      return (
        <div class="mc-g main-r">
          <div class="mc-g">
            {now < needed && (
              <Note kind="warn" title={`${year} 年已开会 ${now} 次，应不少于 ${needed} 次`}>
                <p class="mb-0">领导小组研究部署政务公开工作的会议，开过后在这里登记。</p>
              </Note>
            )}
            <Panel title={group.name} flush aside={`${year} 年 ${now} 次`}>
              <Meetings meetings={meetings} />
            </Panel>
          </div>
          <div class="mc-g">
            <Panel title="登记一次会议">
              <ErrorSummary form={form} labels={{ ...LABELS, ...CANCEL_LABELS }} />
              <PostForm action={action()} once={once} guard label="登记一次会议">
                <DateField name="heldOn" label={LABELS.heldOn} form={form} required max={ctx.today} />
                <RadioCards
                  name="kind"
                  legend={LABELS.kind}
                  form={form}
                  required
                  options={Object.entries(MEETING_KINDS).map(([value, label]) => ({ value, label }))}
                />
                <TextField name="chair" label={LABELS.chair} form={form} required hint="姓名和职务。" />
                <TextArea
                  name="attendees"
                  label={LABELS.attendees}
                  form={form}
                  rows={3}
                  maxLength={2000}
                  hint="姓名或单位，用顿号隔开。不对外公布。"
                />
                <TextArea
                  name="subjects"
                  label={LABELS.subjects}
                  form={form}
                  required
                  rows={3}
                  maxLength={1000}
                  hint="对外公布。"
                />
                <TextArea
                  name="decisions"
                  label={LABELS.decisions}
                  form={form}
                  rows={4}
                  maxLength={4000}
                  hint="不对外公布。"
                />
                <TextField name="minutesNumber" label={LABELS.minutesNumber} form={form} required />
                <TextField
                  name="minutesPid"
                  label={LABELS.minutesPid}
                  form={form}
                  hint="会议纪要已在平台公开的，填门户上的网址或其中的 10 位编号；没有可以不填。"
                />
                <TextArea
                  name="note"
                  label={LABELS.note}
                  form={form}
                  rows={3}
                  maxLength={500}
                  hint="对外公布；可以不填。"
                />
                <LateField form={form} days={entryDays} />
                <SubmitButton icon="check">登记</SubmitButton>
              </PostForm>
            </Panel>
            {view.may('organisation.cancel-meeting') && (
              <CancelPanel
                records={valid.map((m) => ({ id: m.id, label: `${m.heldOn} ${m.minutesNumber}` }))}
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
        act: 'organisation.record-meeting',
        labels: LABELS,
        body: z.object({
          heldOn: dayField(LABELS.heldOn),
          kind: keyOf(MEETING_KINDS),
          chair: textField(100, { required: true }),
          attendees: textField(2000),
          subjects: publicTextField(1000, { required: true }),
          decisions: textField(4000),
          minutesNumber: textField(60, { required: true }),
          minutesPid: pidField,
          note: publicTextField(500),
          lateReason: textField(200),
        }),
        submit: (ctx, { code, once, body, view }) =>
          meet({ ...ctx, actor: view.person }, { ...body, code, once }),
        done: 'meeting',
      }),
      cancelForm({ act: 'organisation.cancel-meeting', cancel: unmeet, done: 'meeting-cancelled' }),
    ],
  });
}
