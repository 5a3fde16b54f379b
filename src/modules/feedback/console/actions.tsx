import type { ComponentChildren } from 'preact';
import type { Person } from '../../../core/index.ts';
import { maskPersonalNumbers } from '../../../law/personal-data.ts';
import { type CaseHead, stepsFrom } from '../../../mechanisms/procedure/index.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  ErrorSummary,
  Hidden,
  Note,
  optionsOf,
  Panel,
  PostForm,
  SelectField,
  type SelectFieldProps,
  SubmitButton,
  TextArea,
  textOf,
} from '../../../ui/index.ts';
import { policyFeedback, stateLabel } from '../lifecycle.ts';
import { approvalIssue } from '../policy.ts';
import { handlersOf } from '../routing.ts';
import { type Feedback, receiversOn } from '../store.ts';
import { CLASSES, CLOSINGS, USES } from '../words.ts';
import { feedbackPaths } from './paths.ts';

/** Names of the fields of the acts. */
export const ACT_FIELD_LABELS = {
  reply: '答复',
  publicText: '公开的反馈内容',
  publicReply: '公开的答复',
  useKind: '意见采用情况',
  useNote: '采用情况说明',
  comment: '退回意见',
  privateReason: '不公开的原因',
  privateUse: '意见采用情况',
  privateNote: '采用情况说明',
  reason: '转办原因',
  takeDown: '撤下的原因',
  class: '分类',
  person: '经办人',
  organisation: '转往单位',
  closing: '不予办理的原因',
};

const L = ACT_FIELD_LABELS;
type FieldName = keyof typeof L;

interface Given {
  ctx: RequestContext;
  head: CaseHead;
  feedback: Feedback;
  person: Person;
  form: FormState;
}

/** The form of what was sent, or for another act a fresh one: fields of the same name do not mix. */
function formFor(form: FormState, act: string, values: FormState['values'] = {}): FormState {
  return textOf(form, 'act') === act ? form : { values, issues: [] };
}

/** Two forms of one page never share a name: their labels would point to the same field. */
function UseFields({ form, kind, note }: { form: FormState; kind: string; note: string }) {
  return (
    <>
      <SelectField name={kind} label={L.useKind} form={form} empty="不涉及" options={optionsOf(USES)} />
      <TextArea
        name={note}
        label={L.useNote}
        form={form}
        rows={2}
        maxLength={500}
        hint="怎样采用，或者为什么没有采用；公众（不公开的，提交人）能看到。"
      />
    </>
  );
}

/** A short text that an act asks for: why, or what is to be mended. */
function Words(it: { act: string; name: FieldName; form: FormState; hint?: string }) {
  return (
    <TextArea
      name={it.name}
      label={L[it.name]}
      form={formFor(it.form, it.act)}
      required
      rows={2}
      maxLength={200}
      {...(it.hint ? { hint: it.hint } : {})}
    />
  );
}

/** A choice that an act asks for. @param chosen as it is stored */
function Choice(it: {
  act: string;
  name: FieldName;
  form: FormState;
  options: SelectFieldProps['options'];
  chosen?: string;
  hint?: string;
}) {
  return (
    <SelectField
      name={it.name}
      label={L[it.name]}
      form={formFor(it.form, it.act, { [it.name]: it.chosen ?? '' })}
      empty="请选择"
      options={it.options}
      {...(it.hint ? { hint: it.hint } : {})}
    />
  );
}

/** What can be done with a feedback now by this person. */
export async function caseActions(given: Given): Promise<ComponentChildren> {
  const { ctx, head, feedback, person, form } = given;
  const paths = feedbackPaths(ctx.base.console);
  const possible = new Set(stepsFrom(policyFeedback, head.state).map((s) => s.act));
  const may = (act: string) =>
    possible.has(`feedback.${act}`) && person.may(`feedback.${act}`, head.organisationId);
  const Act = (it: { act: string; label: string; guard?: boolean; children: ComponentChildren }) => (
    <PostForm
      action={paths.act(head.pid, it.act)}
      once={ctx.session?.once() ?? ''}
      label={it.label}
      class="mc-act"
      {...(it.guard ? { guard: true } : {})}
    >
      <Hidden name="version" value={head.version} />
      <Hidden name="act" value={it.act} />
      {it.children}
    </PostForm>
  );
  const approval = may('approve')
    ? await approvalIssue(ctx.db, { caseId: head.id, personId: person.personId, today: ctx.today })
    : undefined;
  const proposal = formFor(form, 'propose', {
    publicText: feedback.liveText || feedback.publicText || maskPersonalNumbers(feedback.content),
    publicReply: feedback.liveReply || feedback.publicReply || feedback.reply,
    useKind: feedback.useKind ?? '',
    useNote: feedback.useNote,
  });
  const handlers = may('assign') ? await handlersOf(ctx.db, head.organisationId, ctx.today) : [];
  const taking = new Map(
    handlers.filter((h) => h.personId === h.ownerId).map((h) => [h.pid, { value: h.pid, label: h.name }]),
  );
  const main = [
    may('reply') && (
      <Act act="reply" label="答复" guard>
        <TextArea
          name="reply"
          label={L.reply}
          form={formFor(form, 'reply', { reply: feedback.reply })}
          required
          rows={6}
          maxLength={2000}
          hint="提交人凭查询码立即可以看到。不要写姓名和号码。"
        />
        <SubmitButton icon="send">{head.state === 'received' ? '答复' : '修改答复'}</SubmitButton>
      </Act>
    ),
    may('approve') && !approval && (
      <>
        <Act act="approve" label="批准公开">
          <p>请核对公开版：没有姓名、号码、住址等能认出个人的内容，答复准确。</p>
          <SubmitButton icon="check">批准公开</SubmitButton>
        </Act>
        <Act act="return" label="退回修改">
          <Words act="return" name="comment" form={form} />
          <SubmitButton kind="plain" icon="arrow-back-up">
            退回修改
          </SubmitButton>
        </Act>
      </>
    ),
    approval && (
      <Note kind="warn" title="须由另一位同事批准">
        <p class="mb-0">
          {approval.message}
          {approval.article && `（${approval.article}）`}
        </p>
      </Note>
    ),
    may('close') && (
      <Act act="close" label="办结">
        <p>办结后，姓名和联系方式从今天起算保留期限，到期自动清除。</p>
        <SubmitButton icon="check">办结</SubmitButton>
      </Act>
    ),
  ].filter(Boolean);
  const unpublish = feedback.publishedAt !== null && person.may('feedback.unpublish', head.organisationId);
  return (
    <>
      <Panel title="现在可以做">
        <ErrorSummary form={form} labels={L} />
        {main.length > 0 ? (
          main
        ) : (
          <p class="mb-0">
            {head.closedOn !== null
              ? `本件已于 ${head.closedOn} 办结。`
              : `本件现在是“${stateLabel(head.state)}”，不等待您办理。`}
          </p>
        )}
      </Panel>
      {may('propose') && (
        <Panel title={feedback.publishedAt ? '更正公开的内容' : '公开'}>
          <Act act="propose" label="提出公开版" guard>
            <TextArea
              name="publicText"
              label={L.publicText}
              form={proposal}
              required
              rows={5}
              maxLength={5000}
              hint="可以删改以隐去个人信息，不要改变原意。"
            />
            <TextArea
              name="publicReply"
              label={L.publicReply}
              form={proposal}
              required
              rows={5}
              maxLength={2000}
            />
            <UseFields form={proposal} kind="useKind" note="useNote" />
            <SubmitButton icon="send" note="由另一位同事批准后公开">
              提出公开
            </SubmitButton>
          </Act>
        </Panel>
      )}
      {may('keep-private') && (
        <Panel title="不公开">
          <Act act="keep-private" label="不公开">
            <Words
              act="keep-private"
              name="privateReason"
              form={form}
              hint="例如“涉及个人事项”。只在内部看到。"
            />
            <UseFields form={formFor(form, 'keep-private')} kind="privateUse" note="privateNote" />
            <SubmitButton kind="plain" icon="eye-off">
              不公开
            </SubmitButton>
          </Act>
        </Panel>
      )}
      {(may('classify') || may('assign')) && (
        <Panel title="分类和经办">
          {may('classify') && (
            <Act act="classify" label="分类">
              <Choice
                act="classify"
                name="class"
                form={form}
                options={optionsOf(CLASSES)}
                chosen={feedback.class ?? ''}
              />
              <SubmitButton kind="plain" icon="check">
                保存分类
              </SubmitButton>
            </Act>
          )}
          {may('assign') && (
            <Act act="assign" label="指定经办人">
              <Choice act="assign" name="person" form={form} options={[...taking.values()]} />
              <SubmitButton kind="plain" icon="user">
                交其办理
              </SubmitButton>
            </Act>
          )}
        </Panel>
      )}
      {may('forward') && (
        <Panel title="不属于本单位">
          <Act act="forward" label="转其他单位">
            <Choice
              act="forward"
              name="organisation"
              form={form}
              options={(await receiversOn(ctx.db, ctx.today))
                .filter((o) => o.id !== head.organisationId)
                .map((o) => ({ value: o.code, label: o.name }))}
            />
            <Words act="forward" name="reason" form={form} />
            <SubmitButton kind="plain" icon="send">
              转出
            </SubmitButton>
          </Act>
        </Panel>
      )}
      {may('dismiss') && (
        <Panel title="不予办理">
          <Act act="dismiss" label="不予办理">
            <Choice
              act="dismiss"
              name="closing"
              form={form}
              options={optionsOf(CLOSINGS)}
              hint="提交人凭查询码能看到。"
            />
            <SubmitButton kind="plain" icon="ban">
              不予办理并办结
            </SubmitButton>
          </Act>
        </Panel>
      )}
      {unpublish && (
        <Panel title="撤下">
          <Act act="unpublish" label="撤下">
            <Words
              act="unpublish"
              name="takeDown"
              form={form}
              hint="发现公开的内容能认出个人等，立即生效，不需要批准。"
            />
            <SubmitButton kind="danger" icon="eye-off">
              撤下
            </SubmitButton>
          </Act>
        </Panel>
      )}
    </>
  );
}
