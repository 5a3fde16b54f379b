import { type PortalFrame, portalPaths } from '../../../mechanisms/publication/index.ts';
import type { Answered, RequestContext } from '../../../platform/http/route.ts';
import { Note, PortalMain } from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';

/** What stands at the address of something that was taken down: 410, when and why, never what it said. */
export async function gonePage(
  ctx: RequestContext,
  frame: PortalFrame,
  it: { heading: string; verb: '撤回' | '撤下'; gone: { at: Date; title: string; reason: string } },
): Promise<Answered> {
  const paths = portalPaths(ctx.base.portal);
  const html = await frame.page(ctx, {
    title: it.heading,
    column: {
      name: '政策文件',
      description: `${it.heading}：时间和原因`,
      keywords: '政策,文件',
      type: '政策文件',
    },
    crumbs: [{ label: '政策文件', href: paths.documents() }, { label: it.heading }],
    children: (
      <PortalMain title={it.heading}>
        <Note kind="warn" title={it.gone.title}>
          <p>
            {it.verb}时间：{minute(it.gone.at)}
          </p>
          <p>
            {it.verb}原因：{it.gone.reason}
          </p>
        </Note>
        <p class="mc-after">
          <a href={paths.documents()}>查看其他政策文件</a>
        </p>
      </PortalMain>
    ),
  });
  return { kind: 'page', status: 410, html, headers: { 'cache-control': 'no-store' } };
}
