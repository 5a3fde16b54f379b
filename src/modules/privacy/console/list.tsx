import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  countWaiting,
  ExportButton,
  INDEX_KINDS,
  listExport,
  personOf,
  takeInForm,
  WaitingNotes,
} from '../../../core/index.ts';
import { casesByIds, DueTag, maskedOf, maskOf, soonDay } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  Empty,
  ErrorSummary,
  FilterForm,
  Note,
  optionsOf,
  Pagination,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { takeInRequests } from '../acts/enrol.ts';
import { findCases } from '../acts/handle.ts';
import { privacyRequest, stateLabel } from '../lifecycle.ts';
import { countRequests, listRequests, type RequestRow } from '../store.ts';
import { CHANNELS, INTAKE, RIGHTS } from '../words.ts';
import { doneNotice, privacyPaths } from './paths.ts';

const SIZE = 30;
const FIND_LABELS = { kind: '按什么查', name: '姓名', value: '完整号码' };
const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

const filterFields = {
  state: keyOf(privacyRequest.states).optional().catch(undefined),
  right: keyOf(RIGHTS).optional().catch(undefined),
};

/** 个人信息请求: the list, what waits from the portal, and the exact search. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  // Of the persons nothing goes along, not even masks: what is counted and reported are kinds and days.
  listExport(face, frame, {
    path: '/privacy/export',
    access: { kind: 'act', act: 'privacy.export' },
    act: 'privacy.export',
    name: '个人信息请求',
    filter: z.object(filterFields),
    columns: [
      { heading: '编号', width: 14, value: (r: RequestRow) => r.pid },
      { heading: '请求事项', value: (r) => RIGHTS[r.right].label },
      { heading: '渠道', value: (r) => CHANNELS[r.channel] },
      { heading: '单位', width: 20, value: (r) => r.organisationName },
      { heading: '环节', value: (r) => stateLabel(r.state) },
      { heading: '收到日期', width: 12, value: (r) => r.openedOn },
      { heading: '答复期限', width: 12, value: (r) => r.due ?? '' },
      { heading: '办结日期', width: 12, value: (r) => r.closedOn ?? '' },
    ],
    rows: async (ctx, person, { state, right }, most) =>
      listRequests(ctx.db, {
        ...(state ? { state } : {}),
        ...(right ? { right } : {}),
        scope: person.scope('privacy.export'),
        page: 1,
        size: most,
      }),
  });

  face.page({
    path: '/privacy',
    access: { kind: 'act', act: 'privacy.read' },
    query: z.object({
      ...filterFields,
      done: text(20),
      page: pageNumber,
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = privacyPaths(ctx.base.console);
      const kept = {
        ...(query.state ? { state: query.state } : {}),
        ...(query.right ? { right: query.right } : {}),
      };
      const filter = { ...kept, scope: person.scope('privacy.read'), page: query.page, size: SIZE };
      const [rows, total, waiting, soon] = await Promise.all([
        listRequests(ctx.db, filter),
        countRequests(ctx.db, filter),
        countWaiting(ctx.db, INTAKE),
        soonDay(ctx.db, ctx.today, person.organisation.id),
      ]);
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      const values = await maskedOf(
        ctx,
        rows.map((r) => r.caseId),
      );
      return frame.page(ctx, {
        title: '个人信息请求',
        section: '/privacy',
        notice: doneNotice(query.done),
        heading: {
          h1: '个人信息请求',
          note: `共 ${total} 件`,
          actions: (
            <>
              {total > 0 && person.mayAnywhere('privacy.export') && (
                <ExportButton ctx={ctx} path="/privacy/export" filter={kept} />
              )}
              {person.mayAnywhere('privacy.find') && (
                <ButtonLink href={paths.find()} icon="search">
                  按号码查找
                </ButtonLink>
              )}
              {person.mayAnywhere('privacy.register') && (
                <ButtonLink href={paths.create()} kind="primary" icon="pencil">
                  窗口登记
                </ButtonLink>
              )}
            </>
          ),
        },
        children: (
          <>
            <WaitingNotes
              ctx={ctx}
              counts={waiting}
              broken="内容损坏或者不符合格式，系统没有登记。请联系系统管理员核对密钥文件。"
              takeIn={person.mayAnywhere('privacy.take-in') ? paths.takeIn() : undefined}
            />
            <FilterForm
              action={paths.list()}
              label="筛选请求"
              {...(Object.keys(kept).length > 0 ? { clear: paths.list() } : {})}
              fields={[
                {
                  name: 'state',
                  label: '环节',
                  value: query.state ?? '',
                  options: optionsOf(privacyRequest.states, '全部环节'),
                },
                {
                  name: 'right',
                  label: '请求事项',
                  value: query.right ?? '',
                  options: optionsOf(RIGHTS, '全部事项'),
                },
              ]}
            />
            <Panel title="请求" flush aside="最先到期的在最前">
              <DataTable<RequestRow>
                caption="个人信息权利请求，最先到期的在最前"
                terse
                rows={rows}
                empty={<Empty title="没有符合条件的请求。" />}
                columns={[
                  {
                    label: '请求事项',
                    header: true,
                    cell: (r) => <a href={paths.case(r.pid)}>{RIGHTS[r.right].label}</a>,
                  },
                  { label: '编号', cell: (r) => r.pid, nowrap: true },
                  { label: '申请人', cell: (r) => maskOf(values, r.caseId, 'name'), nowrap: true },
                  { label: '渠道', cell: (r) => CHANNELS[r.channel], nowrap: true },
                  { label: '单位', cell: (r) => r.organisationName, nowrap: true },
                  { label: '环节', cell: (r) => stateLabel(r.state), nowrap: true },
                  {
                    label: '答复期限',
                    cell: (r) =>
                      r.closedOn ? (
                        `${r.closedOn} 办结`
                      ) : (
                        <DueTag due={r.due} today={ctx.today} soon={soon} />
                      ),
                  },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => paths.list({ ...kept, ...(n > 1 ? { page: String(n) } : {}) })}
              total={`共 ${total} 件`}
            />
          </>
        ),
      });
    },
  });

  takeInForm(face, frame, {
    path: '/privacy/take-in',
    act: 'privacy.take-in',
    takeIn: takeInRequests,
    list: (ctx, done) => privacyPaths(ctx.base.console).list({ done }),
  });

  const findPage = async (ctx: RequestContext, form: FormState, found?: readonly number[]) => {
    const person = personOf(ctx);
    const paths = privacyPaths(ctx.base.console);
    const heads = found ? await casesByIds(ctx.db, found, person.scope('privacy.read')) : [];
    const values = await maskedOf(
      ctx,
      heads.map((h) => h.id),
    );
    return frame.page(ctx, {
      title: '按号码查找',
      section: '/privacy',
      children: (
        <div class="mc-g main-r">
          <Panel title={found ? `查到 ${heads.length} 件` : '查找结果'} flush>
            <DataTable
              caption="持有这个号码的办件"
              rows={heads}
              empty={
                <Empty
                  title={found ? '没有查到。' : '还没有查找。'}
                  hint={
                    found
                      ? '号码须完整准确；已清除的个人信息不能再查到；其他单位的办件不显示。'
                      : '在右侧填写完整号码。'
                  }
                />
              }
              columns={[
                {
                  label: '办件',
                  header: true,
                  cell: (h) =>
                    h.procedure === privacyRequest.procedure ? (
                      <a href={paths.case(h.pid)}>{h.subject}</a>
                    ) : (
                      h.subject
                    ),
                },
                { label: '编号', cell: (h) => h.pid, nowrap: true },
                { label: '姓名', cell: (h) => maskOf(values, h.id, 'name'), nowrap: true },
                { label: '电话', cell: (h) => maskOf(values, h.id, 'phone'), nowrap: true },
                {
                  label: '环节',
                  cell: (h) => (h.closedOn ? `已于 ${h.closedOn} 办结` : stateLabel(h.state)),
                },
              ]}
            />
          </Panel>
          <aside class="mc-g" aria-label="查找">
            <Panel title="按完整号码查找">
              <ErrorSummary form={form} labels={FIND_LABELS} />
              <PostForm action={paths.find()} once={ctx.session?.once() ?? ''} label="按完整号码查找">
                <SelectField
                  name="kind"
                  label={FIND_LABELS.kind}
                  form={form}
                  options={optionsOf(INDEX_KINDS)}
                />
                <TextField
                  name="value"
                  label={FIND_LABELS.value}
                  form={form}
                  required
                  autocomplete="off"
                  hint="证件号码、电话、邮箱或卡号，须完整。"
                />
                <TextField
                  name="name"
                  label={FIND_LABELS.name}
                  form={form}
                  autocomplete="off"
                  hint="只在“姓名加电话”时填写。"
                />
                <SubmitButton icon="search">查找</SubmitButton>
              </PostForm>
            </Panel>
            <Note kind="info" title="为什么不能只按姓名查">
              <p class="mb-0">
                个人信息加密存放，只能按完整号码精确查找；每次查找都留痕（不记号码）。同名的人多，按姓名查会看到不相干的人。
              </p>
            </Note>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/privacy/find',
    access: { kind: 'act', act: 'privacy.find' },
    render: (ctx) => findPage(ctx, newForm({ kind: 'identity-number' })),
  });

  face.form({
    path: '/privacy/find',
    access: { kind: 'act', act: 'privacy.find' },
    token: 'once',
    labels: FIND_LABELS,
    body: z
      .object({
        kind: keyOf(INDEX_KINDS),
        value: textField(100, { required: true }),
        name: textField(50),
      })
      .superRefine((v, check) => {
        if (v.kind === 'name-phone' && v.name === '')
          check.addIssue({ code: 'custom', message: '按“姓名加电话”查找须填写姓名。', path: ['name'] });
      }),
    async submit(ctx, { body }) {
      const person = personOf(ctx);
      const organisationId = person.scope('privacy.find')[0];
      const found =
        organisationId === undefined
          ? []
          : await findCases({ ...ctx, actor: person }, { query: body, organisationId });
      // The number does not stay on the screen.
      return { kind: 'page', html: await findPage(ctx, newForm({ kind: body.kind }), found) };
    },
    again: (ctx, _input, form) => findPage(ctx, form),
  });
}
