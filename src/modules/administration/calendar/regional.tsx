import { z } from 'zod';
import { bookWith, readCalendars } from '../../../core/calendar/index.ts';
import { type ConsoleFrame, organisationsByIds, personOf } from '../../../core/index.ts';
import { type Day, enteredDay } from '../../../law/day.ts';
import { casePath, plannedMoves } from '../../../mechanisms/procedure/index.ts';
import { Forbidden, NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DateField,
  ErrorSummary,
  Hidden,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { addRegionalDay, removeRegionalDay } from './acts.ts';
import { MovesTable } from './view.tsx';

const LABELS = {
  organisation: '适用机构',
  day: '日期',
  working: '安排',
  name: '名称',
  source: '依据文件',
};

const body = z.object({
  organisation: z.coerce.number().int().positive('请选择适用机构。'),
  day: z
    .string()
    .refine((s) => enteredDay(s) !== undefined, '请填写日期，例如 2027-04-01。')
    .transform((s) => s as Day),
  working: z.enum(['off', 'work']),
  name: textField(20, { required: true }),
  source: textField(300, { required: true }),
  confirm: z.string().optional(),
});

/** Regional days (放假办法第四条): laid down for an organisation and all below it, with what they move. */
export function regionalPages(face: Face, frame: ConsoleFrame): void {
  const action = (ctx: RequestContext) => `${ctx.base.console}/calendar/regional`;
  const organisations = (ctx: RequestContext) =>
    organisationsByIds(ctx.db, personOf(ctx).scope('calendar.set-regional-day'), ctx.today);
  const moved = (ctx: RequestContext, done: string, r: { moved: number; told: number }) => ({
    kind: 'redirect' as const,
    to: `${ctx.base.console}/calendar?done=${done}&moved=${r.moved}&told=${r.told}`,
  });

  const show = async (ctx: RequestContext, form: FormState) =>
    frame.page(ctx, {
      title: '增加地区安排',
      section: '/calendar',
      heading: { h1: '增加地区安排', note: '优先于国务院的安排，适用于所选机构及其下级' },
      children: (
        <Panel title="地区安排">
          <ErrorSummary form={form} labels={LABELS} />
          <PostForm action={action(ctx)} once={ctx.session?.once() ?? ''} label="增加地区安排">
            <SelectField
              name="organisation"
              label={LABELS.organisation}
              form={form}
              required
              options={(await organisations(ctx)).map((o) => ({ value: String(o.id), label: o.name }))}
            />
            <DateField name="day" label={LABELS.day} form={form} required />
            <RadioCards
              name="working"
              legend={LABELS.working}
              form={form}
              required
              columns={2}
              options={[
                { value: 'off', label: '放假', note: '这一天不计入工作日' },
                { value: 'work', label: '上班', note: '这一天计入工作日' },
              ]}
            />
            <TextField
              name="name"
              label={LABELS.name}
              form={form}
              required
              maxLength={20}
              hint="例如地方节日的名称。"
            />
            <TextField name="source" label={LABELS.source} form={form} required maxLength={300} />
            <SubmitButton icon="eye">预览影响</SubmitButton>
          </PostForm>
        </Panel>
      ),
    });

  face.page({
    path: '/calendar/regional',
    access: { kind: 'act', act: 'calendar.set-regional-day' },
    render: (ctx) => show(ctx, newForm()),
  });

  face.form({
    path: '/calendar/regional',
    access: { kind: 'act', act: 'calendar.set-regional-day' },
    token: 'once',
    labels: LABELS,
    body,
    async submit(ctx, { body: b, once }) {
      const person = personOf(ctx);
      if (!person.may('calendar.set-regional-day', b.organisation)) throw new Forbidden();
      const entry = {
        organisationId: b.organisation,
        day: b.day,
        working: b.working === 'work',
        name: b.name,
        source: b.source,
      };
      if (b.confirm === 'yes')
        return moved(ctx, 'added', await addRegionalDay({ ...ctx, actor: person }, { ...entry, once }));
      const book = await readCalendars(ctx.db);
      const moves = await plannedMoves(
        ctx.db,
        await bookWith(ctx.db, book, { regional: [...book.regional, { id: 0, ...entry }] }),
      );
      const html = await frame.page(ctx, {
        title: '预览地区安排',
        section: '/calendar',
        heading: {
          h1: `${b.day} ${b.name}：${entry.working ? '上班' : '放假'}`,
          note: '还没有生效，请核对后确认',
        },
        children: (
          <div class="mc-g">
            <Panel title="将要变动的期限" flush aside={`${moves.length} 件在办事项`}>
              <MovesTable moves={moves} casePath={(pid) => casePath(ctx.base.console, pid)} />
            </Panel>
            <PostForm action={action(ctx)} once={ctx.session?.once() ?? ''} label="确认地区安排">
              <Hidden name="organisation" value={b.organisation} />
              <Hidden name="day" value={b.day} />
              <Hidden name="working" value={b.working} />
              <Hidden name="name" value={b.name} />
              <Hidden name="source" value={b.source} />
              <Hidden name="confirm" value="yes" />
              <SubmitButton icon="check">确认，重算期限并通知经办人</SubmitButton>{' '}
              <ButtonLink href={action(ctx)}>放弃</ButtonLink>
            </PostForm>
          </div>
        ),
      });
      return { kind: 'page', html };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });

  const endPage = async (ctx: RequestContext, id: number, form: FormState) => {
    const book = await readCalendars(ctx.db);
    const entry = book.regional.find((r) => r.id === id);
    if (!entry || !personOf(ctx).may('calendar.set-regional-day', entry.organisationId))
      throw new NotFound('没有这条地区安排，可能已经取消。');
    const moves = await plannedMoves(
      ctx.db,
      await bookWith(ctx.db, book, { regional: book.regional.filter((r) => r.id !== id) }),
    );
    return frame.page(ctx, {
      title: '取消地区安排',
      section: '/calendar',
      heading: { h1: `取消 ${entry.day} ${entry.name}`, note: entry.source },
      children: (
        <div class="mc-g">
          <ErrorSummary form={form} />
          <Panel title="将要变动的期限" flush aside={`${moves.length} 件在办事项`}>
            <MovesTable moves={moves} casePath={(pid) => casePath(ctx.base.console, pid)} />
          </Panel>
          <PostForm action={`${action(ctx)}/${id}/end`} once={ctx.session?.once() ?? ''} label="取消地区安排">
            <SubmitButton kind="danger" icon="x">
              确认取消，重算期限并通知经办人
            </SubmitButton>{' '}
            <ButtonLink href={`${ctx.base.console}/calendar`}>返回</ButtonLink>
          </PostForm>
        </div>
      ),
    });
  };
  const params = z.object({ id: z.coerce.number().int().positive() });
  face.page({
    path: '/calendar/regional/:id/end',
    access: { kind: 'act', act: 'calendar.set-regional-day' },
    params,
    render: (ctx, { params: p }) => endPage(ctx, p.id, newForm()),
  });
  face.form({
    path: '/calendar/regional/:id/end',
    access: { kind: 'act', act: 'calendar.set-regional-day' },
    token: 'once',
    params,
    labels: {},
    body: z.object({}),
    submit: async (ctx, { params: p, once }) =>
      moved(ctx, 'ended', await removeRegionalDay({ ...ctx, actor: personOf(ctx) }, { id: p.id, once })),
    again: (ctx, { params: p }, form) => endPage(ctx, p.id, form),
  });
}
