import type { ComponentChildren } from 'preact';
import { type FoundIntake, keptMonths, portalParameter } from '../../../core/index.ts';
import { chineseDay } from '../../../law/day.ts';
import { portalPaths } from '../../../mechanisms/publication/index.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  Checkboxes,
  Icon,
  PostForm,
  ReadableText,
  SectionHead,
  SubmitButton,
  Tag,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { FEEDBACK_LABELS } from '../feedback-form.ts';
import { CLOSINGS, INTAKE, USES } from '../words.ts';
import { feedbackPortalPaths } from './paths.ts';
import { type Answer, feedbackOn, type PublicFeedback } from './reads.ts';

/** A text of somebody: its lines, escaped. */
function Lines({ text }: { text: string }) {
  return (
    <>
      {text.split('\n').map((line, i) => (
        <p key={i}>{line}</p>
      ))}
    </>
  );
}

/** Feedback with its answers. @param about shows the papers, where the list is of several */
export function FeedbackList(props: { items: readonly PublicFeedback[]; base: string; about?: boolean }) {
  const { items, ...shown } = props;
  return (
    <ul class="mc-fb">
      {items.map((item) => (
        <Item key={item.pid} item={item} {...shown} />
      ))}
    </ul>
  );
}

function Item({ item, base, about }: { item: PublicFeedback; base: string; about?: boolean }) {
  return (
    <li id={item.pid}>
      {about && (
        <p class="ab">
          <a href={portalPaths(base).document(item.documentPid)}>{item.documentTitle}</a>
        </p>
      )}
      <div class="q">
        <div class="me">
          <span>网友反馈</span>
          <span>{chineseDay(item.receivedOn)}</span>
        </div>
        <Lines text={item.content} />
      </div>
      <div class="a">
        <div class="me">
          <b>答复</b>
          <span>{chineseDay(item.repliedOn)}</span>
          {item.useKind && (
            <Tag kind={item.useKind === 'not-used' ? 'mute' : 'ok'}>意见{USES[item.useKind]}</Tag>
          )}
        </div>
        <Lines text={item.reply} />
        {item.useNote !== '' && <p class="muted">采用情况：{item.useNote}</p>}
      </div>
    </li>
  );
}

/** What the sender of a feedback reads with the query code. @param answer undefined while the feedback waits to be enrolled */
export function answerRows(
  ctx: RequestContext,
  found: FoundIntake,
  answer: Answer | undefined,
): [string, ComponentChildren][] {
  const answered = answer?.repliedOn ? answer : undefined;
  return [
    [
      '文件',
      answer?.documentPid && (
        <a href={portalPaths(ctx.base.portal).document(answer.documentPid)}>{answer.documentTitle}</a>
      ),
    ],
    ['收到日期', chineseDay(found.receivedOn)],
    ['答复期限', found.closedOn === null && !answered && found.dueOn !== null && chineseDay(found.dueOn)],
    ['答复日期', answered?.repliedOn && chineseDay(answered.repliedOn)],
    ['答复', answered && <span class="mc-lines">{answered.reply}</span>],
    ['意见采用情况', answer?.useKind && USES[answer.useKind]],
    ['采用情况说明', answer?.useKind && answer.useNote],
    ['说明', answer?.closing && `${CLOSINGS[answer.closing]}，不再答复。`],
    ['是否公开', answer?.published && '已在文件页下公开'],
    ['办结日期', found.closedOn !== null && chineseDay(found.closedOn)],
  ];
}

/** What the sender is told before anything is typed: what for, who sees it, how long (个人信息保护法第十七条). */
async function purposeOf(ctx: RequestContext): Promise<string> {
  const months = await keptMonths(ctx.db, INTAKE, ctx.today);
  return `姓名、联系方式可以不填；填写的，只用于就这条反馈与您联系，只有承办单位的经办人能看到（每次查看都留痕），加密存放在境内，${
    months === undefined ? '办结后按保留期限表清除' : `办结满 ${months} 个月清除`
  }，不会公开。反馈内容和答复经审核可能公开。`;
}

/** The fields of a feedback, the same under the paper and on the page that sends it. */
export async function feedbackFields(ctx: RequestContext, form: FormState): Promise<ComponentChildren> {
  const [least, most] = await Promise.all([
    portalParameter(ctx.db, 'portal.feedback-least', ctx.today),
    portalParameter(ctx.db, 'portal.feedback-most', ctx.today),
  ]);
  const L = FEEDBACK_LABELS;
  return (
    <>
      <TextArea
        name="content"
        label={L.content}
        form={form}
        required
        rows={5}
        maxLength={most}
        hint={`对文件的制定、执行有什么意见建议，或者发现了错误，请写在这里，至少 ${least} 字。不要写身份证号、手机号。`}
      />
      <div class="mc-fields">
        <TextField name="name" label={L.name} form={form} autocomplete="name" hint="可以不填。" />
        <TextField
          name="contact"
          label={L.contact}
          form={form}
          autocomplete="off"
          hint="手机号或者电子邮箱，可以不填。"
        />
      </div>
      <Checkboxes
        name="consent"
        legend={L.consent}
        form={form}
        hint={await purposeOf(ctx)}
        options={[{ value: 'yes', label: '留了姓名或者联系方式的：我已知道以上内容，同意提供。' }]}
      />
    </>
  );
}

/** 政策反馈 under a public paper: what others said and was answered, and the form. Holds no token: the page is cached. */
export async function feedbackSection(
  ctx: RequestContext,
  document: { pid: string; title: string },
): Promise<ComponentChildren> {
  const paths = feedbackPortalPaths(ctx.base.portal);
  const size = await portalParameter(ctx.db, 'portal.feedback-shown', ctx.today);
  const { items, total } = await feedbackOn(ctx.db, {
    document: document.pid,
    title: document.title,
    page: 1,
    size,
  });
  return (
    <section class="mc-feedback no-print" aria-labelledby="feedback">
      <SectionHead
        title="政策反馈"
        id="feedback"
        level={2}
        aside={<a href={paths.query()}>查询我的反馈</a>}
      />
      {items.length > 0 && (
        <ReadableText>
          <FeedbackList items={items} base={ctx.base.portal} />
        </ReadableText>
      )}
      {total > items.length && (
        <p>
          <a href={paths.document(document.pid, 2)}>查看全部 {total} 条反馈和答复</a>
        </p>
      )}
      <details open={items.length === 0}>
        <summary>
          <Icon name="messages" /> 我要反馈
        </summary>
        <PostForm action={paths.document(document.pid)} label="政策反馈">
          {await feedbackFields(ctx, newForm())}
          <SubmitButton icon="corner-down-right">下一步</SubmitButton>
        </PostForm>
      </details>
    </section>
  );
}
