import { z } from 'zod';
import { type ConsoleFrame, type Section, sectionsOf } from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  Hidden,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { closeSection, keepSection } from './acts.ts';
import { dayField, orderField, rowId } from './fields.ts';
import { partForm, partPage } from './part-page.tsx';

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
    values: async (ctx) => ({ from: ctx.today, sortOrder: '0' }),
    async show({ ctx, view, form, action, once }) {
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
                      `已于 ${s.validTo} 撤销`
                    ) : (
                      <PostForm action={action('end')} once={once} label={`撤销${s.name}`}>
                        <Hidden name="id" value={s.id} />
                        <SubmitButton kind="plain">撤销</SubmitButton>
                      </PostForm>
                    ),
                },
              ]}
            />
          </Panel>
          <Panel title="新增或修改">
            <ErrorSummary form={form} labels={LABELS} />
            <PostForm action={action()} once={once} guard label="新增或修改内设机构">
              <SelectField
                name="id"
                label={LABELS.id}
                form={form}
                empty="新增一个"
                options={present.map((s) => ({ value: String(s.id), label: `修改：${s.name}` }))}
                hint="修改时，请重新填写全部内容。"
              />
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
        labels: { id: '内设机构' },
        body: z.object({ id: rowId }),
        submit: (ctx, { code, once, body, view }) =>
          closeSection({ ...ctx, actor: view.person }, { code, once, id: body.id }),
        done: 'section-ended',
      }),
    ],
  });
}
