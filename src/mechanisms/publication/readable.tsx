import type { ComponentChildren, VNode } from 'preact';
import type { RequestContext } from '../../platform/http/route.ts';
import { ReadableText, ReadingTools } from '../../ui/index.ts';
import { modeOf } from './portal-frame.tsx';
import { portalPaths } from './urls.ts';

/** What the tools above a text of the portal need to know of its page. */
export interface TextPage {
  title: string;
  /** Path where 关闭 leads when the window is not one that a link opened. */
  close: string;
  /** Its one lasting address; that of the request where it has no other. */
  link?: string;
  /** Public id of the paper that can be kept. */
  favourite?: string;
}

const linkOf = (ctx: RequestContext, page: TextPage) =>
  page.link ?? ctx.portalUrl + ctx.url.slice(ctx.base.portal.length);

/** The tools above a text of the portal: the same on every page, and one choice for all of them. */
export function readingTools(ctx: RequestContext, page: TextPage): VNode {
  const paths = portalPaths(ctx.base.portal);
  return (
    <ReadingTools
      link={linkOf(ctx, page)}
      title={page.title}
      mode={modeOf(ctx)}
      modeAction={paths.mode()}
      back={ctx.url}
      close={page.close}
      {...(page.favourite ? { favourite: { action: paths.favourites(), pid: page.favourite } } : {})}
    />
  );
}

/**
 * By this a page of the portal says that it holds a text to read (R-ACC-01, R-ACC-02): the tools, and below them the text in
 * the size and on the ground that the reader has chosen; on paper its address (R-ACC-03).
 */
export function readable(
  ctx: RequestContext,
  page: TextPage & { children: ComponentChildren },
): ComponentChildren {
  return (
    <>
      {readingTools(ctx, page)}
      <ReadableText>{page.children}</ReadableText>
      <p class="mc-printed">网址：{linkOf(ctx, page)}</p>
    </>
  );
}
