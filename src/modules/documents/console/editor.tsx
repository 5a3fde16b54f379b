import type { VNode } from 'preact';
import { ATTRIBUTES, GENRES, GROUNDS, THEMES } from '../../../mechanisms/publication/index.ts';
import type { FormState } from '../../../platform/http/route.ts';
import {
  Checkboxes,
  type CheckItem,
  Checks,
  DateField,
  Fold,
  Panel,
  RadioCards,
  SelectField,
  TextArea,
  TextField,
  textOf,
} from '../../../ui/index.ts';
import type { Finding } from '../checks.ts';
import { EDITOR_HELP } from './editor-help.tsx';
import { inUse, OptionalFields } from './editor-optional.tsx';
import type { RelationChoices } from './relations-editor.tsx';

/** The findings of the checks as a list for the page. */
function checkItems(findings: readonly Finding[]): CheckItem[] {
  if (findings.length === 0) return [{ level: 'pass', title: '属性、要素、个人信息检查均通过' }];
  return findings.map((f) => ({
    level: f.level,
    title: f.message,
    ...(f.article ? { detail: `依据：${f.article}` } : {}),
  }));
}

/**
 * The fields of an edition: the plain form that works everywhere. Title, text, what must be said, the rest: phones keep this
 * order, wide screens set the facts beneath the title.
 */
export function ContentFields(props: {
  form: FormState;
  columns: readonly { id: number; trail: string }[];
  /** Counties and townships, for the region a paper concerns. */
  regions: readonly { code: string; name: string }[];
  relations: RelationChoices;
  correction: boolean;
  several: boolean;
}): VNode {
  const { form, columns, regions, relations, correction, several } = props;
  const options = (values: readonly string[], none: string) => [
    { value: '', label: none },
    ...values.map((v) => ({ value: v, label: v })),
  ];
  return (
    <div class="mc-g mc-editor">
      <Panel title="文件信息">
        <TextField name="title" label="标题" form={form} required wide maxLength={200} />
      </Panel>
      <Panel title="分类和日期">
        <div class="mc-fields">
          <TextField
            name="documentNumber"
            label="发文字号"
            form={form}
            hint="如 明政办发〔2026〕18号；没有文号的不填。"
            help={EDITOR_HELP.documentNumber}
          />
          <DateField name="writtenOn" label="成文日期" form={form} />
          <SelectField name="theme" label="主题分类" form={form} options={options(THEMES, '请选择')} />
          <SelectField name="genre" label="公文种类" form={form} options={options(GENRES, '请选择')} />
        </div>
      </Panel>
      <Panel title="正文" aside="每段一行；一、（一）1. 自动识别为标题">
        <TextArea
          name="body"
          label="正文"
          form={form}
          rows={22}
          document
          hint="粘贴纯文本即可，用“保存并预览”查看公众将看到的样子。"
        />
        {several && (
          <SelectField
            name="excerpts"
            label="含多件"
            form={form}
            hint="导入时发现本稿是多件文件的摘编。删到只剩一件后，改为“只含一件”。"
            options={[
              { value: '', label: '只含一件文件' },
              {
                value: String(form.values.excerpts || '2'),
                label: `含 ${form.values.excerpts || '2'} 件文件的摘编`,
              },
            ]}
          />
        )}
        {correction && (
          <TextArea
            name="changeNote"
            label="更正说明"
            form={form}
            rows={3}
            required
            hint="更正了什么、为什么。公布时一并说明，不得悄悄改动。"
            maxLength={500}
          />
        )}
      </Panel>
      <Panel title="公开属性" aside="未明确属性的公文不能流转">
        <RadioCards
          name="attribute"
          legend="公开属性"
          form={form}
          columns={3}
          help={EDITOR_HELP.attribute}
          options={[
            { value: 'proactive', label: ATTRIBUTES.proactive.label, note: '向社会公开，公开为常态' },
            { value: 'on-request', label: ATTRIBUTES['on-request'].label, note: '须说明理由' },
            { value: 'withheld', label: ATTRIBUTES.withheld.label, note: '须选第十四至十六条依据并说明理由' },
          ]}
        />
        <SelectField
          name="ground"
          label="依据"
          form={form}
          help={EDITOR_HELP.ground}
          options={[
            { value: '', label: '请选择' },
            ...Object.entries(GROUNDS).map(([value, g]) => ({
              value,
              label: `${ATTRIBUTES[g.attribute].label}｜${g.label}（${g.article}）`,
            })),
          ]}
        />
        <Fold
          label="理由（主动公开的可不填）"
          open={inUse(form, ['reason']) || !['', 'proactive'].includes(textOf(form, 'attribute'))}
        >
          <TextArea
            name="reason"
            label="理由"
            form={form}
            rows={3}
            hint="依申请公开、不予公开的必填；主动公开的可不填。"
            maxLength={500}
          />
        </Fold>
        <Checkboxes
          name="columns"
          legend="发布栏目"
          form={form}
          columns={2}
          options={columns.map((c) => ({ value: String(c.id), label: c.trail }))}
        />
      </Panel>
      <OptionalFields form={form} regions={regions} relations={relations} />
    </div>
  );
}

/** The panel that shows, before the button is pressed, what would be refused. */
export function ChecksPanel({
  findings,
  title = '送审前检查',
}: {
  findings: readonly Finding[];
  title?: string;
}): VNode {
  const blocking = findings.filter((f) => f.level === 'must').length;
  return (
    <Panel title={title} flush aside={blocking > 0 ? `${blocking} 项须处理` : '没有须处理的问题'}>
      <Checks items={checkItems(findings)} />
    </Panel>
  );
}
