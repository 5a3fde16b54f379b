import type { VNode } from 'preact';
import { EFFECT_LEVELS } from '../../../mechanisms/publication/index.ts';
import type { FormState } from '../../../platform/http/route.ts';
import { DateField, Fold, issuesOf, Panel, SelectField, TextArea, TextField } from '../../../ui/index.ts';
import { linesOf } from '../relations-field.ts';
import { EDITOR_HELP } from './editor-help.tsx';
import { type RelationChoices, RelationsField } from './relations-editor.tsx';

/** The most ordinary first. */
const EFFECT_LEVEL_OPTIONS = (['other-document', 'normative-document', 'government-rule'] as const).map(
  (value) => ({ value, label: EFFECT_LEVELS[value] }),
);
/** Nothing may be a rule or a normative document because nobody has looked. */
const USUAL: Readonly<Record<string, string>> = { effectLevel: 'other-document' };

const VALIDITY = ['effectiveOn', 'expiresOn', 'repealedOn', 'effectLevel'];
const READERS = ['addressees', 'tags'];
const SOURCE = ['sourceName', 'sourceUrl'];
const RELATIONS = ['relations', 'relationWords', 'relationPick'];

/** Whether something stands in one of the fields, or is wrong with it: then it must not be folded away. */
export function inUse(form: FormState, names: readonly string[]): boolean {
  return names.some(
    (name) =>
      issuesOf(form, name).length > 0 ||
      linesOf(form.values[name]).some((line) => line !== (USUAL[name] ?? '')),
  );
}

/** What a paper may have and need not have: phones fold it by subject. */
export function OptionalFields({
  form,
  regions,
  relations,
}: {
  form: FormState;
  regions: readonly { code: string; name: string }[];
  relations: RelationChoices;
}): VNode {
  // Said where it is folded away: it has a value without anybody having chosen one.
  const region = regions.find((r) => r.code === form.values.region)?.name ?? '全市';
  return (
    <Panel title="其他信息" aside="有的才填">
      <Fold label="施行、有效期和效力级别" open={inUse(form, VALIDITY)}>
        <div class="mc-fields">
          <DateField name="effectiveOn" label="施行日期" form={form} help={EDITOR_HELP.effectiveOn} />
          <DateField name="expiresOn" label="有效期至" form={form} help={EDITOR_HELP.expiresOn} />
          <DateField name="repealedOn" label="废止日期" form={form} />
          <SelectField
            name="effectLevel"
            label="效力级别"
            form={{ ...form, values: { ...USUAL, ...form.values } }}
            options={EFFECT_LEVEL_OPTIONS}
            help={EDITOR_HELP.effectLevel}
          />
        </div>
      </Fold>
      <Fold label="与其他文件的关系" open={relations.stated.length > 0 || inUse(form, RELATIONS)}>
        <RelationsField form={form} choices={relations} />
      </Fold>
      <Fold
        label={`主送机关、适用地区（${region}）和标签`}
        open={inUse(form, READERS) || issuesOf(form, 'region').length > 0}
      >
        <div class="mc-fields">
          <TextField name="addressees" label="主送机关" form={form} help={EDITOR_HELP.addressees} />
          <SelectField
            name="region"
            label="适用地区"
            form={form}
            options={[
              { value: '', label: '全市' },
              ...regions.map((r) => ({ value: r.code, label: r.name })),
            ]}
          />
        </div>
        <TextField
          name="tags"
          label="标签"
          form={form}
          hint="供公众按标签浏览，多个用空格隔开，如：公积金 租房。"
        />
      </Fold>
      <Fold label="内容概述" open={inUse(form, ['summary'])}>
        <TextArea name="summary" label="内容概述" form={form} rows={3} maxLength={500} />
      </Fold>
      <Fold label="来源（转载、历史文件）" open={inUse(form, SOURCE)}>
        <div class="mc-fields">
          <TextField name="sourceName" label="来源" form={form} hint="转载、历史文件填写。" />
          <TextField name="sourceUrl" label="来源网址" form={form} type="url" />
        </div>
      </Fold>
    </Panel>
  );
}
