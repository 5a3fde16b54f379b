import type { ConsoleFrame } from './core/index.ts';
import type { PortalFrame } from './mechanisms/publication/index.ts';
import { modeOf, modeValue, portalPaths } from './mechanisms/publication/index.ts';
import type { FaceBehaviour, Notice } from './platform/http/behaviour.ts';
import type { AppContext } from './platform/http/route.ts';
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
            {i.way && (
              <>
                {' '}
                <a href={i.way.href}>{i.way.label}</a>
              </>
            )}
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

/** So many notices are kept; they differ by the seconds to wait and by the reading aids. */
const NOTICES = 200;

/** Notices of the portal: for a flood, and for what could not be read. Each is rendered and packed once, while the site stays as it is. */
export function portalNotices(
  frame: PortalFrame,
  app: Pick<AppContext, 'base' | 'asset' | 'banner'>,
): NonNullable<FaceBehaviour['noticePage']> {
  const made = new Map<string, Buffer>();
  return (notice, cookies = {}) => {
    const mode = modeOf({ cookies });
    const key = JSON.stringify([notice, modeValue(mode), frame.remembered]);
    const known = made.get(key);
    if (known) return known;
    if (made.size >= NOTICES) made.clear();
    const page = Buffer.from(frame.notice(app, { title: notice.title, mode, children: said(notice, app) }));
    made.set(key, page);
    return page;
  };
}

function said({ sentences, again }: Notice, app: Pick<AppContext, 'base'>) {
  return (
    <>
      <Note kind="warn">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Note>
      <div class="mc-row mc-after">
        {again ? (
          // An empty address is that of this page.
          <ButtonLink href="" kind="primary">
            再打开一次
          </ButtonLink>
        ) : (
          <ButtonLink href={portalPaths(app.base.portal).home()} kind="primary">
            回到首页
          </ButtonLink>
        )}
      </div>
    </>
  );
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
