import { type ConsoleFrame, goesWith, isOver, type Role } from '../../../../core/index.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { pidParams } from '../../../../platform/http/fields.ts';
import { ErrorSummary, Note, Panel, PostForm, SubmitButton } from '../../../../ui/index.ts';
import { giveDeputation } from '../acts/rights.ts';
import { formPage } from '../form-page.ts';
import { peoplePaths } from '../paths.ts';
import { colleagues, grantsOfStaff, readStaff, type StaffRow } from '../store.ts';
import {
  DEPUTATION_LABELS,
  DeputationFields,
  deputationBody,
  deputationInput,
} from './deputation-fields.tsx';

/** The security officer names a deputy for somebody who cannot do it. */
export function deputationForm(face: Face, frame: ConsoleFrame): void {
  formPage(face, frame, {
    path: '/people/:pid/deputations/new',
    act: 'deputation.give',
    params: pidParams,
    section: '/people',
    title: ({ p }: { p: StaffRow; roles: Role[]; deputies: Awaited<ReturnType<typeof colleagues>> }) =>
      `指定代理人：${p.name}`,
    labels: DEPUTATION_LABELS,
    body: deputationBody,
    async load(ctx, person, { pid }) {
      const scope = person.scope('deputation.give');
      const p = await readStaff(ctx.db, pid, scope);
      const grants = await grantsOfStaff(ctx.db, p.id);
      const open = grants.filter((g) => !isOver({ from: g.validFrom, to: g.validTo }, ctx.today));
      const roles = [...new Set(open.map((g) => g.role))];
      const deputies = (await colleagues(ctx.db, scope, ctx.today)).filter(
        (d) => d.id !== p.id && d.id !== person.personId && goesWith(d.roles, roles),
      );
      // People of the own organisation first: they are meant most of the time.
      deputies.sort(
        (a, b) =>
          Number(b.organisationName === p.organisationName) -
          Number(a.organisationName === p.organisationName),
      );
      return { p, roles, deputies };
    },
    values: (_data, ctx) => ({ from: ctx.today }),
    view: (ctx, { p, roles, deputies }, form) => (
      <Panel title="代理" aside={p.organisationName}>
        <Note>
          代理人以自己的名义办理，记录写明“代 {p.name}
          ”。代理期间两人在审签分离上视为同一人。代理不能再转给别人。
        </Note>
        <ErrorSummary form={form} labels={DEPUTATION_LABELS} />
        <PostForm
          action={peoplePaths(ctx.base.console).deputation(p.pid)}
          once={ctx.session?.once() ?? ''}
          label="指定代理人"
          guard
        >
          <DeputationFields form={form} today={ctx.today} deputies={deputies} roles={roles} />
          <SubmitButton icon="users">指定代理人</SubmitButton>
        </PostForm>
      </Panel>
    ),
    async submit(ctx, { data, body, once }) {
      const input = deputationInput(data.p.pid, body, once);
      await giveDeputation(ctx, input);
      const done = input.validFrom > ctx.today ? 'deputy-planned' : 'deputy-given';
      return `${peoplePaths(ctx.base.console).person(data.p.pid)}?done=${done}`;
    },
  });
}
