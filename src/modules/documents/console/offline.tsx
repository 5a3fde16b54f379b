import { z } from 'zod';
import { type ConsoleFrame, organisationByCode, organisationsByIds, personOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  DataTable,
  Empty,
  ErrorSummary,
  Note,
  optionsOf,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { listOffline, registerOffline } from '../acts/offline.ts';
import { OFFLINE_GROUNDS, type OfflineGround } from '../words.ts';
import { documentPaths, doneNotice } from './paths.ts';

const LABELS = { organisation: '单位', ground: '依据', serial: '线下登记编号' };

/** 线下登记: what may never enter this system leaves only its serial. */
export function offlinePages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, form: FormState, done?: string) => {
    const person = personOf(ctx);
    const scope = person.scope('document.register-offline');
    const [rows, organisations] = await Promise.all([
      listOffline(ctx.db, person.scope('document.read')),
      organisationsByIds(ctx.db, scope, ctx.today),
    ]);
    return frame.page(ctx, {
      title: '线下登记',
      section: '/offline',
      notice: doneNotice(done),
      children: (
        <div class="mc-g main-r">
          <Panel title="已登记" flush aside="只有机关、日期、依据和编号">
            <DataTable
              caption="已登记的涉密件编号，最新的在最前"
              rows={rows}
              empty={<Empty title="还没有登记。" />}
              columns={[
                { label: '编号', header: true, cell: (r) => r.serial },
                { label: '依据', cell: (r) => OFFLINE_GROUNDS[r.ground as OfflineGround] },
                { label: '单位', cell: (r) => r.organisationName },
                { label: '日期', cell: (r) => r.registeredOn, nowrap: true },
                { label: '登记人', cell: (r) => r.personName },
              ]}
            />
          </Panel>
          <aside class="mc-g" aria-label="登记">
            <Note kind="warn" title="涉密文件不得进入本系统">
              <p>
                这里只登记线下编号。不要填写标题、内容，也不要上传文件（保密法第三十一条）。不能确定是否涉密的，先线下报保密行政管理部门确定。
              </p>
            </Note>
            {organisations.length > 0 && (
              <Panel title="登记一件">
                <ErrorSummary form={form} labels={LABELS} />
                <PostForm
                  action={documentPaths(ctx.base.console).offline()}
                  once={ctx.session?.once() ?? ''}
                  label="登记一件"
                >
                  <SelectField
                    name="organisation"
                    label={LABELS.organisation}
                    form={form}
                    options={organisations.map((o) => ({ value: o.code, label: o.name }))}
                  />
                  <RadioCards
                    name="ground"
                    legend={LABELS.ground}
                    form={form}
                    required
                    options={optionsOf(OFFLINE_GROUNDS)}
                  />
                  <TextField
                    name="serial"
                    label={LABELS.serial}
                    form={form}
                    required
                    hint="只填保密登记簿上的编号：字母、数字、〔〕和短横线，最多 40 个字符。"
                  />
                  <SubmitButton icon="lock">登记</SubmitButton>
                </PostForm>
              </Panel>
            )}
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/offline',
    access: { kind: 'act', act: 'document.register-offline' },
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { query }) =>
      show(ctx, newForm({ organisation: personOf(ctx).organisation.code }), query.done),
  });

  face.form({
    path: '/offline',
    access: { kind: 'act', act: 'document.register-offline' },
    token: 'once',
    labels: LABELS,
    body: z.object({
      organisation: z.string().min(1).max(40),
      ground: keyOf(OFFLINE_GROUNDS),
      // Letters and digits only: a free text field would invite the title.
      serial: z
        .string()
        .trim()
        .min(1)
        .max(40)
        .regex(
          /^[A-Za-z0-9〔〕\-—号第密登字]*$/,
          '编号只能由字母、数字、〔〕、短横线和“密登字第号”组成，不要填写标题或内容。',
        ),
    }),
    async submit(ctx, { body, once }) {
      const organisation = await organisationByCode(ctx.db, body.organisation);
      await registerOffline(
        { ...ctx, actor: personOf(ctx) },
        { organisation, serial: body.serial, ground: body.ground, once },
      );
      return { kind: 'redirect', to: `${documentPaths(ctx.base.console).offline()}?done=registered` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}
