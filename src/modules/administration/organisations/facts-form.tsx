import { z } from 'zod';
import {
  type Chart,
  existsOn,
  FACT_LABELS,
  FACT_LENGTHS,
  LEVELS,
  ORGANISATION_KINDS,
  type OrganisationFacts,
  type OrganisationKind,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import type { FormState } from '../../../platform/http/route.ts';
import {
  Checkboxes,
  DateField,
  optionsOf,
  Panel,
  SelectField,
  type SelectOption,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { dayField, orderField, tick } from './fields.ts';

/** What the form of an organisation sends; that it fits together is checked by `factIssues`. */
export const factsSchema = z.object({
  code: textField(40, { required: true }),
  name: publicTextField(FACT_LENGTHS.name, { required: true }),
  shortName: publicTextField(FACT_LENGTHS.shortName, { required: true }),
  kind: keyOf(ORGANISATION_KINDS),
  level: keyOf(LEVELS),
  parent: textField(40),
  guidedBy: textField(40),
  verticallyManaged: tick,
  seatCounty: textField(40),
  handlesReconsideration: tick,
  documentAgency: textField(FACT_LENGTHS.documentAgency),
  indexPrefix: textField(18).transform((s) => s.toUpperCase()),
  address: publicTextField(FACT_LENGTHS.address, { contact: true }),
  postcode: textField(FACT_LENGTHS.postcode),
  phone: textField(FACT_LENGTHS.phone),
  fax: textField(FACT_LENGTHS.fax),
  email: textField(FACT_LENGTHS.email),
  website: textField(FACT_LENGTHS.website),
  officeHours: publicTextField(FACT_LENGTHS.officeHours, { contact: true }),
  duties: publicTextField(FACT_LENGTHS.duties),
  sortOrder: orderField,
  validFrom: dayField(FACT_LABELS.validFrom),
}) satisfies z.ZodType<OrganisationFacts>;

/** Registered facts as the values of the form. */
export function factsForm(f: OrganisationFacts): FormState['values'] {
  return Object.fromEntries(
    Object.entries(f).map(([key, value]) => [
      key,
      typeof value === 'boolean' ? (value ? 'yes' : '') : String(value),
    ]),
  );
}

/** With more organisations than this a list of choices is of no use: the code is typed. */
const CHOICES = 400;

/** One organisation by its code: from a list, or typed where there are very many. */
export function OrganisationField(props: {
  name: string;
  label: string;
  form: FormState;
  options: readonly SelectOption[];
  hint: string;
  empty?: string;
  required?: boolean;
  wide?: boolean;
}) {
  const { options, empty = '（无）', hint, ...rest } = props;
  return options.length > CHOICES ? (
    <TextField {...rest} hint={`${hint}机构较多，请填机构代码。`} />
  ) : (
    <SelectField {...rest} options={options} empty={empty} hint={hint} />
  );
}

/** The organisations that exist, as choices; the name says which, the code tells twins apart. */
export function organisationOptions(
  chart: Chart,
  today: Day,
  wanted: (kind: OrganisationKind) => boolean = () => true,
): SelectOption[] {
  return [...chart.byId.values()]
    .filter((n) => existsOn(n, today) && wanted(n.kind))
    .map((n) => ({ value: n.code, label: `${n.name}（${n.code}）` }));
}

/** The fields of an organisation. @param fixed code and name stand already and are not changed here */
export function FactsFields({
  form,
  chart,
  today,
  fixed,
}: {
  form: FormState;
  chart: Chart;
  today: Day;
  fixed: boolean;
}) {
  const text = (name: keyof typeof FACT_LENGTHS, more: object = {}) => (
    <TextField name={name} label={FACT_LABELS[name]} form={form} {...more} />
  );
  const choose = (name: 'parent' | 'guidedBy' | 'seatCounty', options: SelectOption[], hint: string) => (
    <OrganisationField name={name} label={FACT_LABELS[name]} form={form} options={options} hint={hint} />
  );
  const all = organisationOptions(chart, today);
  return (
    <>
      <Panel title="名称与类别">
        <div class="mc-fields c3">
          {!fixed && (
            <>
              <TextField
                name="code"
                label={FACT_LABELS.code}
                form={form}
                required
                hint="用于网址，建立后不变，例如 mcsjyj。"
              />
              {text('name', { required: true, hint: '公章上的全称。' })}
              {text('shortName', { required: true, hint: '用于列表。' })}
            </>
          )}
          <SelectField
            name="kind"
            label={FACT_LABELS.kind}
            form={form}
            required
            options={optionsOf(ORGANISATION_KINDS)}
            hint="县直部门选“工作部门”，层级选“县级”。"
          />
          <SelectField
            name="level"
            label={FACT_LABELS.level}
            form={form}
            required
            options={optionsOf(LEVELS)}
            hint="功能区按县级报送统计。"
          />
          <DateField
            name="validFrom"
            label={FACT_LABELS.validFrom}
            form={form}
            required
            hint="从这一天起存在。"
          />
        </div>
      </Panel>
      <Panel title="隶属与指导">
        <div class="mc-fields">
          {choose('parent', all, '公共企事业单位选它的主管部门；村（社区）选乡镇、街道。')}
          {choose('guidedBy', all, '条线上指导本机构的部门，不是报送统计的上级。')}
          <Checkboxes
            name="verticallyManaged"
            legend="垂直管理"
            form={form}
            options={[{ value: 'yes', label: '实施垂直管理', note: '统计时计入所在县（市、区）' }]}
          />
          {choose(
            'seatCounty',
            organisationOptions(chart, today, (k) => k === 'county' || k === 'special-zone'),
            '县级垂直管理机构必填。',
          )}
          <Checkboxes
            name="handlesReconsideration"
            legend="行政复议机构"
            form={form}
            wide
            options={[
              {
                value: 'yes',
                label: '履行行政复议机构职责的司法行政部门',
                note: '对它的行政行为不服的，可以选择复议机关（行政复议法第二十八条）',
              },
            ]}
          />
        </div>
      </Panel>
      <Panel title="公文与索引">
        <div class="mc-fields c3">
          {text('documentAgency', { hint: '发文字号中年份前的部分，例如 明政办发。' })}
          <TextField
            name="indexPrefix"
            label={FACT_LABELS.indexPrefix}
            form={form}
            hint="9 位组织机构代码或 18 位统一社会信用代码。"
          />
          <TextField
            name="sortOrder"
            label={FACT_LABELS.sortOrder}
            form={form}
            inputmode="numeric"
            hint="小的在前；新建时填 0，排在同层级、同类别的最后。"
          />
        </div>
      </Panel>
      <Panel title="对外联系方式与职能">
        <div class="mc-fields c3">
          {text('address')}
          {text('postcode', { inputmode: 'numeric' })}
          {text('officeHours', { hint: '例如 工作日9:00—12:00，13:30—17:30。' })}
          {text('phone')}
          {text('fax')}
          {text('email', { type: 'email' })}
          {text('website', { wide: true, type: 'url' })}
        </div>
        <TextArea
          name="duties"
          label={FACT_LABELS.duties}
          form={form}
          rows={5}
          maxLength={FACT_LENGTHS.duties}
          hint="对外公布的主要职责。"
        />
      </Panel>
    </>
  );
}
