import type { VNode } from 'preact';
import { z } from 'zod';
import { type ConsoleFrame, type Organisation, organisationsByIds, SCOPES } from '../../../../core/index.ts';
import { Refusal } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { pidParams } from '../../../../platform/http/fields.ts';
import { textField } from '../../../../platform/http/messages.ts';
import type { FormState, RequestContext } from '../../../../platform/http/route.ts';
import {
  Actions,
  DateField,
  Empty,
  ErrorSummary,
  KeyValue,
  Note,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../../ui/index.ts';
import type { House } from '../../../module.ts';
import { type HandoverInput, handOver } from '../acts/handover.ts';
import { formPage } from '../form-page.ts';
import { type HandoverPlan, planHandover, roleLabel, type TaskLine } from '../handover-plan.ts';
import { peoplePaths } from '../paths.ts';
import { readStaff, type StaffRow } from '../store.ts';
import { needDay } from './fields.ts';
import { chosenOrganisation } from './staff-forms.tsx';

const LABELS = {
  kind: '离任还是调动',
  lastDay: '最后工作日',
  organisation: '调入机构',
  post: '调入后的职务',
  successor: '接手人',
};

const WHY = { assigned: '已交给本人办理', begun: '本人起草（发起）', 'only-holder': '只有本人能办' };

interface Data {
  p: StaffRow;
  plan: HandoverPlan;
  /** Who can take something over, and how many of the tasks. */
  people: { pid: string; name: string; fits: number }[];
  organisations: Organisation[];
}

function Line({ house, line, form }: { house: House; line: TaskLine; form: FormState }): VNode {
  const { task, candidates, key } = line;
  const what = `${house.words.procedureLabel(task.procedure)}（编号 ${task.casePid}），${house.words.stateLabel(task.procedure, task.state)}`;
  const label = `${task.organisationName}：${what}`;
  const need = `${WHY[line.why]}；需要${task.posts.map(roleLabel).join('或')}。`;
  return candidates.length === 0 ? (
    <div class="mc-field err" id={`f-${key}`}>
      <b>{label}</b>
      <p class="msg">{need}没有其他人可以接手，请安全管理员先授权，再办理移交。</p>
    </div>
  ) : (
    <SelectField
      name={key}
      label={label}
      form={form}
      hint={need}
      empty="由上面的接手人接手"
      options={candidates.map((x) => ({ value: x.pid, label: `${x.name}（可以办理）` }))}
    />
  );
}

function Ending({ plan }: { plan: HandoverPlan }): VNode {
  const grants = [...plan.grants, ...plan.futureGrants].map(
    (g) =>
      `${roleLabel(g.role)}：${g.organisationName}（${SCOPES[g.scope]}，${g.validFrom} 至 ${g.validTo ?? '长期'}）`,
  );
  const list = (items: readonly string[]) =>
    items.length === 0 ? (
      '没有'
    ) : (
      <ul class="mb-0">
        {items.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    );
  return (
    <Panel title="一并终止或另行办理的" aside="含将来生效的">
      <KeyValue
        rows={[
          ['授权', list(grants)],
          [
            '正代理别人',
            list(
              plan.deputising.map((d) => `代 ${d.personName}，至 ${d.validTo}；终止后请安全管理员另行指定`),
            ),
          ],
          [
            '登记的职责',
            plan.duties.length > 0 ? list(plan.duties.map((text) => `${text}；请在“机构”中另行登记`)) : '',
          ],
          ...plan.leftovers.map(({ label, text }): [string, string] => [label, text]),
          ['由别人代理', list(plan.absences.map((d) => `${d.deputyName}，至 ${d.validTo}`))],
          [
            '受邀审查',
            list(
              plan.invitations.map(
                (i) => `${i.organisationName}，编号 ${i.casePid}，至 ${i.validTo}；已通知邀请人${i.givenBy}`,
              ),
            ),
          ],
        ]}
      />
    </Panel>
  );
}

function Gaps({ plan }: { plan: HandoverPlan }): VNode | null {
  if (plan.gaps.length === 0) return null;
  const blocking = plan.gaps.some((g) => g.blocking);
  return (
    <Note kind={blocking ? 'bad' : 'warn'} title="离开后无人担任">
      <ul class="mb-0">
        {plan.gaps.map((g) => (
          <li key={`${g.role} ${g.organisationName}`}>
            {g.organisationName}：{roleLabel(g.role)}
            {g.blocking && '（须先授权给别人，否则不能办理）'}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function View({
  ctx,
  house,
  data,
  form,
}: {
  ctx: RequestContext;
  house: House;
  data: Data;
  form: FormState;
}) {
  const { p, plan, people, organisations } = data;
  const stuck = plan.tasks.filter((t) => t.candidates.length === 0).length;
  const impossible =
    stuck > 0
      ? `还有 ${stuck} 件没有人可以接手`
      : plan.gaps.some((g) => g.blocking)
        ? '还有角色无人担任，须先授权给别人'
        : undefined;
  const labels = {
    ...LABELS,
    ...Object.fromEntries(
      plan.tasks.map((t) => [t.key, `${t.task.organisationName}，编号 ${t.task.casePid}`]),
    ),
  };
  return (
    <div class="mc-g">
      <Gaps plan={plan} />
      <ErrorSummary form={form} labels={labels} />
      <PostForm
        action={peoplePaths(ctx.base.console).handover(p.pid)}
        once={ctx.session?.once() ?? ''}
        label="移交工作"
        class="mc-g main-r"
        guard
      >
        <div class="mc-g">
          <Panel title="需要指定接手人的工作" aside={`${plan.tasks.length} 件`}>
            {plan.tasks.length === 0 ? (
              <Empty title="没有需要指定接手人的工作。" hint="其余待办由持有同样角色的同事继续办理。" />
            ) : (
              <>
                {plan.tasks.some((t) => t.candidates.length > 0) && (
                  <SelectField
                    name="successor"
                    label={LABELS.successor}
                    form={form}
                    empty="请选择"
                    hint="接手下面没有单独选择的各件。接手人须持有相应角色，并且没有办过该件应回避的环节。"
                    options={people.map((x) => ({
                      value: x.pid,
                      label:
                        x.fits === plan.tasks.length
                          ? `${x.name}（可以接手全部）`
                          : `${x.name}（可以接手 ${x.fits} 件）`,
                    }))}
                  />
                )}
                {plan.tasks.map((line) => (
                  <Line key={line.key} house={house} line={line} form={form} />
                ))}
              </>
            )}
          </Panel>
          <Ending plan={plan} />
        </div>
        <aside class="mc-g" aria-label="办理">
          <Panel title="怎样离开">
            {stuck > 0 && <Note kind="bad">还有 {stuck} 件没有人可以接手，现在不能办理。</Note>}
            <RadioCards
              name="kind"
              legend={LABELS.kind}
              form={form}
              required
              options={[
                { value: 'leave', label: '离任', note: '到最后工作日为止，之后不能登录' },
                { value: 'move', label: '调往其他机构', note: '今日起生效，原授权即时终止' },
              ]}
            />
            <DateField
              name="lastDay"
              label={LABELS.lastDay}
              form={form}
              hint="离任填写。当日仍可登录；填昨天或更早即立即停用账号。"
            />
            <SelectField
              name="organisation"
              label={LABELS.organisation}
              form={form}
              empty="调动时选择"
              options={organisations
                .filter((o) => o.id !== p.organisationId)
                .map((o) => ({ value: o.code, label: o.name }))}
            />
            <TextField name="post" label={LABELS.post} form={form} maxLength={50} hint="调动时填写。" />
            {impossible === undefined ? (
              <SubmitButton icon="check" note="全部移交，一次完成">
                移交并办理
              </SubmitButton>
            ) : (
              <Actions items={[{ label: '移交并办理', icon: 'check', unavailable: impossible }]} />
            )}
          </Panel>
        </aside>
      </PostForm>
    </div>
  );
}

/** 离任与调动: everything open of a person, handed over at once. */
export function handoverPage(face: Face, frame: ConsoleFrame, house: House): void {
  formPage(face, frame, {
    path: '/people/:pid/handover',
    act: 'person.leave',
    params: pidParams,
    section: '/people',
    title: ({ p }: Data) => `离任或调动：${p.name}`,
    labels: LABELS,
    body: z.looseObject({
      kind: z.enum(['leave', 'move']),
      lastDay: z.string().default(''),
      organisation: z.string().max(40).default(''),
      post: textField(50),
      successor: z.string().max(10).default(''),
    }),
    async load(ctx, person, { pid }): Promise<Data> {
      const scope = person.scope('person.leave');
      const p = await readStaff(ctx.db, pid, scope);
      const plan = await planHandover(ctx.db, house, {
        personId: p.id,
        lastDay: ctx.today,
        today: ctx.today,
      });
      // Only who can take something, those first who can take most of it.
      const fitting = Map.groupBy(
        plan.tasks.flatMap((t) => t.candidates),
        (x) => x.pid,
      );
      const people = [...fitting.values()]
        .map((of) => ({ pid: of[0]!.pid, name: of[0]!.name, fits: of.length }))
        .toSorted((a, b) => b.fits - a.fits);
      return {
        p,
        plan,
        people,
        organisations: await organisationsByIds(ctx.db, scope, ctx.today),
      };
    },
    values: (_data, ctx) => ({ kind: 'leave', lastDay: ctx.today }),
    view: (ctx, data, form) => <View ctx={ctx} house={house} data={data} form={form} />,
    async submit(ctx, { data, body, once }) {
      const { kind, lastDay, organisation, post, successor, ...rest } = body;
      let to: HandoverInput['to'];
      if (kind === 'leave') to = { kind, lastDay: needDay(lastDay, 'lastDay', LABELS.lastDay) };
      else {
        if (!organisation) throw new Refusal([{ field: 'organisation', message: '请选择调入机构。' }], 422);
        const chosen = await chosenOrganisation(ctx, data.organisations, organisation);
        to = { kind, organisationId: chosen.id, post };
      }
      const choices = Object.fromEntries(
        Object.entries(rest).flatMap(([key, value]) =>
          key.startsWith('task-') && typeof value === 'string' ? [[key, value]] : [],
        ),
      );
      await handOver(ctx, house, { pid: data.p.pid, to, successor, choices, once });
      const done = kind === 'leave' ? 'left' : 'moved';
      const paths = peoplePaths(ctx.base.console);
      return `${paths.person(data.p.pid)}?done=${done}`;
    },
  });
}
