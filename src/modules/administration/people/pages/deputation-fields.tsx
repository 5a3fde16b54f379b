import type { VNode } from 'preact';
import { z } from 'zod';
import { GRANTABLE, ROLES, type Role } from '../../../../core/index.ts';
import { reasonField } from '../../../../platform/http/messages.ts';
import type { FormState } from '../../../../platform/http/route.ts';
import { Checkboxes, DateField, issuesOf, SelectField, TextField } from '../../../../ui/index.ts';
import type { DeputationInput } from '../acts/rights.ts';
import { needDay } from './fields.ts';

/** Names of the fields of a deputation. */
export const DEPUTATION_LABELS = {
  deputy: '代理人',
  roles: '代理哪些角色',
  from: '开始日',
  to: '截止日',
  reason: '事由',
  confirmed: '仍然指定',
};

/** What a form of a deputation sends. */
export const deputationBody = z.object({
  deputy: z.string().regex(/^[0-9a-z]{10}$/, '请选择代理人。'),
  roles: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((v) => [v ?? []].flat().filter((r): r is Role => GRANTABLE.includes(r as Role))),
  from: z.string(),
  to: z.string(),
  reason: reasonField(200),
  confirmed: z.literal('yes').optional().catch(undefined),
});

/** The input of the act. @throws Refusal at a day that is none */
export function deputationInput(
  pid: string,
  body: z.output<typeof deputationBody>,
  once: string,
): DeputationInput {
  return {
    pid,
    deputyPid: body.deputy,
    ...(body.roles.length > 0 ? { roles: body.roles } : {}),
    validFrom: needDay(body.from, 'from', DEPUTATION_LABELS.from),
    validTo: needDay(body.to, 'to', DEPUTATION_LABELS.to),
    reason: body.reason,
    confirmed: body.confirmed === 'yes',
    once,
  };
}

/** The fields: who, which roles, from when to when, why. */
export function DeputationFields(props: {
  form: FormState;
  today: string;
  deputies: readonly { pid: string; name: string; post: string; organisationName: string }[];
  roles: readonly Role[];
}): VNode {
  const { form, today, deputies, roles } = props;
  return (
    <>
      <SelectField
        name="deputy"
        label={DEPUTATION_LABELS.deputy}
        form={form}
        required
        empty="请选择"
        options={deputies.map((d) => ({
          value: d.pid,
          label: `${d.name}（${d.organisationName}${d.post ? ` ${d.post}` : ''}）`,
        }))}
      />
      {roles.length > 1 && (
        <Checkboxes
          name="roles"
          legend={DEPUTATION_LABELS.roles}
          form={form}
          hint="一个都不选就是全部。"
          options={roles.map((role) => ({ value: role, label: ROLES[role].label }))}
        />
      )}
      <DateField name="from" label={DEPUTATION_LABELS.from} form={form} required min={today} />
      <DateField
        name="to"
        label={DEPUTATION_LABELS.to}
        form={form}
        required
        min={today}
        hint="当日仍有效。"
      />
      <TextField
        name="reason"
        label={DEPUTATION_LABELS.reason}
        form={form}
        required
        maxLength={200}
        hint="例如出差、培训、休假。不要写病情等个人隐私。"
      />
      {issuesOf(form, 'confirmed').length > 0 && (
        <Checkboxes
          name="confirmed"
          legend={DEPUTATION_LABELS.confirmed}
          form={form}
          options={[{ value: 'yes', label: '已知悉，仍然指定这位代理人' }]}
        />
      )}
    </>
  );
}
