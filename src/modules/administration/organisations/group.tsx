import { z } from 'zod';
import {
  type ConsoleFrame,
  GROUP_ROLES,
  type GroupMember,
  type GroupVersion,
  groupMembers,
  groupVersions,
  leadingGroupOf,
  memberUnits,
} from '../../../core/index.ts';

import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  Hidden,
  optionsOf,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { admit, keepGroup, release } from './acts/duties.ts';
import { OrganisationField, organisationOptions } from './facts-form.tsx';
import { dayField, orderField, rowId } from './fields.ts';
import { partForm, partPage } from './part-page.tsx';
import type { OrganisationView } from './view.ts';

const GROUP = {
  name: '名称',
  duties: '职责',
  officeName: '办公室名称',
  office: '办公室设在',
  documentNumber: '成立（调整）文件',
  since: '自何日起',
};
const MEMBER = {
  role: '角色',
  unit: '成员单位（平台内）',
  unitName: '成员单位（其他）',
  personName: '姓名',
  post: '职务',
  sortOrder: '排列顺序',
  from: '起',
};

/** The organisation behind a code of a form. @throws Refusal at the field when there is none */
function unitOf(view: OrganisationView, code: string, field: string) {
  if (code === '') return undefined;
  const node = view.chart.byCode.get(code);
  if (!node) throw new Refusal([{ field, message: `没有代码为“${code}”的机构。` }], 422);
  return node;
}

/** 政务公开领导小组: the group, its office, its papers, its members with their time. */
export function groupPages(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'group',
    title: '政务公开领导小组',
    act: 'organisation.save-group',
    async values(ctx, { node }) {
      const group = await leadingGroupOf(ctx.db, node.id);
      return {
        name: group?.name ?? `${node.name}政务公开领导小组`,
        duties: group?.duties ?? '',
        officeName: group?.officeName ?? '',
        office: group?.officeCode ?? '',
        documentNumber: group?.documentNumber ?? '',
        since: group ? '' : ctx.today,
        role: 'member',
        from: ctx.today,
        sortOrder: '0',
      };
    },
    async show({ ctx, view, form, action, once }) {
      const group = await leadingGroupOf(ctx.db, view.node.id);
      const members = group ? await groupMembers(ctx.db, group.id) : [];
      const versions = group ? await groupVersions(ctx.db, group.id) : [];
      const options = organisationOptions(view.chart, ctx.today, (k) => k !== 'external');
      return (
        <>
          <ErrorSummary form={form} labels={{ ...GROUP, ...MEMBER }} />
          {group && (
            <div class="mc-g main-r">
              <Panel title="组成人员" flush aside={`成员单位 ${memberUnits(members)} 个，对外公布`}>
                <DataTable<GroupMember>
                  caption="组成人员，现任的在前"
                  rows={members}
                  empty={<Empty title="还没有登记组成人员。" />}
                  columns={[
                    { label: '角色', cell: (m) => GROUP_ROLES[m.role], nowrap: true },
                    { label: '姓名', header: true, cell: (m) => m.personName, nowrap: true },
                    { label: '单位', cell: (m) => m.unitName },
                    { label: '职务', cell: (m) => m.post },
                    {
                      label: '任期',
                      cell: (m) => `${m.validFrom} 至 ${m.validTo ?? '今'}`,
                      nowrap: true,
                    },
                    {
                      label: '操作',
                      cell: (m) =>
                        m.validTo === null && (
                          <PostForm action={action('dismiss')} once={once} label={`调出 ${m.personName}`}>
                            <Hidden name="id" value={m.id} />
                            <SubmitButton kind="plain">调出</SubmitButton>
                          </PostForm>
                        ),
                    },
                  ]}
                />
              </Panel>
              <Panel title="增补或更换">
                <PostForm action={action('admit')} once={once} guard label="增补或更换成员">
                  <SelectField
                    name="role"
                    label={MEMBER.role}
                    form={form}
                    required
                    options={optionsOf(GROUP_ROLES)}
                    hint="组长、办公室主任各一人，登记新的即更换。"
                  />
                  <OrganisationField
                    name="unit"
                    label={MEMBER.unit}
                    form={form}
                    options={options}
                    hint="不在平台内的单位，在下一格填写名称。"
                  />
                  <TextField name="unitName" label={MEMBER.unitName} form={form} />
                  <TextField name="personName" label={MEMBER.personName} form={form} required />
                  <TextField name="post" label={MEMBER.post} form={form} required />
                  <div class="mc-fields">
                    <TextField name="sortOrder" label={MEMBER.sortOrder} form={form} inputmode="numeric" />
                    <DateField name="from" label={MEMBER.from} form={form} required />
                  </div>
                  <SubmitButton icon="check">登记</SubmitButton>
                </PostForm>
              </Panel>
            </div>
          )}
          {group && (
            <Panel title="历次文件" flush aside={`${group.validFrom} 成立，对外公布`}>
              <DataTable<GroupVersion>
                caption="历次成立、调整文件，最近的在前"
                rows={versions}
                columns={[
                  { label: '自何日起', header: true, cell: (v) => v.inForceFrom, nowrap: true },
                  { label: '文件', cell: (v) => v.documentNumber || '—' },
                  { label: '名称', cell: (v) => v.name },
                  {
                    label: '办公室',
                    cell: (v) => [v.officeName, v.officeOrganisation].filter(Boolean).join('，设在') || '—',
                  },
                  {
                    label: '登记',
                    cell: (v) => (v.savedAt ? `${minute(v.savedAt)} ${v.savedBy ?? '服务器操作员'}` : '—'),
                  },
                  { label: '状态', cell: (v) => (v.corrected ? '登记有误，已更正' : '已公布') },
                ]}
              />
            </Panel>
          )}
          <Panel title={group ? '登记调整文件' : '登记领导小组'}>
            <PostForm action={action()} once={once} guard label="领导小组">
              <div class="mc-fields">
                <TextField name="name" label={GROUP.name} form={form} required wide />
                <OrganisationField
                  name="office"
                  label={GROUP.office}
                  form={form}
                  options={options}
                  hint="领导小组办公室设在哪个机构。"
                />
                <TextField
                  name="officeName"
                  label={GROUP.officeName}
                  form={form}
                  hint="例如 市政务公开办公室。"
                />
                <TextField
                  name="documentNumber"
                  label={GROUP.documentNumber}
                  form={form}
                  hint="成立或最近一次调整的文号。"
                />
                <DateField
                  name="since"
                  label={GROUP.since}
                  form={form}
                  required
                  max={ctx.today}
                  hint={
                    group
                      ? `按新文件调整的，填新文件执行的日期，以前的保留；只是更正登记错误的，填原来的日期 ${group.inForceFrom}。人员调整以任期为准。`
                      : '成立的日期。'
                  }
                />
              </div>
              <TextArea name="duties" label={GROUP.duties} form={form} rows={4} maxLength={1000} />
              <SubmitButton icon="check">保存</SubmitButton>
            </PostForm>
          </Panel>
        </>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.save-group',
        labels: GROUP,
        body: z.object({
          name: textField(100, { required: true }),
          duties: publicTextField(1000),
          officeName: publicTextField(100),
          office: textField(40),
          documentNumber: textField(60),
          since: dayField(GROUP.since),
        }),
        submit: (ctx, { code, once, body: { office, since, ...rest }, view }) =>
          keepGroup(
            { ...ctx, actor: view.person },
            {
              ...rest,
              code,
              once,
              from: since,
              officeOrganisationId: unitOf(view, office, 'office')?.id ?? null,
            },
          ),
        done: 'group',
      }),
      partForm({
        name: 'admit',
        act: 'organisation.admit-member',
        labels: MEMBER,
        body: z.object({
          role: keyOf(GROUP_ROLES),
          unit: textField(40),
          unitName: textField(100),
          personName: textField(50, { required: true }),
          post: publicTextField(60, { required: true }),
          sortOrder: orderField,
          from: dayField(MEMBER.from),
        }),
        async submit(ctx, { code, once, body: { unit, unitName, ...rest }, view }) {
          const known = unitOf(view, unit, 'unit');
          if (!known && unitName === '')
            throw new Refusal(
              [{ field: 'unit', message: '请选择成员单位；不在平台内的，在下一格填写名称。' }],
              422,
            );
          await admit(
            { ...ctx, actor: view.person },
            { ...rest, code, once, unitId: known?.id ?? null, unitName: known?.name ?? unitName },
          );
        },
        done: 'member',
      }),
      partForm({
        name: 'dismiss',
        act: 'organisation.dismiss-member',
        labels: { id: '成员' },
        body: z.object({ id: rowId }),
        submit: (ctx, { code, once, body, view }) =>
          release({ ...ctx, actor: view.person }, { code, once, id: body.id }),
        done: 'member',
      }),
    ],
  });
}
