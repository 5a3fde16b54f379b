import { type Holder, nearestHolders, type Person, ROLES } from '../../../core/index.ts';
import type { CaseHead } from '../../../mechanisms/procedure/index.ts';
import type { FormState, RequestContext } from '../../../platform/http/route.ts';
import {
  ErrorSummary,
  Hidden,
  optionsOf,
  Panel,
  PostForm,
  RadioCards,
  SelectField,
  SubmitButton,
  TextArea,
} from '../../../ui/index.ts';
import { CLOSINGS, IDENTITY_CHECKS, OUTCOMES } from '../words.ts';
import { privacyPaths } from './paths.ts';

/** Names of the fields of the acts. */
export const ACT_FIELD_LABELS = {
  identityCheck: '身份核验方式',
  outcome: '决定',
  text: '答复内容',
  closing: '终止原因',
};

/** Who is meant, by name: those of the own organisation, else of the next one above. */
function waitingNames(holders: readonly Holder[]): string {
  const near = new Set(nearestHolders(holders, 'disclosure-office'));
  const names = [...new Set(holders.filter((h) => near.has(h.personId)).map((h) => h.name))];
  if (names.length === 0) return '现在没有人担任，请联系安全管理员授权';
  return names.length > 3 ? `${names.slice(0, 3).join('、')}等 ${names.length} 人` : names.join('、');
}

/** What can be done with a request now by this person. */
export function CaseActions({
  ctx,
  head,
  person,
  form,
  waitsFor,
}: {
  ctx: RequestContext;
  head: CaseHead;
  person: Person;
  form: FormState;
  /** Who may act now. */
  waitsFor: readonly Holder[];
}) {
  const paths = privacyPaths(ctx.base.console);
  const may = (act: string) => person.may(act, head.organisationId);
  const once = () => ctx.session?.once() ?? '';
  if (head.closedOn !== null)
    return (
      <Panel title="现在可以做">
        <p class="mb-0">本件已于 {head.closedOn} 办结。</p>
      </Panel>
    );
  const accept = head.state === 'received' && may('privacy.accept');
  const reply = head.state === 'handling' && may('privacy.reply');
  const close = may('privacy.close');
  return (
    <>
      <Panel title="现在可以做">
        <ErrorSummary form={form} labels={ACT_FIELD_LABELS} />
        {accept && (
          <PostForm action={paths.act(head.pid, 'accept')} once={once()} label="受理">
            <Hidden name="version" value={head.version} />
            <RadioCards
              name="identityCheck"
              legend={ACT_FIELD_LABELS.identityCheck}
              form={form}
              required
              hint="先核实申请人就是本人，再提供或者处理其信息。"
              options={optionsOf(IDENTITY_CHECKS)}
            />
            <SubmitButton icon="check">受理</SubmitButton>
          </PostForm>
        )}
        {reply && (
          <PostForm action={paths.act(head.pid, 'reply')} once={once()} guard label="答复">
            <Hidden name="version" value={head.version} />
            <RadioCards
              name="outcome"
              legend={ACT_FIELD_LABELS.outcome}
              form={form}
              required
              options={optionsOf(OUTCOMES)}
            />
            <TextArea
              name="text"
              label={ACT_FIELD_LABELS.text}
              form={form}
              required
              rows={6}
              maxLength={2000}
              hint="不同意的须说明理由和救济途径。答复与请求一样加密存放。"
            />
            <SubmitButton icon="send">答复并办结</SubmitButton>
          </PostForm>
        )}
        {!accept && !reply && (
          <p class="mb-0">
            本件等待“{ROLES['disclosure-office'].label}”（{waitingNames(waitsFor)}）
            {head.state === 'received' ? '受理' : '答复'}，您不需要操作。
          </p>
        )}
      </Panel>
      {close && (
        <Panel title="终止办理">
          <PostForm action={paths.act(head.pid, 'close')} once={once()} label="终止办理">
            <Hidden name="version" value={head.version} />
            <SelectField
              name="closing"
              label={ACT_FIELD_LABELS.closing}
              form={form}
              empty="请选择"
              options={optionsOf(CLOSINGS)}
            />
            <SubmitButton kind="plain" icon="ban">
              终止
            </SubmitButton>
          </PostForm>
        </Panel>
      )}
    </>
  );
}
