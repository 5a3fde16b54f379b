import { z } from 'zod';
import { type ConsoleFrame, type Section, sectionsOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { reasonField, textField } from '../../../platform/http/messages.ts';
import { newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  Hidden,
  Panel,
  PostForm,
  SubmitButton,
  TextArea,
  TextField,
  textOf,
} from '../../../ui/index.ts';
import { closeSection, keepSection } from './acts/duties.ts';
import { dayField, orderField, rowId } from './fields.ts';
import { partForm, partPage } from './part-page.tsx';

/** The section that the address asks to change. */
function wanted(ctx: RequestContext): string {
  return new URL(ctx.url, 'http://localhost').searchParams.get('section') ?? '';
}

const LABELS = {
  id: '新增或修改',
  name: '名称',
  duties: '职责',
  phone: '联系电话',
  sortOrder: '排列顺序',
  from: '设立日期',
};

/** 内设机构. */
export function sectionPages(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'sections',
    title: '内设机构',
    act: 'organisation.save-section',
    values: async (ctx, view) => {
      const chosen = (await sectionsOf(ctx.db, view.node.id)).find(
        (s) => s.validTo === null && String(s.id) === wanted(ctx),
      );
      return chosen
        ? {
            id: String(chosen.id),
            name: chosen.name,
            duties: chosen.duties,
            phone: chosen.phone,
            sortOrder: String(chosen.sortOrder),
            from: chosen.validFrom,
          }
        : { from: ctx.today, sortOrder: '0' };
    },
    async show({ ctx, view, form, action, once }) {
      const changed = textOf(form, 'id');
      const sections = await sectionsOf(ctx.db, view.node.id);
      const present = sections.filter((s) => s.validTo === null);
      return (
        <div class="mc-g main-r">
          <Panel title="内设机构" flush aside={`现有 ${present.length} 个，对外公布`}>
            <DataTable<Section>
              caption="内设机构，现有的在前"
              rows={sections}
              empty={<Empty title="还没有登记内设机构。" />}
              columns={[
                { label: '名称', header: true, cell: (s) => s.name, nowrap: true },
                { label: '职责', cell: (s) => s.duties || '—' },
                { label: '电话', cell: (s) => s.phone || '—', nowrap: true },
                { label: '设立', cell: (s) => s.validFrom, nowrap: true },
                {
                  label: '状态',
                  cell: (s) =>
                    s.validTo ? (
                      `已于 ${s.validTo} 撤销${s.endReason && `（${s.endReason}）`}`
                    ) : (
                      <>
                        <a href={`${action()}?section=${s.id}#section-form`}>修改</a>
                        <details open={textOf(form, 'ending') === String(s.id)}>
                          <summary>撤销</summary>
                          <PostForm action={action('end')} once={once} label={`撤销${s.name}`}>
                            <Hidden name="ending" value={s.id} />
                            <TextField
                              name="endReason"
                              label="撤销依据或原因"
                              form={textOf(form, 'ending') === String(s.id) ? form : newForm()}
                              required
                              maxLength={200}
                              hint="例如机构编制文件的文号。自今天起不再对外公布，记录保留。"
                            />
                            <SubmitButton kind="danger" icon="archive">
                              确认撤销
                            </SubmitButton>
                          </PostForm>
                        </details>
                      </>
                    ),
                },
              ]}
            />
          </Panel>
          <Panel
            title={changed ? '修改内设机构' : '新增内设机构'}
            id="section-form"
            {...(changed ? { aside: <a href={action()}>改为新增</a> } : {})}
          >
            <ErrorSummary form={form} labels={LABELS} />
            <PostForm action={action()} once={once} guard label="新增或修改内设机构">
              <Hidden name="id" value={changed} />
              <TextField name="name" label={LABELS.name} form={form} required />
              <TextArea name="duties" label={LABELS.duties} form={form} rows={4} maxLength={500} />
              <TextField name="phone" label={LABELS.phone} form={form} />
              <div class="mc-fields">
                <TextField name="sortOrder" label={LABELS.sortOrder} form={form} inputmode="numeric" />
                <DateField name="from" label={LABELS.from} form={form} required />
              </div>
              <SubmitButton icon="check">保存</SubmitButton>
            </PostForm>
          </Panel>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.save-section',
        labels: LABELS,
        body: z.object({
          id: z.preprocess((v) => (v === '' ? undefined : v), rowId.optional()),
          name: textField(60, { required: true }),
          duties: textField(500),
          phone: textField(60),
          sortOrder: orderField,
          from: dayField(LABELS.from),
        }),
        submit: (ctx, { code, once, body, view }) =>
          keepSection({ ...ctx, actor: view.person }, { ...body, id: body.id, code, once }),
        done: 'section',
      }),
      partForm({
        name: 'end',
        act: 'organisation.end-section',
        labels: { ending: '内设机构', endReason: '撤销依据或原因' },
        body: z.object({ ending: rowId, endReason: reasonField(200) }),
        submit: (ctx, { code, once, body, view }) =>
          closeSection(
            { ...ctx, actor: view.person },
            { code, once, id: body.ending, reason: body.endReason },
          ),
        done: 'section-ended',
      }),
    ],
  });
}
