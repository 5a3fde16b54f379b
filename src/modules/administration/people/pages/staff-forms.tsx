import type { VNode } from 'preact';
import { z } from 'zod';
import {
  type ConsoleFrame,
  type Organisation,
  organisationByCode,
  organisationsByIds,
  type Section,
  sectionsOf,
} from '../../../../core/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { pidParams } from '../../../../platform/http/fields.ts';
import { textField } from '../../../../platform/http/messages.ts';
import type { FormState, RequestContext } from '../../../../platform/http/route.ts';
import {
  Checkboxes,
  DateField,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../../ui/index.ts';
import { addStaffMember, changeStaffMember } from '../acts/people.ts';
import { formPage } from '../form-page.ts';
import { peoplePaths } from '../paths.ts';
import { readStaff, type StaffRow } from '../store.ts';
import { needDay } from './fields.ts';

const LABELS = {
  name: '姓名',
  organisation: '机构',
  section: '内设机构（科室）',
  post: '职务',
  staffNumber: '工号',
  from: '到任日期',
  confirm: '确认不是同一人',
};

const particulars = {
  name: textField(50, { required: true }),
  post: textField(50),
  staffNumber: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{0,30}$/, '工号只能由字母、数字和短横线组成，最多 30 位，可以不填。')
    .default(''),
  confirm: z.literal('yes').optional(),
};

function ParticularFields({ form }: { form: FormState }): VNode {
  const doubtful = form.issues.some((i) => i.field === 'confirm') || form.values.confirm === 'yes';
  return (
    <>
      <TextField name="name" label={LABELS.name} form={form} required maxLength={50} autocomplete="off" />
      <TextField name="post" label={LABELS.post} form={form} maxLength={50} />
      <TextField
        name="staffNumber"
        label={LABELS.staffNumber}
        form={form}
        hint="全系统不重复，用来保证一个人只有一条记录。不要填写身份证号。"
      />
      {doubtful && (
        <Checkboxes
          name="confirm"
          legend={LABELS.confirm}
          form={form}
          options={[
            {
              value: 'yes',
              label: '已核实，是另一位同事',
              note: '同一个人有两条记录会使审签分离失去意义',
            },
          ]}
        />
      )}
    </>
  );
}

interface EditData {
  p: StaffRow;
  sections: Section[];
}

/** Adding a person and changing their particulars. */
export function staffForms(face: Face, frame: ConsoleFrame): void {
  formPage(face, frame, {
    path: '/people/new',
    act: 'person.add',
    params: z.object({}),
    section: '/people',
    title: () => '新增人员',
    labels: LABELS,
    body: z.object({ ...particulars, organisation: z.string().min(1).max(40), from: z.string() }),
    load: (ctx, person) => organisationsByIds(ctx.db, person.scope('person.add'), ctx.today),
    values: (_data, ctx) => ({ from: ctx.today }),
    view: (ctx, organisations, form) => (
      <Panel title="人员信息">
        <Note>
          建立人员后还须开立账号（系统管理员）、授予角色（安全管理员）。没有授权的人登录后不能办理任何事。
        </Note>
        <ErrorSummary form={form} labels={LABELS} />
        <PostForm
          action={peoplePaths(ctx.base.console).create()}
          once={ctx.session?.once() ?? ''}
          label="新增人员"
          guard
        >
          <SelectField
            name="organisation"
            label={LABELS.organisation}
            form={form}
            required
            empty="请选择"
            options={organisations.map((o) => ({ value: o.code, label: o.name }))}
          />
          <ParticularFields form={form} />
          <DateField name="from" label={LABELS.from} form={form} required />
          <SubmitButton icon="check">建立人员</SubmitButton>
        </PostForm>
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      const organisation = await chosenOrganisation(ctx, data, body.organisation);
      const { pid } = await addStaffMember(ctx, {
        ...body,
        organisationId: organisation.id,
        validFrom: needDay(body.from, 'from', LABELS.from),
        confirmed: body.confirm === 'yes',
        once,
      });
      return `${peoplePaths(ctx.base.console).person(pid)}?done=added`;
    },
  });

  formPage(face, frame, {
    path: '/people/:pid/edit',
    act: 'person.change',
    params: pidParams,
    section: '/people',
    title: ({ p }: EditData) => `修改人员信息：${p.name}`,
    labels: LABELS,
    body: z.object({
      ...particulars,
      version: z.coerce.number().int().min(1),
      section: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
    }),
    async load(ctx, person, { pid }): Promise<EditData> {
      const p = await readStaff(ctx.db, pid, person.scope('person.change'));
      const sections = await sectionsOf(ctx.db, p.organisationId);
      return { p, sections: sections.filter((s) => s.validTo === null) };
    },
    values: ({ p }) => ({
      name: p.name,
      section: String(p.sectionId ?? ''),
      post: p.post,
      staffNumber: p.staffNumber,
      version: String(p.version),
    }),
    view: (ctx, { p, sections }, form) => (
      <Panel title="人员信息" aside={p.organisationName}>
        <ErrorSummary form={form} labels={LABELS} />
        <PostForm
          action={peoplePaths(ctx.base.console).edit(p.pid)}
          once={ctx.session?.once() ?? ''}
          label="修改人员信息"
          guard
        >
          <Hidden name="version" value={String(form.values.version ?? p.version)} />
          <ParticularFields form={form} />
          {sections.length > 0 && (
            <SelectField
              name="section"
              label={LABELS.section}
              form={form}
              empty="不填"
              options={sections.map((s) => ({ value: String(s.id), label: s.name }))}
            />
          )}
          <SubmitButton icon="check">保存</SubmitButton>
        </PostForm>
        <p class="muted mb-0">换机构请在人员页面办理“离任或调动”，原来的工作须先移交。</p>
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      const { version, confirm, section, ...rest } = body;
      await changeStaffMember(ctx, {
        ...rest,
        sectionId: section,
        pid: data.p.pid,
        seenVersion: version,
        confirmed: confirm === 'yes',
        once,
      });
      return `${peoplePaths(ctx.base.console).person(data.p.pid)}?done=changed`;
    },
  });
}

/** The organisation with this code, among those offered; another one does not exist for this form. */
export async function chosenOrganisation(
  ctx: RequestContext,
  offered: readonly Organisation[],
  code: string,
): Promise<Organisation> {
  return offered.find((o) => o.code === code) ?? organisationByCode(ctx.db, code);
}
