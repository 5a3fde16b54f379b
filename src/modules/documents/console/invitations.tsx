import type { VNode } from 'preact';
import { type InvitationRow, isOver, personOf } from '../../../core/index.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  Actions,
  DateField,
  ErrorSummary,
  KeyValue,
  Note,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { INVITABLE } from '../acts/invite.ts';
import { ACT_LABELS } from '../lifecycle.ts';
import { documentPaths } from './paths.ts';

/** Names of the fields of an invitation. */
export const INVITATION_LABELS = {
  username: '受邀人的用户名',
  act: '请其办理',
  to: '截止日',
  source: '邀请依据',
};

/** Reviewers from outside who are invited to this case: who, for what, until when; and the form to invite one. */
export function InvitationsPanel({
  ctx,
  casePid,
  organisationId,
  open,
  invitations,
  form,
}: {
  ctx: RequestContext;
  casePid: string;
  organisationId: number;
  open: boolean;
  invitations: readonly InvitationRow[];
  form: FormState;
}): VNode | null {
  const person = personOf(ctx);
  const paths = documentPaths(ctx.base.console);
  const may = open && person.may('document.invite', organisationId);
  if (!may && invitations.length === 0) return null;
  const failed = 'username' in form.values ? form : { values: {}, issues: [] };
  return (
    <Panel title="受邀审查人" aside="只能看到和办理这一件" id="invitations">
      {invitations.map((i) => {
        const active = !isOver({ from: i.validFrom, to: i.validTo }, ctx.today);
        return (
          <div class="mc-g" key={i.pid}>
            <KeyValue
              rows={[
                ['受邀人', `${i.name}（${i.organisationName}）`],
                ['办理', ACT_LABELS[i.act] ?? i.act],
                [
                  '期限',
                  i.endedAt
                    ? `已于 ${minute(i.endedAt)} 终止`
                    : `${i.validFrom} 至 ${i.validTo}${active ? '' : '（已到期）'}`,
                ],
                ['依据', i.source],
                ['邀请人', i.givenBy],
              ]}
            />
            {active && may && (
              <Actions
                items={[
                  {
                    label: `终止对${i.name}的邀请`,
                    icon: 'ban',
                    kind: 'danger',
                    post: {
                      action: paths.act(casePid, 'end-invitation'),
                      once: ctx.session?.once() ?? '',
                      fields: { invitation: i.pid },
                    },
                  },
                ]}
              />
            )}
          </div>
        );
      })}
      {may && (
        <details open={failed.issues.length > 0}>
          <summary>邀请外聘或上级审查人</summary>
          <Note>受邀人登录后只能看到这一件，到截止日自动失效。审签分离的规定同样适用。</Note>
          <ErrorSummary form={failed} labels={INVITATION_LABELS} />
          <PostForm action={paths.act(casePid, 'invite')} once={ctx.session?.once() ?? ''} label="邀请审查人">
            <TextField
              name="username"
              label={INVITATION_LABELS.username}
              form={failed}
              required
              autocomplete="off"
              hint="登录工作台用的用户名，请向对方核对。"
            />
            <SelectField
              name="act"
              label={INVITATION_LABELS.act}
              form={failed}
              options={INVITABLE.map((act) => ({ value: act, label: ACT_LABELS[act] ?? act }))}
            />
            <DateField name="to" label={INVITATION_LABELS.to} form={failed} required min={ctx.today} />
            <TextField
              name="source"
              label={INVITATION_LABELS.source}
              form={failed}
              required
              maxLength={200}
              hint="例如聘书、上级机关来函的文号。"
            />
            <SubmitButton icon="plus">邀请</SubmitButton>
          </PostForm>
        </details>
      )}
    </Panel>
  );
}
