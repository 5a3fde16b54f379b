import { z } from 'zod';
import {
  type ConsoleFrame,
  GRANTABLE,
  LENDABLE,
  type Organisation,
  organisationsByIds,
  ROLES,
  type Role,
  SCOPES,
} from '../../../../core/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { keyOf, pidParams } from '../../../../platform/http/fields.ts';
import { textField } from '../../../../platform/http/messages.ts';
import {
  Checkboxes,
  DateField,
  ErrorSummary,
  Note,
  optionsOf,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../../ui/index.ts';
import { giveGrant } from '../acts/rights.ts';
import { formPage } from '../form-page.ts';
import { peoplePaths } from '../paths.ts';
import { readStaff, type StaffRow } from '../store.ts';
import { needDay, readDay } from './fields.ts';
import { chosenOrganisation } from './staff-forms.tsx';

const LABELS = {
  role: '角色',
  organisation: '在哪个机构',
  scope: '范围',
  from: '生效日',
  to: '截止日',
  lent: '借用',
  source: '依据',
};

/** Granting a role: for a period, at an organisation, or lent to another one. */
export function grantForm(face: Face, frame: ConsoleFrame): void {
  formPage(face, frame, {
    path: '/people/:pid/grants/new',
    act: 'grant.give',
    params: pidParams,
    section: '/people',
    title: ({ p }: { p: StaffRow; organisations: Organisation[] }) => `授予角色：${p.name}`,
    labels: LABELS,
    body: z.object({
      role: z.enum(GRANTABLE as [Role, ...Role[]]),
      organisation: z.string().min(1).max(40),
      scope: keyOf(SCOPES),
      from: z.string(),
      to: z.string().default(''),
      lent: z.literal('yes').optional(),
      source: textField(200),
    }),
    async load(ctx, person, { pid }) {
      const scope = person.scope('grant.give');
      const p = await readStaff(ctx.db, pid, scope);
      return { p, organisations: await organisationsByIds(ctx.db, scope, ctx.today) };
    },
    values: ({ p }, ctx) => ({
      organisation: p.organisationCode,
      scope: 'organisation',
      from: ctx.today,
    }),
    view: (ctx, { p, organisations }, form) => (
      <Panel title="授权" aside={`${p.organisationName} ${p.post}`}>
        <Note>
          系统管理员、安全管理员、审计员三者相互排斥，也不能兼任任何办理角色，将来生效的授权一并计算。
          <a href={peoplePaths(ctx.base.console).roles()}>各角色能做什么</a>
        </Note>
        <ErrorSummary form={form} labels={LABELS} />
        <PostForm
          action={peoplePaths(ctx.base.console).grant(p.pid)}
          once={ctx.session?.once() ?? ''}
          label="授予角色"
          guard
        >
          <SelectField
            name="role"
            label={LABELS.role}
            form={form}
            required
            empty="请选择"
            options={GRANTABLE.map((role) => ({
              value: role,
              label: `${ROLES[role].label}：${ROLES[role].does}`,
            }))}
          />
          <SelectField
            name="organisation"
            label={LABELS.organisation}
            form={form}
            required
            options={organisations.map((o) => ({ value: o.code, label: o.name }))}
          />
          <RadioCards
            name="scope"
            legend={LABELS.scope}
            form={form}
            required
            columns={3}
            options={optionsOf(SCOPES)}
          />
          <DateField name="from" label={LABELS.from} form={form} required min={ctx.today} />
          <DateField
            name="to"
            label={LABELS.to}
            form={form}
            min={ctx.today}
            hint="当日仍有效；不填为长期。"
          />
          <Checkboxes
            name="lent"
            legend={LABELS.lent}
            form={form}
            options={[
              {
                value: 'yes',
                label: '借用到其他机构',
                note: `限${LENDABLE.map((r) => ROLES[r].label).join('、')}；须有截止日和依据，页面上注明“借用”`,
              },
            ]}
          />
          <TextField
            name="source"
            label={LABELS.source}
            form={form}
            maxLength={200}
            hint="任职文件、借用函的文号等；借用必填。"
          />
          <SubmitButton icon="shield">授权</SubmitButton>
        </PostForm>
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      const organisation = await chosenOrganisation(ctx, data.organisations, body.organisation);
      const validTo = readDay(body.to, 'to', LABELS.to);
      await giveGrant(ctx, {
        pid: data.p.pid,
        role: body.role,
        scope: body.scope,
        organisationId: organisation.id,
        validFrom: needDay(body.from, 'from', LABELS.from),
        ...(validTo ? { validTo } : {}),
        lent: body.lent === 'yes',
        source: body.source,
        once,
      });
      return `${peoplePaths(ctx.base.console).person(data.p.pid)}?done=granted`;
    },
  });
}
