import { z } from 'zod';
import {
  type ConsoleFrame,
  codeOf,
  NonceField,
  nonceFits,
  organisationByCode,
  organisationsByIds,
  personOf,
} from '../../../core/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, ErrorSummary, Note, Panel, PostForm, SubmitButton } from '../../../ui/index.ts';
import { registerRequest } from '../acts/enrol.ts';
import { REQUEST_LABELS, requestBody } from '../request-form.ts';
import { RequestFields } from './fields.tsx';
import { privacyPaths } from './paths.ts';

/** 窗口登记: a clerk enters what a person asks for at the counter. */
export function registerPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, form: FormState) => {
    const person = personOf(ctx);
    const paths = privacyPaths(ctx.base.console);
    const organisations = await organisationsByIds(ctx.db, person.scope('privacy.register'), ctx.today);
    return frame.page(ctx, {
      title: '窗口登记个人信息请求',
      section: '/privacy',
      children: (
        <div class="mc-g main-r">
          <Panel title="登记">
            <ErrorSummary form={form} labels={REQUEST_LABELS} />
            <PostForm action={paths.create()} once={ctx.session?.once() ?? ''} guard label="登记个人信息请求">
              <NonceField form={form} />
              <RequestFields form={form} organisations={organisations} />
              <SubmitButton icon="check">登记</SubmitButton>
            </PostForm>
          </Panel>
          <aside class="mc-g" aria-label="说明">
            <Note kind="info" title="登记前请告知申请人">
              <p class="mb-0">
                收集姓名、证件、联系方式只为核实身份和答复；信息加密存放，保留期满自动清除。证件当面核对，不留复印件。
              </p>
            </Note>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/privacy/new',
    access: { kind: 'act', act: 'privacy.register' },
    render: (ctx) =>
      show(ctx, newForm({ organisation: personOf(ctx).organisation.code, documentKind: 'identity-card' })),
  });

  face.form({
    path: '/privacy/new',
    access: { kind: 'act', act: 'privacy.register' },
    token: 'once',
    labels: REQUEST_LABELS,
    body: z.intersection(requestBody, z.object({ nonce: z.string().max(60).default('') })),
    async submit(ctx, { body, once }) {
      const paths = privacyPaths(ctx.base.console);
      const { nonce, ...content } = body;
      if (!nonceFits(nonce)) throw new Refusal('页面不完整，没有登记。您填写的内容还在，请再提交一次。');
      const organisation = await organisationByCode(ctx.db, content.organisation);
      const { casePid } = await registerRequest(
        { ...ctx, actor: personOf(ctx) },
        { organisationId: organisation.id, content, nonce, once },
      );
      return {
        kind: 'page',
        html: await frame.page(ctx, {
          title: '已登记',
          section: '/privacy',
          notice: { kind: 'ok', text: '已登记，转政务公开办受理。' },
          children: (
            <Panel title="请把查询码交给申请人">
              <p class="mc-code">{codeOf(nonce)}</p>
              <p>
                申请人凭查询码在门户“个人信息权利”中查询办理状态。查询码只显示这一次，系统不保存；遗失的到窗口凭证件查询。
              </p>
              <ButtonLink href={paths.case(casePid)} icon="file-text">
                打开本件（编号 {casePid}）
              </ButtonLink>
            </Panel>
          ),
        }),
      };
    },
    // Another sending is another registration, with a query code of its own: the once-token guards against double clicks.
    again: (ctx, _input, form) => show(ctx, { ...form, values: { ...form.values, nonce: '' } }),
  });
}
