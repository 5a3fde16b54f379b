import { z } from 'zod';
import {
  type ConsoleFrame,
  disclosureOfficeOf,
  disclosureStaffOf,
  LEADER_DUTIES,
  type Leader,
  leadersOf,
  parameter,
  peopleOf,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { publicTextField, textField } from '../../../platform/http/messages.ts';
import {
  Checkboxes,
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { peoplePaths } from '../people/paths.ts';
import { appoint, appointLeader, dismiss, keepOffice } from './acts/duties.ts';
import { dayField, rowId, tick } from './fields.ts';
import { partForm, partPage } from './part-page.tsx';

const OFFICE = {
  name: '工作机构名称',
  head: '负责人',
  address: '办公地址',
  postcode: '邮政编码',
  officeHours: '办公时间',
  phone: '联系电话',
  fax: '传真',
  email: '电子邮箱',
};

/** 政府信息公开工作机构: what the guide must say, and who approves extensions. */
function officePage(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'office',
    title: '政府信息公开工作机构',
    act: 'organisation.save-office',
    async values(ctx, { node }) {
      const office = await disclosureOfficeOf(ctx.db, node.id);
      if (!office) return {};
      const { headId, headName: _, ...texts } = office;
      return { ...texts, head: headId === null ? '' : String(headId) };
    },
    async show({ ctx, view, form, action, once }) {
      const people = await peopleOf(ctx.db, view.node.id, ctx.today);
      const text = (name: keyof typeof OFFICE, more: object = {}) => (
        <TextField name={name} label={OFFICE[name]} form={form} {...more} />
      );
      return (
        <>
          <ErrorSummary form={form} labels={OFFICE} />
          {people.length === 0 && (
            <Note kind="warn" title="本机构还没有在职人员，选不出负责人。">
              <p class="mb-0">
                请先<a href={peoplePaths(ctx.base.console).create()}>建立人员</a>
                ，再回到这里选定负责人。其余内容可以先保存。
              </p>
            </Note>
          )}
          <PostForm action={action()} once={once} guard label="政府信息公开工作机构">
            <Panel title="工作机构" aside="政府信息公开条例第四条、第十二条">
              <div class="mc-fields c3">
                {text('name', { required: true, hint: '例如 政务公开科。' })}
                <SelectField
                  name="head"
                  label={OFFICE.head}
                  form={form}
                  empty="（未确定）"
                  options={people.map((p) => ({ value: String(p.id), label: `${p.name}（${p.post}）` }))}
                  hint={
                    people.length > 0
                      ? '批准延长答复期限（条例第三十三条）；姓名不对外显示。'
                      : '本机构还没有人员，负责人暂时不能选。'
                  }
                />
                {text('officeHours', { required: true, hint: '例如 工作日9:00—12:00。' })}
                {text('address', { required: true })}
                {text('postcode', { inputmode: 'numeric' })}
                {text('phone', { required: true })}
                {text('fax')}
                {text('email', { type: 'email' })}
              </div>
            </Panel>
            <div class="mc-formfoot">
              <SubmitButton icon="check">保存</SubmitButton>
            </div>
          </PostForm>
        </>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.save-office',
        labels: OFFICE,
        body: z.object({
          name: textField(100, { required: true }),
          head: z.preprocess((v) => (v === '' || v === undefined ? null : v), rowId.nullable()),
          address: textField(200, { required: true }),
          postcode: textField(6).refine((s) => s === '' || /^\d{6}$/.test(s), '邮政编码应为 6 位数字。'),
          officeHours: publicTextField(100, { contact: true, required: true }),
          phone: textField(60, { required: true }),
          fax: textField(60),
          email: textField(100).refine(
            (s) => s === '' || /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(s),
            '电子邮箱应写成 name@example.cn 的形式。',
          ),
        }),
        submit: (ctx, { code, once, body: { head, ...texts }, view }) =>
          keepOffice({ ...ctx, actor: view.person }, { code, once, office: { ...texts, headId: head } }),
        done: 'office',
        leaves: true,
      }),
    ],
  });
}

const LEADER = { duty: '责任', name: '姓名', post: '职务', division: '工作分工', from: '任职起' };

/** 第一责任人、分管负责人: who bears the duty, and the division of work that is published. */
function leaderPage(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'leaders',
    title: '责任领导与工作分工',
    act: 'organisation.name-leader',
    values: async (ctx) => ({ duty: 'principal', from: ctx.today }),
    async show({ ctx, view, form, action, once }) {
      const leaders = await leadersOf(ctx.db, view.node.id);
      return (
        <div class="mc-g main-r">
          <Panel title="责任领导" flush aside="对外公布">
            <DataTable<Leader>
              caption="责任领导，现任的在前"
              rows={leaders}
              empty={<Empty title="还没有登记责任领导。" hint="主要负责人是政务公开第一责任人。" />}
              columns={[
                { label: '责任', cell: (l) => LEADER_DUTIES[l.duty], nowrap: true },
                { label: '姓名', header: true, cell: (l) => l.name, nowrap: true },
                { label: '职务', cell: (l) => l.post },
                { label: '工作分工', cell: (l) => l.division || '—' },
                {
                  label: '任期',
                  cell: (l) => `${l.validFrom} 至 ${l.validTo ?? '今'}`,
                  nowrap: true,
                },
              ]}
            />
          </Panel>
          <Panel title="登记或更换">
            <ErrorSummary form={form} labels={LEADER} />
            <PostForm action={action()} once={once} guard label="登记或更换">
              <RadioCards
                name="duty"
                legend={LEADER.duty}
                form={form}
                required
                options={[
                  { value: 'principal', label: '第一责任人', note: '主要负责人' },
                  { value: 'deputy', label: '分管负责人', note: '分管政务公开工作' },
                ]}
              />
              <TextField name="name" label={LEADER.name} form={form} required />
              <TextField name="post" label={LEADER.post} form={form} required />
              <TextArea
                name="division"
                label={LEADER.division}
                form={form}
                rows={4}
                maxLength={500}
                hint="对外公布，例如：分管办公室、政务公开、信访。"
              />
              <DateField
                name="from"
                label={LEADER.from}
                form={form}
                required
                hint="前任的任期到前一天为止。"
              />
              <SubmitButton icon="check">登记</SubmitButton>
            </PostForm>
          </Panel>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.name-leader',
        labels: LEADER,
        body: z.object({
          duty: keyOf(LEADER_DUTIES),
          name: textField(50, { required: true }),
          post: textField(60, { required: true }),
          division: publicTextField(500),
          from: dayField(LEADER.from),
        }),
        submit: (ctx, { code, once, body, view }) =>
          appointLeader({ ...ctx, actor: view.person }, { ...body, code, once, personId: null }),
        done: 'leader',
      }),
    ],
  });
}

const STAFF = { person: '人员', fullTime: '专职', from: '起' };

/** 政务公开工作人员: full-time and part-time, against the minimum. */
function staffPage(face: Face, frame: ConsoleFrame): void {
  partPage(face, frame, {
    part: 'staff',
    title: '政务公开工作人员',
    act: 'organisation.appoint-staff',
    values: async (ctx) => ({ fullTime: 'yes', from: ctx.today }),
    async show({ ctx, view, form, action, once }) {
      const id = view.node.id;
      const [staff, people, needed] = await Promise.all([
        disclosureStaffOf(ctx.db, id, ctx.today),
        peopleOf(ctx.db, id, ctx.today),
        parameter(ctx.db, 'organisations.full-time-staff', { day: ctx.today, organisationId: id }),
      ]);
      const fullTime = staff.filter((s) => s.fullTime).length;
      return (
        <div class="mc-g main-r">
          <div class="mc-g">
            {fullTime < needed && (
              <Note kind="warn" title={`专职人员不足：现有 ${fullTime} 人，最低 ${needed} 人`}>
                <p class="mb-0">请配齐专职从事政务公开的人员，并在这里登记。</p>
              </Note>
            )}
            <Panel title="现有人员" flush aside={`专职 ${fullTime} 人，最低 ${needed} 人`}>
              <DataTable
                caption="政务公开工作人员，专职的在前"
                rows={staff}
                empty={<Empty title="还没有登记政务公开工作人员。" />}
                columns={[
                  { label: '姓名', header: true, cell: (s) => s.name, nowrap: true },
                  { label: '职务', cell: (s) => s.post },
                  { label: '专兼职', cell: (s) => (s.fullTime ? '专职' : '兼职'), nowrap: true },
                  { label: '起', cell: (s) => s.validFrom, nowrap: true },
                  {
                    label: '操作',
                    cell: (s) => (
                      <PostForm action={action('dismiss')} once={once} label={`结束 ${s.name} 的任职`}>
                        <Hidden name="id" value={s.id} />
                        <SubmitButton kind="plain">结束任职</SubmitButton>
                      </PostForm>
                    ),
                  },
                ]}
              />
            </Panel>
          </div>
          <Panel title="登记人员">
            <ErrorSummary form={form} labels={STAFF} />
            <PostForm action={action()} once={once} label="登记人员">
              <SelectField
                name="person"
                label={STAFF.person}
                form={form}
                required
                empty="请选择"
                options={people.map((p) => ({ value: String(p.id), label: `${p.name}（${p.post}）` }))}
                hint="只能选本机构的在职人员。"
              />
              <Checkboxes
                name="fullTime"
                legend="专兼职"
                form={form}
                options={[{ value: 'yes', label: '专职从事政务公开', note: '不勾选为兼职' }]}
              />
              <DateField name="from" label={STAFF.from} form={form} required />
              <SubmitButton icon="check">登记</SubmitButton>
            </PostForm>
          </Panel>
        </div>
      );
    },
    forms: [
      partForm({
        name: '',
        act: 'organisation.appoint-staff',
        labels: STAFF,
        body: z.object({ person: rowId, fullTime: tick, from: dayField(STAFF.from) }),
        submit: (ctx, { code, once, body: { person, ...rest }, view }) =>
          appoint({ ...ctx, actor: view.person }, { ...rest, code, once, personId: person }),
        done: 'staff',
      }),
      partForm({
        name: 'dismiss',
        act: 'organisation.dismiss-staff',
        labels: { id: '任职记录' },
        body: z.object({ id: rowId }),
        submit: (ctx, { code, once, body, view }) =>
          dismiss({ ...ctx, actor: view.person }, { code, once, id: body.id }),
        done: 'staff-ended',
      }),
    ],
  });
}

/** The pages of office, leaders and staff. */
export function dutyPages(face: Face, frame: ConsoleFrame): void {
  officePage(face, frame);
  leaderPage(face, frame);
  staffPage(face, frame);
}
