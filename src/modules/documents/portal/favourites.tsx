import { z } from 'zod';
import {
  type PortalFrame,
  PublicList,
  portalPaths,
  publicByPids,
} from '../../../mechanisms/publication/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { publicId } from '../../../platform/http/fields.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { Empty, Icon, Note, PortalMain } from '../../../ui/index.ts';

const COOKIE = 'kept';
/** So many ids of ten characters stay well below what a browser keeps in one cookie. */
const MOST = 100;
const YEAR_SECONDS = 366 * 86_400;

/**
 * Public ids a visitor has kept, newest first: they stay in the browser, the server stores nothing of it. The browser may
 * send anything: what is no id, comes twice or is one too many counts for nothing.
 */
function keptPids(ctx: RequestContext): string[] {
  const sent = (ctx.cookies[COOKIE] ?? '').split('.').filter((pid) => /^[0-9a-z]{10}$/.test(pid));
  return [...new Set(sent)].slice(0, MOST);
}

/** Id of the form that gives papers up; the buttons beside them stand in the list. */
const FORM = 'kept';

/** 我的收藏: papers that a visitor has kept, without signing in and without JavaScript. */
export function favouritePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/favourites',
    access: { kind: 'public' },
    async render(ctx) {
      const paths = portalPaths(ctx.base.portal);
      const pids = keptPids(ctx);
      const items = await publicByPids(ctx.db, pids, ctx.today);
      const gone = pids.length - items.length;
      return frame.page(ctx, {
        title: '我的收藏',
        column: {
          description: '您在这台设备上收藏的政策文件',
          keywords: '收藏,政策,文件',
          type: '办事互动',
        },
        crumbs: [{ label: '我的收藏' }],
        children: (
          <PortalMain title="我的收藏">
            <p class="muted">收藏只保存在您这台设备的浏览器中，本站不记录。最多保存 {MOST} 件。</p>
            {gone > 0 && (
              <Note kind="warn">
                <p>有 {gone} 件收藏的文件已经撤回或者找不到，不再显示。</p>
              </Note>
            )}
            {items.length === 0 ? (
              <Empty title="还没有收藏的文件。" hint="打开一份文件，点“加入收藏”。" />
            ) : (
              <>
                <PublicList
                  items={items}
                  paths={paths}
                  beside={(d) => (
                    <button
                      type="submit"
                      class="btn btn-link"
                      form={FORM}
                      name="drop"
                      value={d.pid}
                      aria-label={`取消收藏：${d.title}`}
                    >
                      <Icon name="x" /> 取消收藏
                    </button>
                  )}
                />
                <form method="post" action={paths.favourites()} id={FORM} class="mc-after">
                  <button type="submit" class="btn" name="keep" value="none">
                    清空收藏
                  </button>
                </form>
              </>
            )}
          </PortalMain>
        ),
      });
    },
  });

  face.form({
    path: '/favourites',
    access: { kind: 'public' },
    token: 'none',
    labels: {},
    body: z.object({
      pid: publicId.optional(),
      drop: publicId.optional(),
      keep: z.enum(['yes', 'none']).optional(),
    }),
    async submit(ctx, { body }) {
      const { pid, drop } = body;
      const others =
        body.keep === 'none' ? [] : keptPids(ctx).filter((other) => other !== pid && other !== drop);
      const kept = pid && body.keep === 'yes' ? [pid, ...others].slice(0, MOST) : others;
      return {
        kind: 'redirect',
        to: portalPaths(ctx.base.portal).favourites(),
        cookies: [{ name: COOKIE, value: kept.join('.'), maxAge: kept.length > 0 ? YEAR_SECONDS : 0 }],
      };
    },
    again: async (_ctx, _input, form) => {
      throw new Refusal(form.issues, 422);
    },
  });
}
