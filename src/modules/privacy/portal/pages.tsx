import { z } from 'zod';
import {
  CAPTCHA_LABELS,
  CodeReceipt,
  captchaBody,
  captchaFields,
  checkCaptcha,
  codeQueryPages,
  countTry,
  keptMonths,
  NonceField,
  nonceFits,
  submitIntake,
} from '../../../core/index.ts';
import { chineseDay } from '../../../law/day.ts';
import { explainTerm } from '../../../law/terms/explain.ts';
import { type PortalFrame, portalPaths, readable } from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  CalendarStrip,
  Checkboxes,
  ErrorSummary,
  Note,
  Phone,
  PortalMain,
  PostForm,
  SectionHead,
  SubmitButton,
} from '../../../ui/index.ts';
import { RequestFields } from '../console/fields.tsx';
import { REQUEST_LABELS, requestBody } from '../request-form.ts';
import { INTAKE, RIGHTS, TOLD } from '../words.ts';
import { receivers, replyTerm } from './receivers.ts';

const SECTION = '/privacy';
const COLUMN = {
  name: '个人信息权利',
  description: '依法查阅、复制、更正、删除本人信息：提出请求，查询办理状态',
  keywords: '个人信息,查阅,复制,更正,删除',
  type: '办事互动',
};
/** How long what is left here is kept, for the sentences before the form. */
async function keptFor(ctx: RequestContext): Promise<string> {
  const months = await keptMonths(ctx.db, INTAKE, ctx.today);
  return months === undefined ? '保留期满清除' : `办结后最长保留 ${months} 个月，到期清除`;
}

const FORM_LABELS = { ...REQUEST_LABELS, consent: '告知和同意', ...CAPTCHA_LABELS };

/** 个人信息权利: what people may ask for, the form, and the state of a request by its query code. */
export function portalPages(face: Face, frame: PortalFrame): void {
  const at = (ctx: RequestContext, path = '') => `${ctx.base.portal}${SECTION}${path}`;
  const crumbs = (ctx: RequestContext, last: string) => [
    { label: '个人信息权利', href: at(ctx) },
    { label: last },
  ];

  face.page({
    path: SECTION,
    access: { kind: 'public' },
    render: async (ctx) =>
      frame.page(ctx, {
        title: '个人信息权利',
        section: SECTION,
        column: COLUMN,
        crumbs: [{ label: '个人信息权利' }],
        children: (
          <PortalMain title="个人信息权利">
            {readable(ctx, {
              title: '个人信息权利',
              close: portalPaths(ctx.base.portal).home(),
              children: (
                <>
                  <p>
                    您在办事、申请、来信中提供过个人信息的，可以依法提出以下请求（《个人信息保护法》第四十四条至第五十条）：
                  </p>
                  <dl class="mc-kv">
                    {Object.values(RIGHTS).map((r) => [
                      <dt key={r.label}>{r.label}</dt>,
                      <dd key={`${r.label} does`}>
                        {r.does}（{r.article.replace('个人信息保护法', '')}）
                      </dd>,
                    ])}
                  </dl>
                  <div class="mc-row">
                    <ButtonLink href={at(ctx, '/request')} kind="primary" icon="pencil">
                      提出请求
                    </ButtonLink>
                    <ButtonLink href={at(ctx, '/query')} icon="search">
                      查询办理状态
                    </ButtonLink>
                  </div>
                  <SectionHead title="我们怎样处理您填写的内容" />
                  <ul>
                    <li>只收集核实身份和答复所必需的内容：姓名、证件号码、联系电话；邮箱可以不填。</li>
                    <li>
                      提交后立即加密，网站本身不能再读取，只有受理单位的经办人可以打开，每次查看都留痕。
                    </li>
                    <li>{await keptFor(ctx)}。信息存放在境内。</li>
                    <li>也可以到受理单位的窗口提出，效力相同。</li>
                  </ul>
                </>
              ),
            })}
          </PortalMain>
        ),
      }),
  });

  const formPage = async (ctx: RequestContext, form: FormState) => {
    return frame.page(ctx, {
      title: '提出个人信息请求',
      section: SECTION,
      column: COLUMN,
      crumbs: crumbs(ctx, '提出请求'),
      children: (
        <PortalMain title="提出个人信息请求" narrow>
          <ErrorSummary form={form} labels={FORM_LABELS} />
          <PostForm action={at(ctx, '/request')} label="提出个人信息请求">
            <NonceField form={form} />
            <RequestFields
              form={form}
              organisations={(await receivers(ctx.db, ctx.today)).map((o) => ({
                ...o,
                name: o.handledBy === null ? o.name : `${o.name}（由${o.handledBy}受理）`,
              }))}
            />
            <Checkboxes
              name="consent"
              legend={FORM_LABELS.consent}
              form={form}
              options={[
                {
                  value: 'yes',
                  label: `我已知道：以上信息由受理单位用于核实身份、办理和答复本请求，加密存放，${await keptFor(ctx)}；我同意提供。`,
                  note: '证件号码属于敏感个人信息（个人信息保护法第二十九条、第三十五条）。不同意的，可以到窗口出示证件提出。',
                },
              ]}
            />
            {await captchaFields(ctx, form, <SubmitButton icon="send">提交</SubmitButton>)}
          </PostForm>
        </PortalMain>
      ),
    });
  };

  face.page({
    path: `${SECTION}/request`,
    access: { kind: 'public' },
    render: (ctx) => formPage(ctx, newForm({ documentKind: 'identity-card' })),
  });

  face.form({
    path: `${SECTION}/request`,
    access: { kind: 'public' },
    token: 'none',
    labels: FORM_LABELS,
    body: z.intersection(
      requestBody,
      captchaBody.extend({
        nonce: z.string().max(60).default(''),
        consent: z.literal('yes', { error: '请阅读告知内容并勾选；不同意网上提供的，可以到窗口提出。' }),
      }),
    ),
    async submit(ctx, { body }) {
      const { nonce, consent: _consent, altcha, captcha, captchaAnswer, refresh, ...content } = body;
      if (!nonceFits(nonce)) throw new Refusal('页面不完整，没有提交。您填写的内容还在，请再提交一次。');
      if (refresh !== '') return { kind: 'page', html: await formPage(ctx, newForm(body)) };
      const offered = (await receivers(ctx.db, ctx.today)).find((o) => o.code === content.organisation);
      if (!offered)
        throw new Refusal(
          [
            {
              field: 'organisation',
              message:
                '这个单位不受理个人信息请求，请在列表中选择：村（社区）的选所在乡镇、街道，已撤并的选承接单位，没有列出的选它的上级。',
            },
          ],
          422,
        );
      await checkCaptcha(ctx, { altcha, captcha, captchaAnswer, refresh }, nonce);
      await countTry(ctx, INTAKE, 'submissions');
      // Before anything is taken: once it is, nothing may keep the code from being shown.
      const term = await replyTerm(ctx.db, offered.code, ctx.today);
      const { code, before } = await submitIntake(ctx.db, {
        kind: INTAKE,
        nonce,
        content,
        now: ctx.now,
        today: ctx.today,
      });
      return {
        kind: 'page',
        html: await frame.page(ctx, {
          title: '已收到您的请求',
          section: SECTION,
          column: COLUMN,
          crumbs: crumbs(ctx, '已收到'),
          children: (
            <PortalMain title="已收到您的请求" narrow>
              {before && (
                <Note kind="info" title="这一条先前已经收到，没有重复登记。">
                  <p>登记的是先收到的内容；内容有改动的，请另提一条。</p>
                </Note>
              )}
              <CodeReceipt code={code}>
                凭它可以查询办理状态；遗失的，请到受理单位窗口凭证件查询。
              </CodeReceipt>
              <p class="mc-after">
                {offered.handledBy ?? offered.name}会在 {term.term.count} 个工作日内，最迟
                <b>{chineseDay(term.due)}</b>，按您留下的联系方式答复；
                {term.provisional && '当年放假安排公布后可能变动，'}
                以凭查询码查到的日期为准。
                {offered.phone && (
                  <>
                    需要询问的，请致电 <Phone text={offered.phone} />。
                  </>
                )}
                您填写的内容已经加密，离开本页后网站不再显示。
              </p>
              <details class="mb" open>
                <summary>这个日期是怎么算出来的</summary>
                <CalendarStrip
                  days={term.days}
                  due={term.due}
                  today={ctx.today}
                  dueLabel="答复截止"
                  unit="个工作日"
                  marks={{ [ctx.today]: '收到请求' }}
                  sentences={explainTerm(term, '收到请求')}
                />
              </details>
              <ButtonLink href={at(ctx, '/query')} icon="search">
                查询办理状态
              </ButtonLink>
            </PortalMain>
          ),
        }),
      };
    },
    again: (ctx, _input, form) => formPage(ctx, form),
  });

  codeQueryPages(face, {
    kind: INTAKE,
    path: `${SECTION}/query`,
    title: '查询办理状态',
    note: '这里只显示状态和日期，不显示任何个人信息。',
    told: TOLD,
    rows: async (_ctx, found) => [
      ['收到日期', chineseDay(found.receivedOn)],
      ['答复期限', found.closedOn === null && found.dueOn !== null && chineseDay(found.dueOn)],
      ['办结日期', found.closedOn !== null && chineseDay(found.closedOn)],
    ],
    page: (ctx, children) =>
      frame.page(ctx, {
        title: '查询办理状态',
        section: SECTION,
        column: COLUMN,
        crumbs: crumbs(ctx, '查询办理状态'),
        children,
      }),
  });
}
