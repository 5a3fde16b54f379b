import { chineseDay, dayOfInstant } from '../../../../law/day.ts';
import { type PortalFrame, portalPaths, readable } from '../../../../mechanisms/publication/index.ts';
import { NotFound } from '../../../../platform/errors.ts';
import type { Face } from '../../../../platform/http/face.ts';
import { publicId } from '../../../../platform/http/fields.ts';
import type { RequestContext } from '../../../../platform/http/route.ts';
import type { PublicOrganPage } from '../../store/public.ts';
import { Paragraphs } from '../paragraphs.tsx';
import { columnPage, organParams, readColumn } from './column.tsx';

/** @param close path where its reader goes on to */
function textOf(ctx: RequestContext, page: PublicOrganPage, close: string) {
  return (
    <article aria-labelledby="h-text">
      <h1 id="h-text" class="mc-h1">
        {page.title}
      </h1>
      <p class="muted">
        自{chineseDay(page.validFrom)}起施行 · {dayOfInstant(page.publishedAt.getTime())} 公布
        {page.number > 1 && `，第 ${page.number} 版`}
      </p>
      {readable(ctx, { title: page.title, close, children: <Paragraphs text={page.body} /> })}
    </article>
  );
}

/** 政府信息公开指南 (条例第十二条). */
function guidePage(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/guide',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    async render(ctx, { params: { code } }) {
      const column = await readColumn(ctx, frame, code);
      const guide = column.pages.find((p) => p.kind === 'guide');
      if (!guide) throw new NotFound('这个机构还没有公布公开指南。可以直接联系它的政府信息公开工作机构。');
      const paths = portalPaths(ctx.base.portal);
      return columnPage(ctx, frame, column, {
        part: '公开指南',
        current: paths.organPart(code, 'guide'),
        children: textOf(ctx, guide, paths.organ(code)),
      });
    },
  });
}

/** 政府信息公开制度: the list and each of them. */
function rulePages(face: Face, frame: PortalFrame): void {
  face.page({
    path: '/organs/:code/rules',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams,
    async render(ctx, { params: { code } }) {
      const paths = portalPaths(ctx.base.portal);
      const column = await readColumn(ctx, frame, code);
      const rules = column.pages.filter((p) => p.kind === 'rule');
      if (rules.length === 0) throw new NotFound('这个机构还没有公布公开制度。');
      return columnPage(ctx, frame, column, {
        part: '公开制度',
        current: paths.organPart(code, 'rules'),
        children: (
          <section aria-labelledby="h-rules">
            <h1 id="h-rules" class="mc-h1">
              公开制度
            </h1>
            <ul class="mc-list">
              {rules.map((r) => (
                <li key={r.pid}>
                  <a class="ti" href={paths.organRule(code, r.pid)}>
                    {r.title}
                  </a>
                  <div class="me">
                    <span>自 {r.validFrom} 起施行</span>
                    <span>{dayOfInstant(r.publishedAt.getTime())} 公布</span>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        ),
      });
    },
  });
  face.page({
    path: '/organs/:code/rules/:pid',
    access: { kind: 'public' },
    cache: 'revalidate',
    params: organParams.extend({ pid: publicId }),
    async render(ctx, { params: { code, pid } }) {
      const paths = portalPaths(ctx.base.portal);
      const column = await readColumn(ctx, frame, code);
      const rule = column.pages.find((p) => p.pid === pid && p.kind === 'rule');
      if (!rule) throw new NotFound('没有找到这项制度，可能已经撤下。');
      return columnPage(ctx, frame, column, {
        part: rule.title,
        above: { label: '公开制度', href: paths.organPart(code, 'rules') },
        current: paths.organPart(code, 'rules'),
        children: textOf(ctx, rule, paths.organPart(code, 'rules')),
      });
    },
  });
}

/** The texts of an organ's 专栏. */
export function organTextPages(face: Face, frame: PortalFrame): void {
  guidePage(face, frame);
  rulePages(face, frame);
}
