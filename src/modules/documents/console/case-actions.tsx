import type { VNode } from 'preact';
import type { Counterpart, Person } from '../../../core/index.ts';
import { stepsFrom } from '../../../mechanisms/procedure/index.ts';
import type { Ending } from '../../../mechanisms/publication/index.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  type ActionItem,
  Actions,
  DateTimeField,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  RadioCards,
  SubmitButton,
  TextArea,
} from '../../../ui/index.ts';
import type { Finding } from '../checks.ts';
import { passage as lifecycle } from '../lifecycle.ts';
import { type Hands, type ReviewPolicy, separationIssue } from '../policy.ts';
import type { Returned } from '../returned.ts';
import { REVIEW_KINDS, type ReviewKind } from '../words.ts';
import type { PassageView } from './passage-view.ts';
import { documentPaths } from './paths.ts';

interface Props {
  ctx: RequestContext;
  view: PassageView;
  person: Person;
  policy: ReviewPolicy;
  hands: Hands;
  /** With whom the person counts as one today. */
  counterparts: readonly Counterpart[];
  findings: readonly Finding[];
  /** Public papers that are marked as repealed by its publication. */
  ended: readonly Ending[];
  /** How it came back to be drafted again. */
  returned: Returned | undefined;
  form: FormState;
  /** Whose form was refused, as its address ends. */
  refused: string | undefined;
}

/** The state of one form of the page: what was entered in another one, and what is wrong there, is none of its business. */
function own({ form, refused }: Props, act: string): { form: FormState; apart?: string } {
  return refused === act ? { form } : { form: newForm(), apart: act };
}

const REVIEW_STATES: Readonly<Record<string, ReviewKind>> = {
  'attribute-review': 'attribute',
  'secrecy-review': 'secrecy',
  'sign-off': 'sign-off',
};

/** What of a passage is open to a person now: its review, sending it back, the acts of its drafter. */
export function openActs(head: PassageView['head'], person: Person) {
  const can = (act: string) => person.may(act, head.organisationId, { kind: 'case', id: head.id });
  const steps = stepsFrom(lifecycle, head.state);
  const open = (act: string) => steps.some((s) => s.act === act) && can(act);
  const kind = REVIEW_STATES[head.state];
  const review = kind !== undefined && can(REVIEW_KINDS[kind].act);
  const returnToSender = open('document.return-to-sender');
  const drafter = ['document.submit', 'document.recall', 'document.unschedule', 'document.abandon'].some(
    open,
  );
  return { steps, kind, review, returnToSender, drafter, none: !(review || returnToSender || drafter) };
}

/** What can be done with a passage now; what cannot is shown with its reason, or not at all when it is another role's. */
export function CaseActions(props: Props): VNode {
  const { view, person, form } = props;
  const { steps, kind, review, returnToSender, drafter, none } = openActs(view.head, person);
  return (
    <Panel title="现在可以做" id="act">
      <ErrorSummary form={form} />
      <Deputising {...props} acts={steps.map((s) => s.act)} />
      {review && kind && <ReviewForm {...props} kind={kind} />}
      {returnToSender && <ReturnToSenderForm {...props} open={!review} />}
      {drafter && <DrafterActions {...props} />}
      {none && <Waiting {...props} />}
    </Panel>
  );
}

/** Says in whose place the person would act here. */
function Deputising({ view, person, acts }: Props & { acts: readonly string[] }): VNode | null {
  const { id, organisationId } = view.head;
  const names = acts.flatMap(
    (act) => person.onBehalfOf(act, organisationId, { kind: 'case', id })?.name ?? [],
  );
  if (names.length === 0) return null;
  return (
    <Note kind="info">
      您在本件以“{person.name}（代 {[...new Set(names)].join('、')}）”的名义办理，流转记录会这样写明。
    </Note>
  );
}

/** 退文: the government office returns a paper to its drafter. */
function ReturnToSenderForm(props: Props & { open: boolean }): VNode {
  const { ctx, view, open, refused } = props;
  const { head } = view;
  return (
    <details open={open || refused === 'return-to-sender'}>
      <summary>退文</summary>
      <PostForm
        action={documentPaths(ctx.base.console).act(head.pid, 'return-to-sender')}
        once={ctx.session?.once() ?? ''}
        label="退文"
      >
        <Hidden name="version" value={head.version} />
        <TextArea
          name="comment"
          label="退文原因"
          {...own(props, 'return-to-sender')}
          rows={3}
          maxLength={500}
          required
          hint="例如没有公开属性建议、没有说明理由。"
        />
        <SubmitButton icon="arrow-back-up" kind="danger">
          退文
        </SubmitButton>
      </PostForm>
    </details>
  );
}

function Waiting({ view }: Props): VNode {
  const { head } = view;
  if (head.closedOn) return <p class="mb-0">本件已于 {head.closedOn} 办结。更正、撤回请到“文件档案”办理。</p>;
  const state = lifecycle.states[head.state as keyof typeof lifecycle.states];
  return <p class="mb-0">本件现在是“{state.label}”，由其他岗位的同事办理，您不需要操作。</p>;
}

function ReviewForm(props: Props & { kind: ReviewKind }): VNode {
  const { ctx, view, person, policy, hands, counterparts, findings, ended, kind } = props;
  const { head, edition } = view;
  const act = { attribute: 'attribute-review', secrecy: 'secrecy-review', 'sign-off': 'sign-off' }[kind];
  const { form, ...apart } = own(props, act);
  const issue = separationIssue(policy, hands, kind, {
    personId: person.personId,
    counterparts,
  });
  const paths = documentPaths(ctx.base.console);
  const label = REVIEW_KINDS[kind].label;
  if (issue) return <Actions items={[{ label, unavailable: issue.message }]} />;
  const proactive = edition.attribute === 'proactive';
  const blocking = findings.filter((f) => f.level === 'must').length;
  const pass = {
    attribute: '同意所定公开属性，转保密审查',
    secrecy: '经审查不涉密，转签发',
    'sign-off': proactive ? '签发并公开' : '审签（不向社会公开）',
  }[kind];
  return (
    <PostForm action={paths.act(head.pid, act)} once={ctx.session?.once() ?? ''} label={label}>
      <Hidden name="seen" value={edition.contentHash ?? ''} />
      <Hidden name="version" value={head.version} />
      <RadioCards
        name="verdict"
        legend={`${label}结论`}
        form={form}
        required
        options={[
          {
            value: 'pass',
            label: pass,
            ...(blocking > 0 ? { note: `还有 ${blocking} 项须处理的问题，不能通过` } : {}),
          },
          { value: 'return', label: '退回起草人', note: '须写明原因；修改后重新审查' },
        ]}
      />
      <TextArea name="comment" label="意见" form={form} {...apart} rows={3} maxLength={500} />
      {kind === 'sign-off' && proactive && (
        <RadioCards
          name="when"
          legend="公开时间"
          form={{ ...form, values: { when: 'now', ...form.values } }}
          options={[
            { value: 'now', label: '立即公开', note: '发布时间由系统记录' },
            { value: 'later', label: '定时公开', note: '到所填的时间自动公开' },
          ]}
          asks={
            <DateTimeField
              name="publishAt"
              label="定时公开的时间"
              form={form}
              hint="只在选“定时公开”时使用，北京时间。"
            />
          }
        />
      )}
      {kind === 'sign-off' && proactive && ended.length > 0 && (
        <Note kind="warn" title="签发后将标为已废止：">
          <ul class="mb-0">
            {ended.map((e) => (
              <li key={e.title}>
                《{e.title}》{e.documentNumber && `（${e.documentNumber}）`}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <SubmitButton icon="check">提交{label}</SubmitButton>
      <details class="muted xs">
        <summary>您审查的是本页所示的文本，文本变动则审查作废。</summary>
        文本校验码 {edition.contentHash?.slice(0, 12)}…
      </details>
    </PostForm>
  );
}

/** An act that ends or sends back what others have worked on: asked for the reason before it is done. */
function Reasoned(props: Props & { act: string; label: string; follows: string }): VNode {
  const { ctx, view, refused, act, label, follows } = props;
  return (
    <details open={refused === act}>
      <summary>{label}…</summary>
      <PostForm
        action={documentPaths(ctx.base.console).act(view.head.pid, act)}
        once={ctx.session?.once() ?? ''}
        label={label}
      >
        <Hidden name="version" value={view.head.version} />
        <p class="mb-1">{follows}</p>
        <TextArea
          name="comment"
          label={`${label}的原因`}
          {...own(props, act)}
          rows={2}
          maxLength={500}
          required
        />
        <SubmitButton icon="ban" kind="danger">
          确认{label}
        </SubmitButton>
      </PostForm>
    </details>
  );
}

function DrafterActions(props: Props): VNode {
  const { ctx, view, person, findings, returned } = props;
  const { head } = view;
  const paths = documentPaths(ctx.base.console);
  const once = () => ctx.session?.once() ?? '';
  const fields = { version: String(head.version) };
  const blocking = findings.filter((f) => f.level === 'must').length;
  const can = (act: string) => person.may(act, head.organisationId);
  const items: ActionItem[] = [];
  const answers = head.state === 'drafting' && can('document.save') && returned?.found && blocking === 0;
  if (head.state === 'drafting' && can('document.save')) {
    items.push({
      label: '修改草稿',
      icon: 'pencil',
      kind: blocking > 0 ? 'primary' : 'plain',
      href: paths.edit(head.pid),
    });
    if (!answers)
      items.push({
        label: '送审',
        icon: 'send',
        ...(blocking > 0
          ? { unavailable: `还有 ${blocking} 项须处理` }
          : {
              kind: 'primary' as const,
              note: '→ 公开属性审查',
              post: { action: paths.act(head.pid, 'submit'), once: once(), fields },
            }),
      });
  }
  if (head.state === 'attribute-review' && can('document.recall'))
    items.push({
      label: '撤回送审',
      icon: 'arrow-back-up',
      note: '尚未审查，可取回修改',
      post: { action: paths.act(head.pid, 'recall'), once: once(), fields },
    });
  return (
    <>
      {view.edition.excerpts > 1 && (
        <Note kind="warn">本稿含 {view.edition.excerpts} 件文件的摘编，须先拆分。</Note>
      )}
      <Actions items={items} />
      {answers && (
        <PostForm action={paths.act(head.pid, 'submit')} once={once()} label="送审">
          <Hidden name="version" value={head.version} />
          <TextArea
            name="comment"
            label="对退回意见的说明"
            {...own(props, 'submit')}
            rows={2}
            maxLength={500}
            hint="稿件没有改动的必填，至少 10 个字；审查人会看到。"
          />
          <SubmitButton icon="send">送审</SubmitButton>
        </PostForm>
      )}
      {head.state === 'drafting' && can('document.abandon') && (
        <Reasoned
          {...props}
          act="abandon"
          label="作废"
          follows="作废后本件办结，不能恢复，稿件和记录保留备查。"
        />
      )}
      {head.state === 'scheduled' && can('document.unschedule') && (
        <Reasoned
          {...props}
          act="unschedule"
          label="取消定时发布"
          follows="到时间不再公开，本件退回起草，须重新送审。"
        />
      )}
    </>
  );
}
