import { z } from 'zod';
import {
  CAPTCHA_LABELS,
  CodeReceipt,
  captchaBody,
  captchaFields,
  checkCaptcha,
  codeOf,
  codeQueryPages,
  countTry,
  lookUp,
  NonceField,
  nonceFits,
  portalParameter,
  submitIntake,
} from '../../../core/index.ts';
import { titled } from '../../../law/titles.ts';
import { type PortalFrame, portalPaths, readable } from '../../../mechanisms/publication/index.ts';
import { type Issue, NotFound, Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber, pidParams } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  BeyondEnd,
  ButtonLink,
  Empty,
  ErrorSummary,
  Note,
  Pagination,
  PortalMain,
  PostForm,
  SectionHead,
  SubmitButton,
} from '../../../ui/index.ts';
import { FEEDBACK_LABELS, type FeedbackContent, feedbackBody } from '../feedback-form.ts';
import { INTAKE, TOLD } from '../words.ts';
import { feedbackPortalPaths } from './paths.ts';
import { answerOf, feedbackOn, livePaper, newestFeedback } from './reads.ts';
import { answerRows, FeedbackList, feedbackFields } from './view.tsx';

const SECTION = '/feedback';
const COLUMN = {
  name: '政策反馈',
  description: '对政策文件的意见、建议、咨询和纠错，以及起草单位的答复',
  keywords: '政策反馈,意见,建议,咨询,答复',
  type: '办事互动',
};
/** Entry of the main navigation under which these pages stand. */
const SERVICES = '/services';
const LABELS = { ...FEEDBACK_LABELS, ...CAPTCHA_LABELS };
const pages = z.object({ page: pageNumber });

/** The paper of an address, while the public sees it. @throws NotFound */
async function paperAt(ctx: RequestContext, pid: string) {
  const paper = await livePaper(ctx.db, pid);
  if (!paper) throw new NotFound('没有找到这份文件，可能已经撤回或者网址有误，现在不能对它提出反馈。');
  return paper;
}

/** What beside the form of the fields speaks against a feedback. @throws Refusal at the fields */
async function refuseUnfit(ctx: RequestContext, it: FeedbackContent & { consent: string }): Promise<void> {
  const [least, most] = await Promise.all([
    portalParameter(ctx.db, 'portal.feedback-least', ctx.today),
    portalParameter(ctx.db, 'portal.feedback-most', ctx.today),
  ]);
  const { length } = [...it.content];
  const issues: Issue[] = [];
  if (length < least)
    issues.push({
      field: 'content',
      message: `内容至少 ${least} 个字，现在是 ${length} 个字，请写得具体一些。`,
    });
  if (length > most)
    issues.push({ field: 'content', message: `内容最多 ${most} 个字，现在是 ${length} 个字，请删减。` });
  for (const [label, left] of [
    ['姓名', it.name],
    ['联系方式', it.contact],
  ] as const)
    if ([...left].length > 1 && it.content.includes(left))
      issues.push({
        field: 'content',
        message: `内容里写有您的${label}。反馈可能公开，请从内容中删去，只填在“${label}”一栏。`,
      });
  if ((it.name !== '' || it.contact !== '') && it.consent !== 'yes')
    issues.push({
      field: 'consent',
      message: '您留了姓名或者联系方式，请阅读告知内容并勾选；不同意的，请清空这两栏再提交。',
      article: '个人信息保护法第十三条、第十七条',
    });
  if (issues.length > 0) throw new Refusal(issues, 422);
}

/** 政策反馈 on the portal: list and form of one paper, the page that sends it, the query by code, the newest answers. */
export function portalPages(face: Face, frame: PortalFrame): void {
  const paths = (ctx: RequestContext) => feedbackPortalPaths(ctx.base.portal);

  face.page({
    path: SECTION,
    access: { kind: 'public' },
    query: pages,
    async render(ctx, { query }) {
      const size = await portalParameter(ctx.db, 'portal.feedback-shown', ctx.today);
      const { items, total } = await newestFeedback(ctx.db, { page: query.page, size });
      const paging = {
        page: query.page,
        pages: Math.ceil(total / size),
        href: (n: number) => `${paths(ctx).home()}${n > 1 ? `?page=${n}` : ''}`,
      };
      return frame.page(ctx, {
        column: COLUMN,
        title: '政策反馈',
        feed: { path: '/feeds/feedback' },
        section: SERVICES,
        crumbs: [{ label: '办事互动', href: portalPaths(ctx.base.portal).services() }, { label: '政策反馈' }],
        children: (
          <PortalMain title="政策反馈">
            <p>
              每份政策文件下面都可以提出意见建议、咨询和纠错，由起草单位答复。先找到文件，再在正文下方填写；提交后凭查询码查看答复。
            </p>
            <div class="mc-row">
              <ButtonLink href={portalPaths(ctx.base.portal).documents()} kind="primary" icon="file-text">
                找一份文件提出反馈
              </ButtonLink>
              <ButtonLink href={paths(ctx).query()} icon="search">
                查询我的反馈
              </ButtonLink>
            </div>
            <SectionHead title="最新答复" {...(total > 0 ? { aside: `共 ${total} 条` } : {})} />
            {total === 0 ? (
              <Empty title="还没有公开的反馈。" />
            ) : items.length === 0 ? (
              <BeyondEnd {...paging} />
            ) : (
              readable(ctx, {
                title: '政策反馈和答复',
                close: portalPaths(ctx.base.portal).home(),
                children: <FeedbackList items={items} base={ctx.base.portal} about />,
              })
            )}
            <Pagination {...paging} />
          </PortalMain>
        ),
      });
    },
  });

  const crumbs = (ctx: RequestContext, paper: { pid: string }, last: string) => [
    { label: '政策文件', href: portalPaths(ctx.base.portal).documents() },
    { label: '正文', href: portalPaths(ctx.base.portal).document(paper.pid) },
    { label: last },
  ];

  const formPage = async (ctx: RequestContext, pid: string, form: FormState) => {
    const paper = await paperAt(ctx, pid);
    return frame.page(ctx, {
      column: COLUMN,
      title: '提交政策反馈',
      crumbs: crumbs(ctx, paper, '提交反馈'),
      children: (
        <PortalMain title="提交政策反馈" narrow>
          <p>
            对{titled(paper.title)}的反馈，由{paper.ownerName}办理。
          </p>
          <ErrorSummary form={form} labels={LABELS} />
          <PostForm action={paths(ctx).document(pid)} label="提交政策反馈">
            <NonceField form={form} />
            {await feedbackFields(ctx, form)}
            {await captchaFields(ctx, form, <SubmitButton icon="send">提交</SubmitButton>)}
          </PostForm>
        </PortalMain>
      ),
    });
  };

  face.page({
    path: '/documents/:pid/feedback',
    access: { kind: 'public' },
    params: pidParams,
    query: pages,
    async render(ctx, { params, query }) {
      const paper = await paperAt(ctx, params.pid);
      const size = await portalParameter(ctx.db, 'portal.feedback-shown', ctx.today);
      const { items, total } = await feedbackOn(ctx.db, {
        document: paper.pid,
        title: paper.title,
        page: query.page,
        size,
      });
      const paging = {
        page: query.page,
        pages: Math.ceil(total / size),
        href: (n: number) => paths(ctx).document(paper.pid, n),
      };
      return frame.page(ctx, {
        column: COLUMN,
        title: `对${titled(paper.title)}的反馈`,
        crumbs: crumbs(ctx, paper, '政策反馈'),
        children: (
          <PortalMain title="政策反馈" narrow>
            <p>
              <a href={portalPaths(ctx.base.portal).document(paper.pid)}>{paper.title}</a>
            </p>
            {total === 0 ? (
              <Empty title="这里没有公开的反馈。" />
            ) : items.length === 0 ? (
              <BeyondEnd {...paging} />
            ) : (
              readable(ctx, {
                title: `对${titled(paper.title)}的反馈和答复`,
                close: portalPaths(ctx.base.portal).document(paper.pid),
                children: <FeedbackList items={items} base={ctx.base.portal} />,
              })
            )}
            <Pagination {...paging} {...(total > 0 ? { total: `共 ${total} 条` } : {})} />
            <SectionHead title="我要反馈" aside={<a href={paths(ctx).query()}>查询我的反馈</a>} />
            <PostForm action={paths(ctx).document(paper.pid)} label="政策反馈">
              {await feedbackFields(ctx, newForm())}
              <SubmitButton icon="corner-down-right">下一步</SubmitButton>
            </PostForm>
          </PortalMain>
        ),
      });
    },
  });

  /** The paper was taken down while somebody wrote about it: what they wrote is theirs, to take elsewhere. */
  const unsendable = (ctx: RequestContext, text: string) =>
    frame.page(ctx, {
      column: COLUMN,
      title: '没有提交',
      crumbs: [{ label: '政策反馈', href: paths(ctx).home() }, { label: '没有提交' }],
      children: (
        <PortalMain title="没有提交" narrow>
          <Note kind="warn" title="这份文件已经撤回，或者网址有误，现在不能对它提出反馈。">
            <p>您填写的内容没有提交，也没有保存。需要的话，请从下面复制，向发布机构反映。</p>
          </Note>
          <p class="mc-lines mc-after">{text}</p>
          <p class="mc-row">
            <a href={portalPaths(ctx.base.portal).organs()}>公开机构的联系方式</a>
          </p>
        </PortalMain>
      ),
    });

  /** @param before the same form had come before: nothing was taken a second time */
  const received = async (ctx: RequestContext, pid: string, code: string, before: boolean) => {
    const paper = await paperAt(ctx, pid);
    return frame.page(ctx, {
      column: COLUMN,
      title: '已收到您的反馈',
      crumbs: crumbs(ctx, paper, '已收到'),
      children: (
        <PortalMain title="已收到您的反馈" narrow>
          {before && (
            <Note kind="info" title="这一条先前已经收到，没有重复登记。">
              <p>登记的是先收到的内容；内容有改动的，请从文件页下方另提一条。</p>
            </Note>
          )}
          <CodeReceipt code={code}>凭它可以查看办理状态和答复；遗失的，可以另提一条。</CodeReceipt>
          <p class="mc-row">
            反馈已经加密转给{paper.ownerName}办理。离开本页后，网站不再显示您填写的内容；经审核公开的除外。
          </p>
          <div class="mc-row">
            <ButtonLink href={paths(ctx).query()} icon="search">
              查询我的反馈
            </ButtonLink>
            <ButtonLink href={portalPaths(ctx.base.portal).document(pid)} icon="file-text">
              回到文件
            </ButtonLink>
          </div>
        </PortalMain>
      ),
    });
  };

  face.form({
    path: '/documents/:pid/feedback',
    access: { kind: 'public' },
    token: 'none',
    params: pidParams,
    labels: LABELS,
    body: z.intersection(
      feedbackBody,
      captchaBody.extend({
        nonce: z.string().max(60).default(''),
        consent: z.string().max(10).default(''),
      }),
    ),
    async submit(ctx, { params, body }) {
      const { nonce, consent, altcha, captcha, captchaAnswer, refresh, ...content } = body;
      if (!(await livePaper(ctx.db, params.pid)))
        return { kind: 'page', status: 404, html: await unsendable(ctx, content.content) };
      await refuseUnfit(ctx, { ...content, consent });
      // The form under the paper carries no secret: the page is shared. The next page does.
      if (!nonceFits(nonce) || refresh !== '')
        return { kind: 'page', html: await formPage(ctx, params.pid, newForm(body)) };
      const code = codeOf(nonce);
      let before = (await lookUp(ctx.db, INTAKE, code)) !== undefined;
      if (!before) {
        await countTry(ctx, `${INTAKE} captcha`, 'lookups');
        await checkCaptcha(ctx, { altcha, captcha, captchaAnswer, refresh }, nonce);
        await countTry(ctx, INTAKE, 'submissions');
        ({ before } = await submitIntake(ctx.db, {
          kind: INTAKE,
          nonce,
          content: { ...content, document: params.pid },
          now: ctx.now,
          today: ctx.today,
        }));
      }
      return { kind: 'page', html: await received(ctx, params.pid, code, before) };
    },
    again: (ctx, { params }, form) => formPage(ctx, params.pid, form),
  });

  codeQueryPages(face, {
    kind: INTAKE,
    path: `${SECTION}/query`,
    title: '查询我的反馈',
    note: '这里只显示状态和答复，不显示您填写的内容和联系方式。',
    told: TOLD,
    rows: async (ctx, found, code) => answerRows(ctx, found, await answerOf(ctx.db, code)),
    page: (ctx, children) =>
      frame.page(ctx, {
        column: COLUMN,
        title: '查询我的反馈',
        section: SERVICES,
        crumbs: [
          { label: '办事互动', href: portalPaths(ctx.base.portal).services() },
          { label: '政策反馈', href: paths(ctx).home() },
          { label: '查询我的反馈' },
        ],
        children,
      }),
  });
}
