import { z } from 'zod';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { findCase, MaskedValues, maskedOf } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams, publicId } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, ErrorSummary, Panel, PostForm, SubmitButton } from '../../../ui/index.ts';
import { eraseForRequest } from '../acts/handle.ts';
import { findRequest } from './case.tsx';
import { privacyPaths } from './paths.ts';

const eraseParams = pidParams.extend({ target: publicId });

/** 清除: what goes, what stays, and that there is no way back; then the act. */
export function erasePages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, pid: string, targetPid: string, form: FormState) => {
    const request = await findRequest(ctx, pid);
    const target = await findCase(ctx.db, targetPid, personOf(ctx).scope('privacy.erase'));
    const values = await maskedOf(ctx, [target.id]);
    const paths = privacyPaths(ctx.base.console);
    return frame.page(ctx, {
      title: '清除个人信息',
      section: '/privacy',
      heading: { h1: '清除个人信息', note: `依据请求 ${request.pid}，清除办件 ${target.pid}` },
      children: (
        <div class="mc-g main-r">
          <Panel title="将被清除" aside={target.subject}>
            <MaskedValues values={values} erasures={[]} />
          </Panel>
          <aside class="mc-g" aria-label="确认">
            <Panel title="确认清除">
              <ErrorSummary form={form} />
              <p>
                密文、检索用的校验码和当事人提交的材料（文件）将删除，本件的密钥将销毁。此后任何人、任何页面都不能再显示这些内容，
                <b>不能恢复</b>。
              </p>
              <p>办理环节、时间、经办人等记录保留，用于证明依法办理。（个人信息保护法第四十七条）</p>
              <PostForm
                action={paths.erase(pid, targetPid)}
                once={ctx.session?.once() ?? ''}
                label="确认清除"
              >
                <SubmitButton kind="danger" icon="trash">
                  清除，不能恢复
                </SubmitButton>
              </PostForm>
              <div class="mc-row">
                <ButtonLink href={paths.case(pid)}>返回，不清除</ButtonLink>
              </div>
            </Panel>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: '/cases/:pid/privacy-request/erase/:target',
    access: { kind: 'act', act: 'privacy.erase' },
    params: eraseParams,
    render: (ctx, { params }) => show(ctx, params.pid, params.target, newForm()),
  });

  face.form({
    path: '/cases/:pid/privacy-request/erase/:target',
    access: { kind: 'act', act: 'privacy.erase' },
    token: 'once',
    params: eraseParams,
    labels: {},
    body: z.object({}),
    async submit(ctx, { params, once }) {
      const request = await findRequest(ctx, params.pid);
      const target = await findCase(ctx.db, params.target, personOf(ctx).scope('privacy.erase'));
      await eraseForRequest(
        { ...ctx, actor: personOf(ctx) },
        { requestPid: params.pid, targetPid: params.target, once },
      );
      return {
        kind: 'redirect',
        to: `${privacyPaths(ctx.base.console).case(target.procedure === request.procedure ? target.pid : request.pid)}?done=erased`,
      };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, params.target, form),
  });
}
