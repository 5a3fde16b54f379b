import type { ConsoleFrame } from './core/index.ts';
import type { PortalFrame } from './mechanisms/publication/index.ts';
import { portalPaths } from './mechanisms/publication/index.ts';
import type { FaceBehaviour } from './platform/http/behaviour.ts';
import { ButtonLink, Note, PortalMain, SearchForm } from './ui/index.ts';

type ErrorPage = FaceBehaviour['errorPage'];

function explain(error: Parameters<ErrorPage>[1]) {
  return (
    <>
      <Note kind={error.status >= 500 ? 'bad' : 'warn'}>
        {error.issues.map((i) => (
          <p key={i.message}>
            {i.message}
            {i.article && `（${i.article}）`}
          </p>
        ))}
      </Note>
      <p class="muted small mc-after">向我们反映这个问题时，请提供编号：{error.requestId}</p>
    </>
  );
}

/** Error pages of the portal: what is wrong, and the ways on. */
export function portalErrors(frame: PortalFrame): ErrorPage {
  return (ctx, error) =>
    frame.page(ctx, {
      title: error.title,
      column: {
        name: '提示',
        description: error.title,
        keywords: '提示',
        type: '提示',
      },
      crumbs: [{ label: error.title }],
      children: (
        <PortalMain title={error.title}>
          {explain(error)}
          <div class="mc-row">
            <ButtonLink href={portalPaths(ctx.base.portal).home()} kind="primary">
              回到首页
            </ButtonLink>
            {error.status === 404 && (
              <>
                <ButtonLink href={portalPaths(ctx.base.portal).search()} icon="search">
                  搜索
                </ButtonLink>
                <ButtonLink href={portalPaths(ctx.base.portal).siteMap()} icon="list">
                  站点地图
                </ButtonLink>
              </>
            )}
          </div>
        </PortalMain>
      ),
    });
}

/** Error pages of the console. */
export function consoleErrors(frame: ConsoleFrame): ErrorPage {
  return async (ctx, error) =>
    frame.plain(ctx, {
      title: error.title,
      children: (
        <>
          {explain(error)}
          {error.status === 404 && ctx.session && (
            <div class="mb">
              <SearchForm action={`${ctx.base.console}/search`} label="全局检索" size="small" />
            </div>
          )}
          <ButtonLink href={`${ctx.base.console}/`} kind="primary">
            回到我的待办
          </ButtonLink>
        </>
      ),
    });
}

/** Errors of the interface: problem documents (RFC 9457). */
export const apiErrors: ErrorPage = async (_ctx, error) =>
  JSON.stringify({
    type: 'about:blank',
    title: error.title,
    status: error.status,
    detail: error.issues.map((i) => i.message).join('；'),
    instance: error.requestId,
  });
